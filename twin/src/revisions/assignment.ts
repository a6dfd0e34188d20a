/**
 * The assignment of rows to columns with the highest sum of scores, each used at most once (Kuhn–Munkres by shortest
 * augmenting paths, O(n³)). Pairs that score nothing or less stay unassigned.
 * @returns for each row its column, or −1
 */
export function assign(scores: readonly (readonly number[])[]): number[] {
  const rows = scores.length;
  const columns = Math.max(0, ...scores.map((row) => row.length));
  const n = Math.max(rows, columns);
  const cost = (row: number, column: number): number => -Math.max(0, scores[row]?.[column] ?? 0);
  const u = new Float64Array(n + 1);
  const v = new Float64Array(n + 1);
  const rowOf = new Int32Array(n + 1);
  const way = new Int32Array(n + 1);
  for (let row = 1; row <= n; row++) {
    rowOf[0] = row;
    const least = new Float64Array(n + 1).fill(Infinity);
    const used = new Uint8Array(n + 1);
    let column = 0;
    do {
      used[column] = 1;
      const at = rowOf[column] as number;
      let delta = Infinity;
      let next = 0;
      for (let j = 1; j <= n; j++) {
        if (used[j]) continue;
        const reduced = cost(at - 1, j - 1) - (u[at] as number) - (v[j] as number);
        if (reduced < (least[j] as number)) {
          least[j] = reduced;
          way[j] = column;
        }
        if ((least[j] as number) < delta) {
          delta = least[j] as number;
          next = j;
        }
      }
      for (let j = 0; j <= n; j++) {
        if (used[j]) {
          u[rowOf[j] as number] = (u[rowOf[j] as number] as number) + delta;
          v[j] = (v[j] as number) - delta;
        } else least[j] = (least[j] as number) - delta;
      }
      column = next;
    } while (rowOf[column] !== 0);
    do {
      const previous = way[column] as number;
      rowOf[column] = rowOf[previous] as number;
      column = previous;
    } while (column !== 0);
  }
  const result = new Array<number>(rows).fill(-1);
  for (let column = 1; column <= n; column++) {
    const row = (rowOf[column] as number) - 1;
    if (row < rows && column <= columns && (scores[row]?.[column - 1] ?? 0) > 0) result[row] = column - 1;
  }
  return result;
}

/** Things that occur once in a list, by a key; what has no key or shares it is left out. */
export function uniqueBy<T>(items: Iterable<T>, keyOf: (item: T) => string | undefined): Map<string, T> {
  const found = new Map<string, T | undefined>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== undefined && key !== "") found.set(key, found.has(key) ? undefined : item);
  }
  const unique = new Map<string, T>();
  for (const [key, item] of found) if (item !== undefined) unique.set(key, item);
  return unique;
}

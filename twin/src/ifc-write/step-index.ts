const [QUOTE, SEMICOLON, HASH, SLASH, STAR, EQUALS, OPEN] = [0x27, 0x3b, 0x23, 0x2f, 0x2a, 0x3d, 0x28];
const MAX_TYPE = 60;
const GLOBAL_ID_LENGTH = 22;

/**
 * Where the instances of a STEP file (ISO 10303-21) stand in its bytes. A file of 50 MB has a million of them: two
 * numbers are kept for each, and none is read before it is asked for.
 */
export interface StepIndex {
  readonly maxId: number;
  /** Where the last DATA section's ENDSEC begins: what is added goes before it. */
  readonly dataEnd: number;
  /** Byte range of each header statement, by its name. */
  readonly header: ReadonlyMap<string, readonly [start: number, end: number]>;
  /** First byte, `#`, and the byte after the `;`. Of an id that is used twice, the first. */
  range(id: number): readonly [start: number, end: number] | undefined;
  type(id: number): string;
  /** Instances by the GlobalId that they begin with; of one that is used twice the first, as in the import. */
  withGlobalIds(wanted: ReadonlySet<string>): Map<string, number>;
  /** Instances that refer to the targets, each with the targets that it names. */
  referrers(targets: ReadonlySet<number>): Map<number, Set<number>>;
}

/** @throws Error where there is no DATA section that ends */
export function indexStep(bytes: Buffer): StepIndex {
  let count = 0;
  let ids = new Float64Array(1024);
  let starts = new Float64Array(1024);
  let maxId = 0;
  let dataEnd = -1;
  let ascending = true;
  const header = new Map<string, readonly [number, number]>();
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at] as number;
    if (byte <= 0x20) at++;
    else if (byte === SLASH && bytes[at + 1] === STAR) at = afterComment(bytes, at);
    else {
      const end = statementEnd(bytes, at);
      if (byte === HASH) {
        if (count === ids.length) {
          ids = doubled(ids);
          starts = doubled(starts);
        }
        const id = numberAt(bytes, at + 1);
        ascending &&= id > maxId;
        if (id > maxId) maxId = id;
        ids[count] = id;
        starts[count] = at;
        count++;
      } else if (end - at <= 32 && /^ENDSEC\s*;$/i.test(bytes.toString("latin1", at, end))) dataEnd = at;
      else if (count === 0) {
        const name = /^\s*(FILE_\w+)/i.exec(bytes.toString("latin1", at, Math.min(end, at + MAX_TYPE)))?.[1];
        if (name !== undefined) header.set(name.toUpperCase(), [at, end]);
      }
      at = end;
    }
  }
  if (dataEnd < 0 || count === 0) throw new Error("the file has no DATA section that ends with ENDSEC");

  // Most files count upwards; one that does not is looked up by a sorted list.
  const order = ascending ? undefined : sortedOrder(ids, count);
  const idAt = (place: number): number => ids[order === undefined ? place : (order[place] ?? 0)] as number;
  function find(id: number): number | undefined {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (idAt(middle) < id) low = middle + 1;
      else high = middle;
    }
    if (low >= count || idAt(low) !== id) return undefined;
    return order === undefined ? low : order[low];
  }
  const endOf = (start: number): number => statementEnd(bytes, start);
  function range(id: number): readonly [number, number] | undefined {
    const place = find(id);
    if (place === undefined) return undefined;
    const start = starts[place] as number;
    return [start, endOf(start)];
  }

  return {
    maxId,
    dataEnd,
    header,
    range,
    type(id) {
      const found = range(id);
      return found === undefined ? "" : typeIn(bytes.toString("latin1", found[0], found[0] + 2 * MAX_TYPE));
    },
    withGlobalIds(wanted) {
      const found = new Map<string, number>();
      for (let i = 0; i < count; i++) {
        const open = bytes.indexOf(OPEN, starts[i]);
        let at = open + 1;
        while ((bytes[at] as number) <= 0x20) at++;
        if (bytes[at] !== QUOTE || bytes[at + GLOBAL_ID_LENGTH + 1] !== QUOTE) continue;
        const globalId = bytes.toString("latin1", at + 1, at + 1 + GLOBAL_ID_LENGTH);
        if (wanted.has(globalId) && !found.has(globalId)) found.set(globalId, ids[i] as number);
      }
      return found;
    },
    referrers(targets) {
      const found = new Map<number, Set<number>>();
      if (targets.size === 0) return found;
      for (let i = 0; i < count; i++) {
        const end = i + 1 < count ? (starts[i + 1] as number) : dataEnd;
        const from = bytes.indexOf(EQUALS, starts[i]);
        for (let at = bytes.indexOf(HASH, from); at >= 0 && at < end; at = bytes.indexOf(HASH, at + 1)) {
          const id = numberAt(bytes, at + 1);
          if (!targets.has(id)) continue;
          const by = ids[i] as number;
          const known = found.get(by);
          if (known === undefined) found.set(by, new Set([id]));
          else known.add(id);
        }
      }
      return found;
    },
  };
}

/** The type's name of an instance's text, in capitals; empty for a complex instance. */
export function typeIn(text: string): string {
  return /^[^=]*=\s*(?:\/\*[\s\S]*?\*\/\s*)*([A-Za-z0-9_]+)\s*\(/.exec(text)?.[1]?.toUpperCase() ?? "";
}

function numberAt(bytes: Buffer, from: number): number {
  let value = 0;
  for (let at = from; ; at++) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return value;
    value = value * 10 + digit;
  }
}

function doubled(list: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(list.length * 2);
  larger.set(list);
  return larger;
}

function sortedOrder(ids: Float64Array, count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  return order.sort((a, b) => (ids[a] as number) - (ids[b] as number) || a - b);
}

/** The byte after the `;` that ends a statement: one in a string or comment ends nothing. */
function statementEnd(bytes: Buffer, start: number): number {
  let quoted = false;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) quoted = !quoted;
    else if (quoted) continue;
    else if (byte === SEMICOLON) return at + 1;
    else if (byte === SLASH && bytes[at + 1] === STAR) at = afterComment(bytes, at) - 1;
  }
  return bytes.length;
}

function afterComment(bytes: Buffer, at: number): number {
  const end = bytes.indexOf("*/", at + 2, "latin1");
  return end < 0 ? bytes.length : end + 2;
}

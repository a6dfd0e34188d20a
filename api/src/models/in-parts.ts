/** Many rows a statement; between statements the event loop gets its turn, so that live values keep flowing. */
export async function inParts<R>(
  rows: readonly R[],
  write: (part: R[]) => Promise<unknown>,
  atOnce = 100,
): Promise<void> {
  for (let at = 0; at < rows.length; at += atOnce) {
    await write(rows.slice(at, at + atOnce));
    await new Promise(setImmediate);
  }
}

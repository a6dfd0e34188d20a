/** Thrown into a reader that reads a payload over and over. */
export class TooMuchWork extends Error {
  override readonly name = "TooMuchWork";
}

/**
 * Bytes that count how often they are read: a bound on the work of a reader that does not depend on the speed of the machine. A loop that
 * never ends reads on, and is ended by the bound.
 */
export function countedBytes(
  bytes: Uint8Array,
  most: number,
): { readonly bytes: Uint8Array; reads(): number } {
  let reads = 0;
  const counted = new Proxy(bytes, {
    get(target, key) {
      reads += 1;
      if (reads > most) throw new TooMuchWork(`read more than ${most} times, ${bytes.length} bytes`);
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { bytes: counted, reads: () => reads };
}

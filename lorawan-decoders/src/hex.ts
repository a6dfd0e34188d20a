/** Bytes of a hexadecimal text; spaces are allowed. Throws on anything else. */
export function bytesOfHex(text: string): Uint8Array {
  const digits = text.replaceAll(/\s/g, "");
  if (digits.length % 2 !== 0 || /[^0-9a-f]/i.test(digits)) {
    throw new Error(`"${text}" is no hexadecimal payload: expected pairs of the digits 0–9 and a–f`);
  }
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** A table whose keys are bytes in hexadecimal ("0a", "03 67"), for look-up by their number, high byte first. */
export function byHex<T>(entries: Readonly<Record<string, T>>): ReadonlyMap<number, T> {
  return new Map(
    Object.entries(entries).map(([key, value]) => [
      bytesOfHex(key).reduce((number, byte) => number * 256 + byte, 0),
      value,
    ]),
  );
}

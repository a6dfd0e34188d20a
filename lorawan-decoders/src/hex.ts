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

/** The bytes that base64 writes, or undefined where it is not base64: Node skips what it does not know. */
export function bytesFromBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, "base64");
  let symbols = text.length;
  while (symbols > 0 && text.charCodeAt(symbols - 1) === 61) symbols--;
  return Math.floor((symbols * 3) / 4) === bytes.length && symbols % 4 !== 1 ? bytes : undefined;
}

/** The bytes that pairs of hexadecimal digits write, or undefined: Node stops at the first that is none. */
export function bytesFromHex(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, "hex");
  return bytes.length * 2 === text.length ? bytes : undefined;
}

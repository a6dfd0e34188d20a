/** No message of a network server comes near it; a stack ends some thousand levels down. */
export const maxJsonDepth = 64;

/** Square and curly brackets differ in this bit alone. */
const withoutCurl = 0xdf;
const opening = 0x5b;
const closing = 0x5d;
const quotes = 0x22;
const backslash = 0x5c;

/** How deep brackets go at most; those within texts count too unless `skipTexts`. */
function depthOf(bytes: Uint8Array, skipTexts: boolean): number {
  let depth = 0;
  let deepest = 0;
  let inText = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (inText) {
      if (byte === backslash) i += 1;
      else if (byte === quotes) inText = false;
    } else if (byte === quotes) inText = skipTexts;
    else if ((byte & withoutCurl) === opening) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if ((byte & withoutCurl) === closing) depth -= 1;
  }
  return deepest;
}

/**
 * Whether a JSON text is nested so deep that walking or writing it could end the stack. `JSON.parse` reads any depth, `JSON.stringify`
 * does not.
 */
export function isTooDeep(bytes: Uint8Array): boolean {
  return depthOf(bytes, false) > maxJsonDepth && depthOf(bytes, true) > maxJsonDepth;
}

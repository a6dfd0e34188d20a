import { ProblemError } from "./problem-error.ts";

/**
 * @throws ProblemError 400 `json-too-deep`, 400 `not-json` with the place of the fault
 */
export function parseJson(text: string, maxDepth: number): unknown {
  if (nesting(text, maxDepth) > maxDepth)
    throw new ProblemError(400, "json-too-deep", `the body nests deeper than ${maxDepth} levels`);
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ProblemError(400, "not-json", `the body is not JSON: ${error.message}`);
  }
}

const quote = 0x22;
const backslash = 0x5c;

/** Deepest level of brackets outside of strings; counting stops once it is over `enough`. */
function nesting(text: string, enough: number): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length && deepest <= enough; at++) {
    const char = text.charCodeAt(at);
    if (inString) {
      if (char === backslash) at++;
      else if (char === quote) inString = false;
    } else if (char === quote) inString = true;
    else if (char === 0x5b || char === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (char === 0x5d || char === 0x7d) depth--;
  }
  return deepest;
}

import { type CodecFailure, type CodecLimits, type CodecOutcome, failure, type JsonValue } from "./codec.ts";
import type { CallResult } from "./engine.ts";

/**
 * Reads what came out of the engine as if the engine had been taken over: nothing but the length of the text and
 * its being JSON is relied on.
 */
export function readOutcome(result: CallResult, limits: CodecLimits): CodecOutcome {
  if (result.console === undefined) return readAnswer(result, limits);
  return { ...readAnswer(result, limits), console: consoleLines(result.console) };
}

const maxLines = 100;
const maxLineChars = 500;

function consoleLines(given: unknown): string[] {
  const lines = Array.isArray(given) ? (given as readonly unknown[]) : [];
  return lines
    .filter((line) => typeof line === "string")
    .slice(0, maxLines)
    .map((line) => line.slice(0, maxLineChars));
}

function readAnswer(result: CallResult, limits: CodecLimits): CodecOutcome {
  if (!result.ok) return result;
  if (result.json.length > limits.outputChars * 2)
    return failure("output-too-large", `the answer has ${result.json.length} characters of JSON`);
  let answer: JsonValue;
  try {
    answer = JSON.parse(result.json) as JsonValue;
  } catch (cause) {
    return failure(
      "output-not-json",
      `the answer is not JSON: ${cause instanceof Error ? cause.message : cause}`,
    );
  }
  const wrong = findWrong(answer, limits.outputDepth + 1);
  if (wrong !== undefined) return wrong;
  if (result.form === "decoder" || result.form === "decode")
    return { ok: true, data: answer, warnings: [], errors: [] };
  if (answer === null || typeof answer !== "object" || Array.isArray(answer)) {
    const kind = answer === null ? "null" : Array.isArray(answer) ? "a list" : `a ${typeof answer}`;
    return failure(
      "output-not-json",
      `the codec answered with ${kind}; expected an object with data, warnings, errors`,
    );
  }
  const { data = null, warnings, errors } = answer as { readonly [key: string]: JsonValue };
  return { ok: true, data, warnings: texts(warnings), errors: texts(errors) };
}

/** Codecs also give one text, or objects, where TS013 wants a list of texts. */
function texts(value: JsonValue | undefined): readonly string[] {
  if (value === undefined || value === null || value === "") return [];
  const list = Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
  return list.map((entry) => (typeof entry === "string" ? entry : JSON.stringify(entry)));
}

function findWrong(value: JsonValue, levels: number): CodecFailure | undefined {
  if (value === null || typeof value !== "object") return undefined;
  if (levels === 0) return failure("output-not-json", "the answer is nested too deep");
  if (Object.hasOwn(value, "__proto__"))
    return failure("output-not-json", '"__proto__" is no name for a value');
  for (const entry of Object.values(value) as readonly JsonValue[]) {
    const wrong = findWrong(entry, levels - 1);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

import type { CodecAnswer, JsonValue } from "./codec.ts";

export interface ExpectedAnswer {
  readonly data?: JsonValue;
  readonly warnings?: readonly JsonValue[] | null;
  readonly errors?: readonly JsonValue[] | null;
}

const relativeTolerance = 1e-9;

function sameNumber(a: number, b: number): boolean {
  return a === b || Math.abs(a - b) <= relativeTolerance * Math.max(Math.abs(a), Math.abs(b));
}

function show(value: JsonValue | undefined): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function isObject(value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Where two values differ, each place as `path: expected …, got …`. Numbers may differ by 1e-9 of their size; what is
 * left out is the same as null.
 */
function differences(
  path: string,
  expected: JsonValue | undefined,
  got: JsonValue | undefined,
): readonly string[] {
  // A codec's undefined is left out here and null elsewhere.
  if ((expected ?? null) === (got ?? null)) return [];
  if (typeof expected === "number" && typeof got === "number" && sameNumber(expected, got)) return [];
  if (Array.isArray(expected) && Array.isArray(got)) {
    const [want, have] = [expected as readonly JsonValue[], got as readonly JsonValue[]];
    if (want.length !== have.length)
      return [`${path}: expected ${want.length} entries, got ${have.length}: ${show(have)}`];
    return want.flatMap((entry, i) => differences(`${path}.${i}`, entry, have[i]));
  }
  if (isObject(expected) && isObject(got)) {
    const names = new Set([...Object.keys(expected), ...Object.keys(got)]);
    return [...names].flatMap((name) => differences(`${path}.${name}`, expected[name], got[name]));
  }
  return [`${path}: expected ${show(expected)}, got ${show(got)}`];
}

/**
 * Compares a codec's answer with the one in its documentation. Lists that are not there are empty.
 */
export function compareAnswer(expected: ExpectedAnswer, answer: CodecAnswer): readonly string[] {
  return [
    ...differences("data", expected.data, answer.data),
    ...differences("warnings", expected.warnings ?? [], answer.warnings),
    ...differences("errors", expected.errors ?? [], answer.errors),
  ];
}

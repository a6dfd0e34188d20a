import { expect, it } from "vitest";
import type { JsonValue } from "./codec.ts";
import { compareAnswer, type ExpectedAnswer } from "./conformance-compare.ts";

const answer = (data: JsonValue, warnings: readonly string[] = [], errors: readonly string[] = []) =>
  ({ ok: true, data, warnings, errors }) as const;

it.each<
  [name: string, expected: ExpectedAnswer, got: ReturnType<typeof answer>, differences: readonly string[]]
>([
  ["equal", { data: { a: [1, "x", null, true] } }, answer({ a: [1, "x", null, true] }), []],
  ["noise of binary fractions", { data: { a: 0.3 } }, answer({ a: 0.1 + 0.2 }), []],
  [
    "a number that differs",
    { data: { a: 0.3 } },
    answer({ a: 0.30001 }),
    ["data.a: expected 0.3, got 0.30001"],
  ],
  ["lists left out", { data: 1, warnings: null }, answer(1), []],
  ["null for left out", { data: { a: null } }, answer({}), []],
  ["no data", { errors: ["bad"] }, answer(null, [], ["bad"]), []],
  ["a field too many", { data: {} }, answer({ a: 1 }), ["data.a: expected nothing, got 1"]],
  ["a field too few", { data: { a: { b: 1 } } }, answer({ a: {} }), ["data.a.b: expected 1, got nothing"]],
  ["a text for a number", { data: { a: "1" } }, answer({ a: 1 }), ['data.a: expected "1", got 1']],
  ["a shorter list", { data: [1, 2] }, answer([1]), ["data: expected 2 entries, got 1: [1]"]],
  ["an object for a list", { data: [1] }, answer({ 0: 1 }), ['data: expected [1], got {"0":1}']],
  ["a warning", { data: 1 }, answer(1, ["low"]), ['warnings: expected 0 entries, got 1: ["low"]']],
  ["another error", { errors: ["a"] }, answer(null, [], ["b"]), ['errors.0: expected "a", got "b"']],
])("%s", (_name, expected, got, differences) => {
  expect(compareAnswer(expected, got)).toEqual(differences);
});

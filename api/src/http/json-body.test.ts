import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "./json-body.ts";

describe("parseJson", () => {
  it("reads what JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value);
        expect(parseJson(text, 64)).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    ["a wrong token", '{"a": 1,, "b": 2}', /position 8 \(line 1 column 9\)/],
    ["an unfinished text", '{"a": "b', /position 8/],
    ["words", "hello", /"hello" is not valid JSON/],
    ["nothing", "", /Unexpected end/],
  ])("says where it fails: %s", (_name, text, reason) => {
    expect(() => parseJson(text, 64)).toThrow(expect.objectContaining({ status: 400, code: "not-json" }));
    expect(() => parseJson(text, 64)).toThrow(reason);
  });

  it.each([
    ["arrays", "[".repeat(65) + "]".repeat(65)],
    ["objects", `${'{"a":'.repeat(65)}1${"}".repeat(65)}`],
    ["a million brackets", "[".repeat(1_000_000)],
  ])("refuses deep nesting: %s", (_name, text) => {
    expect(() => parseJson(text, 64)).toThrow(
      expect.objectContaining({ status: 400, code: "json-too-deep" }),
    );
  });

  it("does not count brackets within strings", () => {
    const text = JSON.stringify({ a: '"[[[[[[[[[{{{{{{\\' });
    expect(parseJson(text, 2)).toEqual(JSON.parse(text));
  });

  it("keeps __proto__ from touching any prototype", () => {
    const parsed = parseJson('{"__proto__": {"administrator": true}}', 64) as Record<string, unknown>;
    expect(parsed.administrator).toBeUndefined();
    expect(Object.hasOwn(parsed, "__proto__")).toBe(true);
  });
});

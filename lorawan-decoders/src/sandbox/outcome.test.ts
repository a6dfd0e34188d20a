import { describe, expect, it } from "vitest";
import { defaultLimits } from "./codec.ts";
import { readOutcome } from "./outcome.ts";

const read = (json: string, form: "ts013" | "decoder" = "ts013") =>
  readOutcome({ ok: true, form, json }, defaultLimits);

describe("readOutcome", () => {
  it.each([
    ["nothing but data", '{"data":{"a":1}}', { data: { a: 1 }, warnings: [], errors: [] }],
    ["lists of null", '{"data":1,"warnings":null,"errors":null}', { data: 1, warnings: [], errors: [] }],
    ["a text for a list", '{"errors":"bad"}', { data: null, warnings: [], errors: ["bad"] }],
    ["an empty text", '{"data":1,"errors":""}', { data: 1, warnings: [], errors: [] }],
    ["objects in a list", '{"errors":[{"code":3}]}', { data: null, warnings: [], errors: ['{"code":3}'] }],
    ["other fields", '{"data":1,"fPort":3}', { data: 1, warnings: [], errors: [] }],
  ])("takes %s", (_name, json, answer) => {
    expect(read(json)).toEqual({ ok: true, ...answer });
  });

  it("takes the answer of an older form for the data", () => {
    expect(read('[1,{"data":2}]', "decoder")).toEqual({
      ok: true,
      data: [1, { data: 2 }],
      warnings: [],
      errors: [],
    });
  });

  it.each([
    ["what is no JSON", "{", "output-not-json"],
    ["a list", "[]", "output-not-json"],
    ["a number", "5", "output-not-json"],
    ["too long a text", JSON.stringify({ data: "x".repeat(140_000) }), "output-too-large"],
    ["too deep a nest", `{"data":${"[".repeat(40)}${"]".repeat(40)}}`, "output-not-json"],
    ["a field named __proto__", '{"data":{"\\u005f_proto__":{}}}', "output-not-json"],
  ])("does not rely on the engine: %s", (_name, json, reason) => {
    expect(read(json)).toMatchObject({ ok: false, reason });
  });
});

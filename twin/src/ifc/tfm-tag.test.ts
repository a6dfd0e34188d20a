import { describe, expect, it } from "vitest";
import { elementTag, findTfm } from "./tfm-tag.ts";

describe("findTfm", () => {
  it.each([
    ["+LOK=360.001-JV401", "+LOK=360.001-JV401"],
    ["=360.001-RT601", "=360.001-RT601"],
    ["360.001-RT601", "360.001-RT601"],
    ["Temperaturføler =360.001-RT601 i rom 102", "=360.001-RT601"],
    ["+A=360.001:01-SR001T/001", "+A=360.001:01-SR001T/001"],
    ["++115080=4310.001.12-QLF001", "++115080=4310.001.12-QLF001"],
    ["++115080=4310.001.12-QLF001%QLF", "++115080=4310.001.12-QLF001%QLF"],
    ["=360.001", "=360.001"],
    ["360.001", undefined],
    ["M_Refrigerator:850 x 760mm:575374", undefined],
    ["2122420", undefined],
  ])("%s → %s", (text, expected) => {
    expect(findTfm(text)).toBe(expected);
  });
});

describe("elementTag", () => {
  it.each([
    [
      "RefString before Tag",
      "Vifte",
      "883712",
      { NOSSB_Reference: { RefString: "=360.001-JV401" } },
      "=360.001-JV401",
    ],
    [
      "any property named after TFM",
      "Vifte",
      "883712",
      { Merking: { "TFM-kode": "=360.001-JV402" } },
      "=360.001-JV402",
    ],
    ["Tag before Name", "=360.001-JV401", "+LOK=360.001-JV401", {}, "+LOK=360.001-JV401"],
    ["Name when Tag is a number", "=360.001-JV401 Vifte", "883712", {}, "=360.001-JV401"],
    ["a Tag that is no TFM", "Vifte", "JV40", {}, "JV40"],
    ["no bare numbers", "Vifte", "883712", {}, undefined],
    ["nothing at all", undefined, undefined, {}, undefined],
  ] as const)("takes %s", (_, name, tag, sets, expected) => {
    expect(elementTag(name, tag, sets)).toBe(expected);
  });
});

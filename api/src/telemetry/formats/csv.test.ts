import { describe, expect, it } from "vitest";
import { csvText } from "./csv.ts";

describe("text in CSV", () => {
  it.each([
    ["Klasserom 214", "Klasserom 214"],
    ["a;b", '"a;b"'],
    ['5" rør', '"5"" rør"'],
    ["to\nlinjer", '"to\nlinjer"'],
    ["=HYPERLINK(1)", "'=HYPERLINK(1)"],
    ["+47", "'+47"],
    ["@SUM", "'@SUM"],
    ["-1;2", '"\'-1;2"'],
  ])("%j is written as %j", (text, written) => {
    expect(csvText(text, ";")).toBe(written);
  });
});

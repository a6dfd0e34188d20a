import { describe, expect, it } from "vitest";
import { fromLocal, parseFigure, toLocal } from "./local-moment.ts";

describe("a moment of a field", () => {
  it("comes back as it went in", () => {
    const moment = Date.parse("2026-03-12T13:05:09Z");
    expect(fromLocal(toLocal(moment))).toBe(moment);
    expect(fromLocal("")).toBeUndefined();
  });
});

describe("a figure that a person writes", () => {
  it.each([
    ["21,5", 21.5],
    ["-3", -3],
    ["−3.25", -3.25],
    ["1 250", 1250],
    ["", undefined],
    ["1,2,3", undefined],
    ["mye", undefined],
    ["1e5", undefined],
  ])("%j is %s", (text, value) => {
    expect(parseFigure(text)).toBe(value);
  });
});

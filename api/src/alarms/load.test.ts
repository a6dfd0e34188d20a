import { describe, expect, test } from "vitest";
import { floodAfter, judge, loadOf, windowMs } from "./load.ts";

describe("a flood", () => {
  test.each([
    [false, 10, 1, false],
    [false, 11, 1, true],
    [true, 5, 1, true],
    [true, 4, 1, false],
    [false, 20, 2, false],
    [false, 21, 2, true],
  ])("(was one: %s) at %i in ten minutes among %i: %s", (was, told, operators, expected) => {
    expect(floodAfter(was, told, operators)).toBe(expected);
  });
});

describe("the load of a day", () => {
  const hour = 6 * windowMs;
  test("is counted by hours, with its floods and its busiest ten minutes", () => {
    const counts = [
      { window: 0, told: 2 },
      { window: 6, told: 12 },
      { window: 7, told: 6 },
      { window: 8, told: 4 },
    ];
    const load = loadOf(counts, { from: 0, to: 4 * hour, operators: 1, binMs: hour });
    expect(load.bins).toEqual([
      { at: 0, told: 2, flood: false },
      { at: hour, told: 22, flood: true },
      { at: 2 * hour, told: 0, flood: false },
      { at: 3 * hour, told: 0, flood: false },
    ]);
    expect(load).toMatchObject({ told: 24, peak: 12 });
    expect(load.floodPercent).toBeCloseTo((100 * 2) / 24);
  });

  test("is shared among the operators", () => {
    const load = loadOf([{ window: 0, told: 12 }], { from: 0, to: hour, operators: 2, binMs: hour });
    expect(load).toMatchObject({ peak: 6, floodPercent: 0 });
  });
});

test.each([
  ["perHour", 6, "good"],
  ["perHour", 6.1, "acceptable"],
  ["perHour", 12.5, "bad"],
  ["chattering", 1, "bad"],
  ["stale", 5, "acceptable"],
] as const)("%s of %d is %s", (name, value, verdict) => {
  expect(judge(name, value).verdict).toBe(verdict);
});

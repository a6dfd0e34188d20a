import { describe, expect, it } from "vitest";
import { gapOf } from "./line-gap.ts";

const line = (...times: number[]) => times.map((time) => ({ time, avg: 0, min: 0, max: 0 }));
const minute = 60_000;

describe("a silence is a gap", () => {
  it.each([
    ["after three of the usual intervals", line(0, 10 * minute, 20 * minute, 90 * minute), 0, 30 * minute],
    ["never within a bucket", line(0, minute, 2 * minute), 60 * minute, 90 * minute],
    ["not for a jitter of seconds", line(0, 1000, 2000), 0, 90_000],
    ["by the bucket where there is nothing to tell it from", [], 10 * minute, 15 * minute],
  ])("%s", (_, entries, bucketMs, expected) => {
    expect(gapOf(entries, bucketMs)).toBe(expected);
  });
});

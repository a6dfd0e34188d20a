import { describe, expect, it } from "vitest";
import { isStale, staleAfterMs } from "./age.ts";

const at = (time: number, quality: "good" | "stale" = "good") => ({ pointId: 1, time, value: 20, quality });

describe("old values", () => {
  it.each([
    [600, 1_500_000],
    [undefined, 4_500_000],
    [1, 60_000],
  ])("expected every %s s is old after %i ms", (interval, ms) => expect(staleAfterMs(interval)).toBe(ms));

  it("judges by age, and believes the platform when it says so", () => {
    expect(isStale(at(0), 1_500_000, 600)).toBe(false);
    expect(isStale(at(0), 1_500_001, 600)).toBe(true);
    expect(isStale(at(0, "stale"), 1, 600)).toBe(true);
  });
});

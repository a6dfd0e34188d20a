import { describe, expect, it } from "vitest";
import { chunkOf, paceNames, paces, played, stepFor, stepLength } from "./pace.ts";

const at = Date.parse("2026-03-12T13:05:00Z");

describe("playing the past", () => {
  it("shows at most eight and at least one step a second at every pace", () => {
    for (const pace of paceNames) {
      const each = paces[pace] / stepLength(stepFor(pace, "24h"));
      expect(each, pace).toBeGreaterThanOrEqual(1);
      expect(each, pace).toBeLessThanOrEqual(8);
    }
  });

  it("ends now", () => {
    expect(played(at, "1h", 500, at + 86_400_000)).toBe(at + 1_800_000);
    expect(played(at, "1d", 60_000, at + 5000)).toBe(at + 5000);
  });

  it.each([
    [100, 120],
    [3000, 50],
    [100_000, 6],
  ])("asks for pieces that a building of %i points can be answered: %i steps", (points, steps) => {
    const { from, to } = chunkOf(at, "PT15M", points);
    expect((to - from) / stepLength("PT15M")).toBe(steps);
    expect(from).toBeLessThanOrEqual(at);
    expect(to).toBeGreaterThan(at);
    expect(chunkOf(to, "PT15M", points).from).toBe(to);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { osloDayStart, osloOffset, osloOffsets } from "./local-day.ts";

const hour = 3_600_000;
const day = 86_400_000;
const at = (text: string) => Date.parse(text);
const dayNumber = (text: string) => Date.parse(`${text}T00:00:00Z`) / day;

describe("the Norwegian day", () => {
  it.each([
    ["2026-01-15", "2026-01-14T23:00:00Z", 24],
    ["2026-07-15", "2026-07-14T22:00:00Z", 24],
    ["2026-03-29", "2026-03-28T23:00:00Z", 23],
    ["2026-10-25", "2026-10-24T22:00:00Z", 25],
  ])("%s begins at %s and has %i hours", (date, begin, hours) => {
    const number = dayNumber(date);
    expect(osloDayStart(number)).toBe(at(begin));
    expect((osloDayStart(number + 1) - osloDayStart(number)) / hour).toBe(hours);
  });

  it("gives every change of the clocks between two moments, to the millisecond", () => {
    expect(osloOffsets(at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"))).toEqual([
      { from: at("2026-01-01T00:00:00Z"), offset: hour },
      { from: at("2026-03-29T01:00:00Z"), offset: 2 * hour },
      { from: at("2026-10-25T01:00:00Z"), offset: hour },
    ]);
  });

  it("agrees with the calendar at any moment", () => {
    const from = at("2005-01-01T00:00:00Z");
    const to = at("2045-01-01T00:00:00Z");
    const stretches = osloOffsets(from, to);
    fc.assert(
      fc.property(fc.integer({ min: from, max: to }), (time) => {
        const stretch = stretches.findLast((one) => one.from <= time);
        expect(stretch?.offset).toBe(osloOffset(time));
        const number = Math.floor((time + osloOffset(time)) / day);
        expect(osloDayStart(number)).toBeLessThanOrEqual(time);
        expect(osloDayStart(number + 1)).toBeGreaterThan(time);
      }),
    );
  });
});

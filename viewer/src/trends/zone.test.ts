import { describe, expect, it } from "vitest";
import { beginOfDay, dayOf, daysBefore, momentOf, offsetAt } from "./zone.ts";

const at = (text: string) => Date.parse(text);
const iso = (ms: number) => new Date(ms).toISOString();

describe("Norwegian clocks", () => {
  it.each([
    ["2026-01-15T12:00:00Z", 1],
    ["2026-07-15T12:00:00Z", 2],
    ["2026-03-29T00:59:59Z", 1],
    ["2026-03-29T01:00:00Z", 2],
    ["2026-10-25T00:59:59Z", 2],
    ["2026-10-25T01:00:00Z", 1],
  ])("at %s they are %i hours ahead", (time, hours) => {
    expect(offsetAt(at(time))).toBe(hours * 3_600_000);
  });

  it.each([
    ["2026-03-29", "2026-03-28T23:00:00.000Z"],
    ["2026-03-30", "2026-03-29T22:00:00.000Z"],
    ["2026-10-26", "2026-10-25T23:00:00.000Z"],
  ])("%s begins at %s", (day, begin) => {
    const number = at(`${day}T00:00:00Z`) / 86_400_000;
    expect(iso(beginOfDay(number))).toBe(begin);
    expect(dayOf(at(begin))).toBe(number);
    expect(dayOf(at(begin) - 1)).toBe(number - 1);
  });

  it("an hour that was skipped is the one after it", () => {
    expect(iso(momentOf(Date.UTC(2026, 2, 29, 2, 30)))).toMatch(/2026-03-29T0[01]:30/);
  });

  it("a week before is the same time on the clock, whether or not they were changed between", () => {
    expect(iso(daysBefore(at("2026-03-31T06:00:00Z"), 7))).toBe("2026-03-24T07:00:00.000Z");
    expect(iso(daysBefore(at("2026-07-08T06:00:00Z"), 7))).toBe("2026-07-01T06:00:00.000Z");
    expect(iso(daysBefore(at("2026-11-21T06:00:00Z"), 364))).toBe("2025-11-22T06:00:00.000Z");
  });
});

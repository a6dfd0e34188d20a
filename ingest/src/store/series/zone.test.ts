import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createZone, UnknownZoneError } from "./zone.ts";

const hour = 3_600_000;
const day = 86_400_000;
const at = (text: string) => Date.parse(text);
const dayNumber = (text: string) => Date.parse(`${text}T00:00:00Z`) / day;

describe("the calendar of a zone", () => {
  it.each([
    ["Europe/Oslo", "2026-01-15", "2026-01-14T23:00:00Z", 24],
    ["Europe/Oslo", "2026-07-15", "2026-07-14T22:00:00Z", 24],
    ["Europe/Oslo", "2026-03-29", "2026-03-28T23:00:00Z", 23],
    ["Europe/Oslo", "2026-10-25", "2026-10-24T22:00:00Z", 25],
    ["Asia/Kolkata", "2026-10-25", "2026-10-24T18:30:00Z", 24],
    ["America/New_York", "2026-11-01", "2026-11-01T04:00:00Z", 25],
    ["UTC", "2026-03-29", "2026-03-29T00:00:00Z", 24],
    // Clocks go from midnight to one there: the day begins at one.
    ["America/Santiago", "2026-09-06", "2026-09-06T04:00:00Z", 23],
    // Half an hour of summer time.
    ["Australia/Lord_Howe", "2026-10-04", "2026-10-03T13:30:00Z", 23.5],
  ])("in %s %s begins at %s and has %d hours", (name, date, begin, hours) => {
    const zone = createZone(name);
    const number = dayNumber(date);
    expect(zone.dayStart(number)).toBe(at(begin));
    expect((zone.dayStart(number + 1) - zone.dayStart(number)) / hour).toBe(hours);
  });

  it("gives every change of the clocks between two moments, to the millisecond", () => {
    expect(createZone("Europe/Oslo").offsets(at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"))).toEqual(
      [
        { from: at("2026-01-01T00:00:00Z"), offset: hour },
        { from: at("2026-03-29T01:00:00Z"), offset: 2 * hour },
        { from: at("2026-10-25T01:00:00Z"), offset: hour },
      ],
    );
  });

  it("refuses a zone that is none, by its name", () => {
    expect(() => createZone("Europe/Olso")).toThrow(UnknownZoneError);
    expect(() => createZone("Europe/Olso")).toThrow('"Europe/Olso" is not a time zone');
  });

  it.each(["Europe/Oslo", "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Apia", "Africa/Casablanca"])(
    "of %s puts every moment into the day that begins before it and ends after it",
    (name) => {
      const zone = createZone(name);
      const from = at("2012-01-01T00:00:00Z");
      const to = at("2035-01-01T00:00:00Z");
      const stretches = zone.offsets(from, to);
      fc.assert(
        fc.property(fc.integer({ min: from, max: to }), (time) => {
          expect(stretches.findLast((one) => one.from <= time)?.offset).toBe(zone.offset(time));
          const number = zone.day(time);
          expect(zone.dayStart(number)).toBeLessThanOrEqual(time);
          expect(zone.dayStart(number + 1)).toBeGreaterThan(time);
        }),
      );
    },
  );
});

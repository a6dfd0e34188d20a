import { Recurrence } from "@kontrollrom/contracts/recurring.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  dayInNorway,
  easterSunday,
  isHoliday,
  isWorkingDay,
  momentInNorway,
  toDay,
  weekdayOf,
} from "./norwegian-days.ts";
import { roundsBetween } from "./occurrences.ts";

describe("the Norwegian calendar", () => {
  it.each([
    [2024, "2024-03-31"],
    [2025, "2025-04-20"],
    [2026, "2026-04-05"],
    [2027, "2027-03-28"],
    [2038, "2038-04-25"],
  ])("Easter of %i is %s", (year, day) => {
    expect(easterSunday(year)).toBe(day);
    expect(weekdayOf(day)).toBe(7);
  });
  it.each([
    ["2026-04-02", true],
    ["2026-04-04", false],
    ["2026-05-14", true],
    ["2026-05-17", true],
    ["2026-05-25", true],
    ["2026-12-24", false],
    ["2026-12-26", true],
  ])("%s is a holiday: %s", (day, holiday) => {
    expect(isHoliday(day)).toBe(holiday);
  });
  it.each([
    ["2026-01-15", "15:00", "2026-01-15T14:00:00.000Z"],
    ["2026-07-15", "15:00", "2026-07-15T13:00:00.000Z"],
    ["2026-03-29", "02:30", "2026-03-29T01:30:00.000Z"],
    ["2026-10-25", "12:00", "2026-10-25T11:00:00.000Z"],
  ])("%s at %s in Norway is %s", (day, time, moment) => {
    expect(new Date(momentInNorway(day, time)).toISOString()).toBe(moment);
  });
  it("knows the day of each moment", () => {
    expect(dayInNorway(Date.parse("2026-12-31T23:30:00Z"))).toBe("2027-01-01");
  });
});

const days = (recurrence: object, from: string, to: string) =>
  roundsBetween(Recurrence.parse(recurrence), from, to, 100);

describe("rounds", () => {
  it.each([
    [
      "every third day",
      { from: "2026-11-01", every: 3, unit: "day" },
      ["2026-11-01", "2026-11-04", "2026-11-07"],
    ],
    [
      "Tuesdays and Fridays of every second week",
      { from: "2026-11-03", every: 2, unit: "week", weekdays: [5, 2] },
      ["2026-11-03", "2026-11-06"],
    ],
    ["the weekday it began on", { from: "2026-10-28", every: 1, unit: "week" }, ["2026-11-04"]],
    [
      "no longer than until",
      { from: "2026-11-01", until: "2026-11-02", every: 1, unit: "day" },
      ["2026-11-01", "2026-11-02"],
    ],
  ] as const)("come %s", (_name, recurrence, expected) => {
    expect(days(recurrence, "2026-11-01", "2026-11-09").map((round) => round.day)).toEqual(expected);
  });

  it("by months keep to the last day of short ones", () => {
    const rounds = days({ from: "2026-01-31", every: 1, unit: "month" }, "2026-01-01", "2026-05-31");
    expect(rounds.map((round) => round.day)).toEqual([
      "2026-01-31",
      "2026-02-28",
      "2026-03-31",
      "2026-04-30",
      "2026-05-31",
    ]);
  });

  it.each([
    ["keep", ["2026-05-17"]],
    ["skip", []],
    ["next-working-day", ["2026-05-18"]],
  ])("on a holiday: %s", (holidays, due) => {
    const rounds = days(
      { from: "2026-05-17", every: 1, unit: "month", holidays },
      "2026-05-01",
      "2026-05-31",
    );
    expect(rounds.map((round) => round.dueDay)).toEqual(due);
  });

  it("are the same whatever span they are asked by, in order, and due on working days where asked", () => {
    const recurrence = fc.record({
      from: fc.integer({ min: 19_000, max: 22_000 }).map(toDay),
      every: fc.integer({ min: 1, max: 20 }),
      unit: fc.constantFrom("day" as const, "week" as const, "month" as const),
      weekdays: fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), {
        nil: undefined,
      }),
      holidays: fc.constantFrom("keep" as const, "skip" as const, "next-working-day" as const),
    });
    fc.assert(
      fc.property(
        recurrence,
        fc.integer({ min: 0, max: 900 }),
        fc.integer({ min: 0, max: 900 }),
        (rule, a, b) => {
          const start = toDay(19_000 + a);
          const middle = toDay(19_000 + a + b);
          const end = toDay(21_000);
          const before = toDay(19_000 + a + b - 1);
          const whole = roundsBetween(rule, start, end, 100_000);
          const parts = [
            ...roundsBetween(rule, start, before, 100_000),
            ...roundsBetween(rule, middle, end, 100_000),
          ];
          expect(parts).toEqual(whole);
          expect(whole.map((round) => round.day)).toEqual(
            [...new Set(whole.map((round) => round.day))].sort(),
          );
          if (rule.holidays === "next-working-day")
            expect(whole.every((round) => isWorkingDay(round.dueDay))).toBe(true);
        },
      ),
    );
  });
});

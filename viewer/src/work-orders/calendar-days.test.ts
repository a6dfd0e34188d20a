import { describe, expect, it } from "vitest";
import { addDays, addMonths, calendarDay, daysShown, mondayOf, movedTo, weekOf } from "./calendar-days.ts";

describe("the calendar", () => {
  it.each([
    ["2026-11-21", "month", "2026-10-26", "2026-12-06", 42],
    ["2027-02-14", "month", "2027-02-01", "2027-02-28", 28],
    ["2026-11-21", "week", "2026-11-16", "2026-11-22", 7],
    // The clocks change on these days.
    ["2026-03-29", "week", "2026-03-23", "2026-03-29", 7],
    ["2026-10-25", "month", "2026-09-28", "2026-11-01", 35],
  ] as const)("shows %s in its %s as whole weeks", (day, span, first, last, count) => {
    const days = daysShown(day, span);
    expect([days[0], days.at(-1), days.length]).toEqual([first, last, count]);
    expect(new Set(days).size).toBe(count);
  });

  it.each([
    ["2026-01-01", 1],
    ["2026-11-21", 47],
    ["2026-12-31", 53],
    ["2027-01-03", 53],
    ["2027-01-04", 1],
  ])("counts the week of %s as %d", (day, week) => {
    expect(weekOf(day)).toBe(week);
  });

  it("goes on by days and months over the ends of them", () => {
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(addMonths("2026-01-31", 1)).toBe("2026-02-01");
    expect(mondayOf("2026-11-22")).toBe("2026-11-16");
  });

  it("keeps the hour of what is moved to another day", () => {
    const at = new Date(2026, 10, 21, 13, 30).toISOString();
    expect(new Date(movedTo("2026-11-23", at))).toEqual(new Date(2026, 10, 23, 13, 30));
    expect(new Date(movedTo("2026-11-23", undefined))).toEqual(new Date(2026, 10, 23, 8, 0));
    expect(calendarDay({ plannedAt: at, dueAt: new Date(2026, 10, 30).toISOString() })).toBe("2026-11-21");
    expect(calendarDay({})).toBeUndefined();
  });
});

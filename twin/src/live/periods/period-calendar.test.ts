import { expect, test } from "vitest";
import { lastPeriodOver, periodsEnding } from "./period-calendar.ts";

const text = (period: Parameters<typeof periodsEnding>[0], after: string, until: string) =>
  [...periodsEnding(period, Date.parse(after), Date.parse(until))].map(({ from, to }) =>
    [from, to].map((at) => new Date(at).toISOString().slice(0, 16)).join(" – "),
  );

test.each([
  [
    "hours",
    { every: "hour" },
    "2026-03-01T10:00:00Z",
    "2026-03-01T12:59:00Z",
    ["2026-03-01T10:00 – 2026-03-01T11:00", "2026-03-01T11:00 – 2026-03-01T12:00"],
  ],
  [
    "local days, one of 23 hours",
    { every: "day" },
    "2026-03-28T23:00:00Z",
    "2026-03-30T22:00:00Z",
    ["2026-03-28T23:00 – 2026-03-29T22:00", "2026-03-29T22:00 – 2026-03-30T22:00"],
  ],
  [
    "the night, over midnight",
    { every: "day", fromHour: 23, toHour: 5 },
    "2026-01-05T00:00:00Z",
    "2026-01-06T04:00:00Z",
    ["2026-01-04T22:00 – 2026-01-05T04:00", "2026-01-05T22:00 – 2026-01-06T04:00"],
  ],
  [
    "hours of a day",
    { every: "day", fromHour: 0, toHour: 5 },
    "2026-01-05T00:00:00Z",
    "2026-01-05T12:00:00Z",
    ["2026-01-04T23:00 – 2026-01-05T04:00"],
  ],
  [
    "from an hour to midnight",
    { every: "day", fromHour: 18 },
    "2026-01-05T00:00:00Z",
    "2026-01-05T23:30:00Z",
    ["2026-01-05T17:00 – 2026-01-05T23:00"],
  ],
  [
    "weeks from Monday",
    { every: "week" },
    "2026-01-06T00:00:00Z",
    "2026-01-12T00:00:00Z",
    ["2026-01-04T23:00 – 2026-01-11T23:00"],
  ],
  [
    "months, their end counted in",
    { every: "month" },
    "2026-02-01T00:00:00Z",
    "2026-03-31T22:00:00Z",
    ["2026-01-31T23:00 – 2026-02-28T23:00", "2026-02-28T23:00 – 2026-03-31T22:00"],
  ],
  ["none that ends at the beginning", { every: "day" }, "2026-01-04T23:00:00Z", "2026-01-05T22:59:00Z", []],
] as const)("%s", (_, period, after, until, expected) => {
  expect(text(period, after, until)).toEqual(expected);
});

test("the last that is over", () => {
  const at = Date.parse("2026-03-01T12:00:00Z");
  expect(lastPeriodOver({ every: "hour" }, at).to).toBe(at);
  for (const every of ["day", "week", "month"] as const)
    expect(lastPeriodOver({ every }, at).to).toBeLessThanOrEqual(at);
  expect(new Date(lastPeriodOver({ every: "month" }, at).from).toISOString()).toBe(
    "2026-01-31T23:00:00.000Z",
  );
});

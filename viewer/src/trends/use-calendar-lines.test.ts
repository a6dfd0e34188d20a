import { expect, it } from "vitest";
import { beginOf } from "./use-calendar-lines.ts";

it.each([
  ["P1M", "2026-07-31T21:59:59Z", "2026-06-30T22:00:00Z"],
  ["P1M", "2026-07-31T22:00:00Z", "2026-07-31T22:00:00Z"],
  ["P1M", "2026-11-21T09:00:00Z", "2026-10-31T23:00:00Z"],
  ["P1Y", "2026-07-31T12:00:00Z", "2025-12-31T23:00:00Z"],
] as const)("the %s of %s begins at %s", (bucket, time, begin) => {
  expect(new Date(beginOf(bucket, Date.parse(time))).toISOString()).toBe(new Date(begin).toISOString());
});

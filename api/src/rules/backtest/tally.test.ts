import type { RuleTransition } from "@kontrollrom/twin/live/seams.ts";
import { expect, test } from "vitest";
import { createTally, differenceOf, type Found } from "./tally.ts";

const from = Date.parse("2026-03-28T23:00:00Z");
const hour = 3_600_000;
const to = from + 47 * hour;
const told = (
  kind: RuleTransition["kind"],
  pointId: number,
  raisedAt: number,
  at = raisedAt,
): RuleTransition => ({
  kind,
  pointId,
  raisedAt: from + raisedAt * hour,
  at: from + at * hour,
  ruleId: "r",
  value: 7,
  conditionSince: 0,
  sampleTime: 0,
  frameId: "",
});

test("alarms are counted by local day, by ten minutes and by point, and clipped to the period", () => {
  const tally = createTally(from, to);
  tally.take([told("raised", 1, -5), told("returned", 1, -5, 2)]);
  tally.take([told("raised", 1, 22.9), told("returned", 1, 22.9, 23.9)]);
  // The day has 23 hours: this is the next.
  tally.take([told("raised", 2, 23), told("raised", 3, 23.1)]);
  tally.take([told("raised", 4, 50)]);
  tally.finish();
  expect(tally.alarms).toBe(3);
  expect(tally.standingMs / hour).toBeCloseTo(2 + 1 + 24 + 23.9);
  expect(tally.standingAtEnd).toBe(2);
  expect(tally.perDay()).toEqual([
    { day: "2026-03-29", alarms: 1 },
    { day: "2026-03-30", alarms: 2 },
  ]);
  expect(tally.peak()).toEqual({ alarms: 2, at: from + 23 * hour });
  expect(tally.perPoint().map(({ pointId, alarms }) => [pointId, alarms])).toEqual([
    [2, 1],
    [3, 1],
    [1, 1],
  ]);
  expect(tally.first().map(({ raisedAt }) => (raisedAt - from) / hour)).toEqual([-5, 22.9, 23, 23.1]);
});

test("what is taken back at the same moment counts for nothing", () => {
  const tally = createTally(from, to);
  tally.take([
    told("raised", 1, 3),
    told("withdrawn", 1, 3),
    told("raised", 2, 3),
    told("moved", 2, 3, 4),
    told("returned", 2, 4, 5),
    told("reopened", 2, 4),
  ]);
  tally.finish();
  expect([tally.alarms, tally.standingAtEnd, tally.first()[0]?.raisedAt]).toEqual([1, 1, from + 4 * hour]);
});

test("the first by time are shown, however they come", () => {
  const tally = createTally(from, to);
  for (let index = 5000; index > 0; index -= 1) tally.take([told("raised", index, index / 200)]);
  tally.finish();
  expect(tally.first()).toHaveLength(500);
  expect(tally.first().map(({ pointId }) => pointId)).toEqual(
    Array.from({ length: 500 }, (_, index) => index + 1),
  );
});

test("a change takes some away, brings some, and leaves those that stand at one moment", () => {
  const found = (pointId: number, raisedAt: number, returnedAt?: number): Found => ({
    pointId,
    raisedAt,
    returnedAt,
    value: 0,
  });
  const before = [found(1, 10, 20), found(1, 30, 40), found(2, 5)];
  const after = [found(1, 15, 35), found(1, 50, 60), found(2, 100), found(3, 1, 2)];
  const { same, gone, brought } = differenceOf(before, after);
  expect([same, gone, brought]).toEqual([2, [found(1, 30, 40)], [found(1, 50, 60), found(3, 1, 2)]]);
});

import type { BuildingStateSpan } from "@kontrollrom/contracts/history.ts";
import { describe, expect, it } from "vitest";
import { readSpan } from "./span.ts";

const minute = 60_000;
const from = Date.parse("2026-03-12T13:00:00Z");
const answer = {
  from: "2026-03-12T13:00:00Z",
  to: "2026-03-12T14:00:00Z",
  start: [
    { pointId: 1, time: from - minute, value: 20, quality: "good" },
    { pointId: 2, time: from - 90 * minute, value: 7, quality: "stale" },
  ],
  points: [{ pointId: 1, offsets: [600, 1200, 2400], values: [21, 22, 23] }],
  doubts: [{ pointId: 1, index: 1, quality: "uncertain" }],
  alarms: [
    {
      alarm: { id: "a" },
      states: [
        { at: from + 5 * minute, state: "unacknowledged" },
        { at: from + 30 * minute, state: "normal" },
      ],
    },
  ],
  orders: [{ order: { id: "o" }, statuses: [{ at: from + 10 * minute, status: "new" }] }],
} as unknown as BuildingStateSpan;

describe("a span of the past", () => {
  const span = readSpan(answer, 10 * minute);
  it.each([
    [0, 20, "good"],
    [9, 20, "good"],
    [10, 21, "good"],
    [25, 22, "uncertain"],
    [59, 23, "good"],
  ])("after %i minutes a value is %d, %s", (minutes, value, quality) => {
    const at = from + minutes * minute;
    const found = span.values(at).find(({ pointId }) => pointId === 1);
    expect(found).toMatchObject({ value, quality });
    expect(found?.time).toBeLessThanOrEqual(at);
  });

  it("keeps what held at its beginning and did not change", () => {
    expect(span.values(from + 40 * minute).find(({ pointId }) => pointId === 2)).toMatchObject({
      value: 7,
      quality: "stale",
    });
  });

  it("has alarms and orders as long as they stood", () => {
    const ids = (minutes: number) => [
      span.alarms(from + minutes * minute).map(({ id }) => id),
      span.orders(from + minutes * minute).map(({ id }) => id),
    ];
    expect([ids(4), ids(6), ids(20), ids(30)]).toEqual([
      [[], []],
      [["a"], []],
      [["a"], ["o"]],
      [[], ["o"]],
    ]);
  });
});

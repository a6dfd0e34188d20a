import { describe, expect, it } from "vitest";
import { type EarlierOrder, type OrderForAlarm, orderForAlarm } from "./alarm-link.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
const settings = { verifyAfterMs: 15 * minute, reopenWithinMs: 7 * day };
const open: EarlierOrder = { status: "new", touched: false, closedAt: null, returnedAt: null };
const closed: EarlierOrder = {
  status: "closed",
  touched: true,
  closedAt: 100 * minute,
  returnedAt: 50 * minute,
};

describe("the order of an alarm", () => {
  const cases: [string, EarlierOrder | undefined, number, OrderForAlarm][] = [
    ["the first", undefined, 0, "new-trouble"],
    ["soon after it returned", { ...open, returnedAt: 10 * minute }, 20 * minute, "still-open"],
    ["after it stayed normal", { ...open, returnedAt: 10 * minute }, 25 * minute, "earlier-was-over"],
    [
      "after it stayed normal, while somebody works on it",
      { ...open, status: "inProgress", touched: true, returnedAt: 10 * minute },
      60 * minute,
      "still-open",
    ],
    ["within days of closing", closed, 100 * minute + 3 * day, "came-back"],
    ["long after closing", closed, 100 * minute + 8 * day, "earlier-was-over"],
    ["when nobody had begun", { ...closed, touched: false }, 200 * minute, "earlier-was-over"],
    ["before it was closed, soon after it returned", closed, 60 * minute, "known-late"],
    ["before it was closed, as trouble of its own", closed, 90 * minute, "earlier-was-over"],
    ["after a refusal", { ...closed, status: "rejected" }, 200 * minute, "earlier-was-over"],
  ];
  it.each(cases)("%s", (_name, earlier, raisedAt, expected) => {
    expect(orderForAlarm(earlier, raisedAt, settings)).toBe(expected);
  });

  it("is never opened again where the setting is 0", () => {
    const never = { ...settings, reopenWithinMs: 0 };
    expect(orderForAlarm(closed, 100 * minute, never)).toBe("earlier-was-over");
  });
});

import type { AlarmState } from "@kontrollrom/contracts/alarm.ts";
import { describe, expect, it } from "vitest";
import {
  alarmMatches,
  applyItem,
  byUrgency,
  countByPriority,
  newerOrder,
  orderMatches,
} from "./event-cache.ts";
import { anAlarm, anOrder } from "./samples.fixture.ts";

describe("lists after an event", () => {
  const page = { items: [anAlarm({ id: "a" }), anAlarm({ id: "b" })], nextCursor: "next" };

  it("replaces an item in its place", () => {
    const after = applyItem(page, anAlarm({ id: "b", state: "acknowledged" }), true);
    expect(after.items.map(({ id, state }) => `${id} ${state}`)).toEqual([
      "a unacknowledged",
      "b acknowledged",
    ]);
    expect(after.nextCursor).toBe("next");
  });

  it("puts a new item first", () => {
    expect(applyItem(page, anAlarm({ id: "c" }), true).items.map(({ id }) => id)).toEqual(["c", "a", "b"]);
  });

  it("lets go of what no longer belongs, and leaves a list alone that never had it", () => {
    expect(applyItem(page, anAlarm({ id: "a", state: "normal" }), false).items.map(({ id }) => id)).toEqual([
      "b",
    ]);
    expect(applyItem(page, anAlarm({ id: "c", state: "normal" }), false)).toBe(page);
  });

  it("gives the same when an event comes twice", () => {
    const once = applyItem(page, anAlarm({ id: "c" }), true);
    expect(applyItem(once, anAlarm({ id: "c" }), true)).toEqual(once);
  });
});

describe("filters", () => {
  it.each<[AlarmState, Parameters<typeof alarmMatches>[1], boolean]>([
    ["unacknowledged", {}, true],
    ["normal", {}, true],
    ["normal", { state: "active" }, false],
    ["returnedUnacknowledged", { state: "active" }, true],
    ["acknowledged", { state: "unacknowledged,returnedUnacknowledged" }, false],
    ["acknowledged", { buildingId: "b1" }, true],
    ["acknowledged", { buildingId: "b2" }, false],
    ["acknowledged", { spaceId: "room2" }, false],
    ["acknowledged", { priority: "2" }, true],
    ["acknowledged", { priority: "1" }, false],
  ])("an alarm that is %s under %j: %s", (state, filter, expected) => {
    expect(alarmMatches(anAlarm({ state }), filter)).toBe(expected);
  });

  it.each([
    ["new", { status: "open" }, true],
    ["closed", { status: "open" }, false],
    ["cancelled", { status: "open" }, false],
    ["closed", { status: "closed,rejected" }, true],
    ["closed", {}, true],
    ["new", { sourceAlarmId: "other" }, false],
  ] as const)("an order that is %s under %j: %s", (status, filter, expected) => {
    expect(orderMatches(anOrder({ status }), filter)).toBe(expected);
  });
});

it("keeps an order that is newer than the event, with its comments", () => {
  const held = { ...anOrder({ revision: 3, status: "done" }), comments: ["kept"] };
  expect(newerOrder(held, anOrder({ revision: 2, status: "new" }))).toBe(held);
  expect(newerOrder(held, anOrder({ revision: 4, status: "closed" }))).toMatchObject({
    status: "closed",
    comments: ["kept"],
  });
});

it("counts what stands by priority", () => {
  const alarms = [
    anAlarm({ priority: 1 }),
    anAlarm({ priority: 1, state: "acknowledged" }),
    anAlarm({ priority: 1, state: "normal" }),
    anAlarm({ priority: 3, state: "returnedUnacknowledged" }),
  ];
  expect(countByPriority(alarms)).toEqual([
    { active: 2, unacknowledged: 1 },
    { active: 0, unacknowledged: 0 },
    { active: 1, unacknowledged: 1 },
    { active: 0, unacknowledged: 0 },
  ]);
});

it("puts the most urgent first", () => {
  const alarms = [
    anAlarm({ id: "acknowledged", state: "acknowledged" }),
    anAlarm({ id: "returned", state: "returnedUnacknowledged" }),
    anAlarm({ id: "older", raisedAt: "2026-03-12T10:00:00Z" }),
    anAlarm({ id: "newer" }),
    anAlarm({ id: "critical", priority: 1, state: "acknowledged" }),
    anAlarm({ id: "low", priority: 4 }),
  ];
  expect(alarms.sort(byUrgency).map(({ id }) => id)).toEqual([
    "critical",
    "newer",
    "older",
    "returned",
    "acknowledged",
    "low",
  ]);
});

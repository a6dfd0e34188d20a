import { describe, expect, test } from "vitest";
import { type GroupedAlarm, groupAlarms } from "./grouping.ts";

const alarm = (id: string, change: Partial<GroupedAlarm> = {}): GroupedAlarm => ({
  id,
  priority: 3,
  unacknowledged: true,
  raisedAt: 1000,
  ruleId: "warm",
  ruleName: "For varmt",
  buildingId: "school",
  buildingName: "Furuset skole",
  silence: false,
  gatewayId: "gw",
  systems: [],
  ...change,
});
const told = (alarms: GroupedAlarm[], by: Parameters<typeof groupAlarms>[1] = "cause") =>
  groupAlarms(alarms, by).map(({ key, alarmIds }) => `${key}: ${alarmIds.join(" ")}`);

describe("alarms by cause", () => {
  test.each<[string, GroupedAlarm[], string[]]>([
    [
      "silent sensors behind one gateway",
      [alarm("a", { silence: true }), alarm("b", { silence: true })],
      ["gateway:gw: a b"],
    ],
    ["not those that were heard", [alarm("a"), alarm("b")], ["rule:warm:school: a b"]],
    [
      "one system, whatever rules",
      [alarm("a", { systems: ["360.001"] }), alarm("b", { systems: ["360.001"], ruleId: "filter" })],
      ["system:school:360.001: a b"],
    ],
    [
      "not a system that has but one",
      [alarm("a", { systems: ["360.001"] }), alarm("b")],
      ["rule:warm:school: a b"],
    ],
    [
      "one rule in each building",
      [alarm("a"), alarm("b", { buildingId: "b2" })],
      ["rule:warm:b2: b", "rule:warm:school: a"],
    ],
  ])("%s", (_what, alarms, expected) => {
    expect(told(alarms)).toEqual(expected);
  });
});

test("the one that came first is named, and the most urgent group stands first", () => {
  const [group, other] = groupAlarms(
    [
      alarm("late", { raisedAt: 3000, ruleId: "fire", priority: 1, unacknowledged: false }),
      alarm("first", { raisedAt: 1000, ruleId: "fire", priority: 2 }),
      alarm("x"),
      alarm("y"),
      alarm("z"),
    ],
    "rule",
  );
  expect(group).toMatchObject({ firstOutId: "first", priority: 1, count: 2, unacknowledged: 1 });
  expect(group?.alarmIds).toEqual(["first", "late"]);
  expect(other?.count).toBe(3);
});

test.each([
  ["building", ["building:school: a", "none: b"]],
  ["gateway", ["gateway:gw: a", "none: b"]],
  ["system", ["none: b", "system:school:360.001: a"]],
] as const)("by %s, what has none is kept by itself", (by, expected) => {
  const none = { buildingId: undefined, buildingName: undefined, gatewayId: undefined };
  expect(told([alarm("a", { systems: ["360.001"] }), alarm("b", none)], by)).toEqual(expected);
});

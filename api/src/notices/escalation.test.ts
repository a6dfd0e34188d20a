import type { EscalationChain } from "@kontrollrom/contracts/notice.ts";
import { describe, expect, test } from "vitest";
import { dueSteps, retryAfter, type WaitingAlarm } from "./escalation.ts";

const min = 60_000;
const step = (afterMinutes: number, groupId: string) => ({
  afterMinutes,
  to: { kind: "group" as const, groupId, channels: ["email" as const] },
});
const chain: EscalationChain = {
  id: "c",
  name: "Kritisk",
  enabled: true,
  priorities: [1, 2],
  steps: [step(0, "first"), step(10, "second"), step(30, "leader")],
  revision: 1,
};
const alarm: WaitingAlarm = {
  id: "a",
  priority: 1,
  buildingId: "school",
  ownerGroup: "HVAC",
  toldAt: 100 * min,
};
const due = (
  atMin: number,
  change: Partial<EscalationChain> = {},
  of: Partial<WaitingAlarm> = {},
  since = 0,
) =>
  dueSteps([{ chain: { ...chain, ...change }, since }], { ...alarm, ...of }, atMin * min).map(
    ({ number }) => number,
  );

describe("an alarm that nobody acknowledges", () => {
  test.each([
    [99, []],
    [100, [1]],
    [109, [1]],
    [110, [1, 2]],
    [500, [1, 2, 3]],
  ])("%i minutes on, these steps have come", (at, expected) => {
    expect(due(at)).toEqual(expected);
  });

  test.each<[string, Partial<EscalationChain>, Partial<WaitingAlarm>]>([
    ["the chain is off", { enabled: false }, {}],
    ["it has another priority", {}, { priority: 3 }],
    ["it is in another building", { buildingIds: ["hall"] }, {}],
    ["somebody else looks after its rule", { ownerGroups: ["Water"] }, {}],
    ["nobody looks after its rule", { ownerGroups: ["HVAC"] }, { ownerGroup: undefined }],
    ["it is outdoors and the chain is of a building", { buildingIds: ["school"] }, { buildingId: undefined }],
  ])("is told to nobody when %s", (_what, change, of) => {
    expect(due(500, change, of)).toEqual([]);
  });

  test("is told in its building", () => {
    expect(due(100, { buildingIds: ["school"] })).toEqual([1]);
  });

  test("is told by the chain of those who look after its rule", () => {
    expect(due(100, { ownerGroups: ["Water", "HVAC"] })).toEqual([1]);
  });

  test("that was there before the chain is not taken up", () => {
    expect(due(500, {}, {}, 101 * min)).toEqual([]);
  });
});

test.each([
  [1, 5],
  [2, 10],
  [3, 20],
  [7, 300],
  [50, 300],
])("after %i failures the next try waits %i s", (attempts, seconds) => {
  expect(retryAfter(attempts)).toBe(seconds * 1000);
});

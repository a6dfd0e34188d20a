import type { AlarmGroup } from "@kontrollrom/contracts/alarm-load.ts";
import { describe, expect, it } from "vitest";
import { anAlarm } from "../data/samples.fixture.ts";
import { sectionsOf, sortAlarms } from "./alarm-sections.ts";

const group = (key: string, alarmIds: string[]): AlarmGroup => ({
  key,
  kind: "rule",
  label: key,
  count: alarmIds.length,
  unacknowledged: 0,
  priority: 2,
  firstOutId: alarmIds[0] ?? "",
  firstAt: "2026-03-12T13:05:00Z",
  lastAt: "2026-03-12T13:05:00Z",
  alarmIds,
});
const a = anAlarm({ id: "a", raisedAt: "2026-03-12T13:00:00Z", spaceLabel: "20 Rom", priority: 3 });
const b = anAlarm({ id: "b", raisedAt: "2026-03-12T13:10:00Z", spaceLabel: "3 Rom", priority: 4 });
const c = anAlarm({ id: "c", raisedAt: "2026-03-12T13:05:00Z", spaceLabel: "1 Rom", priority: 1 });
const ids = (alarms: readonly { id: string }[]) => alarms.map(({ id }) => id).join("");

describe("the alarm list", () => {
  it.each([
    [undefined, "cab"],
    ["newest", "bca"],
    ["oldest", "acb"],
    ["place", "cba"],
  ] as const)("sorted by %s", (sort, expected) => {
    expect(ids(sortAlarms([a, b, c], sort))).toBe(expected);
  });

  it("stands in groups; what no group has comes last, and nothing is left out", () => {
    const sections = sectionsOf(
      [a, b, c],
      [group("one", ["b", "gone"]), group("empty", ["gone"])],
      undefined,
    );
    expect(sections.map((section) => `${section.key}: ${ids(section.alarms)}`)).toEqual([
      "one: b",
      "rest: ca",
    ]);
  });

  it("shows an alarm once, also where two groups name it", () => {
    const sections = sectionsOf([a], [group("one", ["a"]), group("two", ["a"])], undefined);
    expect(sections).toHaveLength(1);
  });
});

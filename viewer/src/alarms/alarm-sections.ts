import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { AlarmGroup } from "@kontrollrom/contracts/alarm-load.ts";
import { byUrgency } from "../data/event-cache.ts";

export type AlarmSort = "newest" | "oldest" | "place";

/** A part of the list under its own heading; without a group the alarms stand alone. */
export interface AlarmSection {
  readonly key: string;
  readonly group?: AlarmGroup | undefined;
  readonly alarms: readonly Alarm[];
}

export function sortAlarms(alarms: readonly Alarm[], sort: AlarmSort | undefined): Alarm[] {
  const raised = (alarm: Alarm) => Date.parse(alarm.raisedAt);
  switch (sort) {
    case undefined:
      return alarms.toSorted(byUrgency);
    case "newest":
      return alarms.toSorted((a, b) => raised(b) - raised(a));
    case "oldest":
      return alarms.toSorted((a, b) => raised(a) - raised(b));
    case "place": {
      const place = (alarm: Alarm) => `${alarm.buildingName ?? "~"} ${alarm.spaceLabel ?? alarm.deviceName}`;
      return alarms.toSorted(
        (a, b) => place(a).localeCompare(place(b), "nb", { numeric: true }) || byUrgency(a, b),
      );
    }
  }
}

/**
 * The list in the server's groups, each sorted within. What came after the groups were read, and what no group has, stands last under
 * no group: nothing is left out.
 */
export function sectionsOf(
  alarms: readonly Alarm[],
  groups: readonly AlarmGroup[] | undefined,
  sort: AlarmSort | undefined,
): AlarmSection[] {
  if (groups === undefined) return [{ key: "all", alarms: sortAlarms(alarms, sort) }];
  const left = new Map(alarms.map((alarm) => [alarm.id, alarm]));
  const sections: AlarmSection[] = [];
  for (const group of groups) {
    const members: Alarm[] = [];
    for (const id of group.alarmIds) {
      const alarm = left.get(id);
      if (alarm === undefined) continue;
      members.push(alarm);
      left.delete(id);
    }
    if (members.length > 0) sections.push({ key: group.key, group, alarms: sortAlarms(members, sort) });
  }
  if (left.size > 0) sections.push({ key: "rest", alarms: sortAlarms([...left.values()], sort) });
  return sections;
}

import type { AlarmGroup, AlarmGrouping } from "@kontrollrom/contracts/alarm-load.ts";
import { Priority } from "@kontrollrom/contracts/primitives.ts";

/** What grouping looks at. Times in ms. */
export interface GroupedAlarm {
  readonly id: string;
  readonly priority: number;
  readonly unacknowledged: boolean;
  readonly raisedAt: number;
  readonly ruleId: string;
  readonly ruleName: string;
  readonly buildingId: string | undefined;
  readonly buildingName: string | undefined;
  /** Its value does not come: then the gateway may be why. */
  readonly silence: boolean;
  readonly gatewayId: string | undefined;
  readonly systems: readonly string[];
}

interface Place {
  readonly kind: AlarmGroup["kind"];
  readonly key: string;
  readonly label: string;
  readonly buildingName?: string | undefined;
}

const mostIds = 1000;

/** Where an alarm may belong, the likeliest cause first; the last always fits. */
function places(alarm: GroupedAlarm, by: AlarmGrouping): Place[] {
  const { buildingName, buildingId = "" } = alarm;
  const none: Place = { kind: "none", key: "none", label: "" };
  const gateway: Place[] =
    alarm.gatewayId === undefined
      ? []
      : [{ kind: "gateway", key: `gateway:${alarm.gatewayId}`, label: alarm.gatewayId }];
  const systems = alarm.systems.map(
    (label): Place => ({ kind: "system", key: `system:${buildingId}:${label}`, label, buildingName }),
  );
  switch (by) {
    case "gateway":
      return [...gateway, none];
    case "system":
      return [...systems.slice(0, 1), none];
    case "building":
      return buildingName === undefined
        ? [none]
        : [{ kind: "building", key: `building:${buildingId}`, label: buildingName }];
    case "rule":
      return [{ kind: "rule", key: `rule:${alarm.ruleId}`, label: alarm.ruleName }];
    case "cause":
      return [
        ...(alarm.silence ? gateway : []),
        ...systems,
        { kind: "rule", key: `rule:${alarm.ruleId}:${buildingId}`, label: alarm.ruleName, buildingName },
      ];
  }
}

/**
 * Alarms that have one cause, together: each goes to its likeliest cause that it shares with another. Groups with the most urgent first,
 * then the largest; in each the one that came first (first-out) is named.
 */
export function groupAlarms(alarms: readonly GroupedAlarm[], by: AlarmGrouping): AlarmGroup[] {
  const candidates = alarms.map((alarm) => places(alarm, by));
  const shared = new Map<string, number>();
  for (const list of candidates) for (const { key } of list) shared.set(key, (shared.get(key) ?? 0) + 1);
  const groups = new Map<string, { place: Place; alarms: GroupedAlarm[] }>();
  for (const [index, alarm] of alarms.entries()) {
    const list = candidates[index] ?? [];
    const alone = by === "cause" ? 2 : 1;
    const place = list.find(({ key }) => (shared.get(key) ?? 0) >= alone) ?? list.at(-1);
    if (place === undefined) continue;
    const group = groups.get(place.key);
    if (group) group.alarms.push(alarm);
    else groups.set(place.key, { place, alarms: [alarm] });
  }
  return [...groups.values()]
    .map(toGroup)
    .sort((a, b) => a.priority - b.priority || b.count - a.count || a.key.localeCompare(b.key));
}

function toGroup({ place, alarms }: { place: Place; alarms: GroupedAlarm[] }): AlarmGroup {
  const ordered = alarms.toSorted((a, b) => a.raisedAt - b.raisedAt || (a.id < b.id ? -1 : 1));
  const first = ordered[0];
  const last = ordered.at(-1);
  if (!first || !last) throw new Error("a group has an alarm");
  return {
    key: place.key,
    kind: place.kind,
    label: place.label,
    ...(place.buildingName !== undefined && { buildingName: place.buildingName }),
    count: ordered.length,
    unacknowledged: ordered.filter((alarm) => alarm.unacknowledged).length,
    priority: Priority.parse(Math.min(...ordered.map((alarm) => alarm.priority))),
    firstOutId: first.id,
    firstAt: new Date(first.raisedAt).toISOString(),
    lastAt: new Date(last.raisedAt).toISOString(),
    alarmIds: ordered.slice(0, mostIds).map(({ id }) => id),
  };
}

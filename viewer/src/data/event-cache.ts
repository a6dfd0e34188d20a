import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { WorkOrder } from "@kontrollrom/contracts/work-order.ts";

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string | undefined;
}
/** The filters of `GET /alarms` that a cached list was read with. */
export interface AlarmFilter {
  readonly state?: string | undefined;
  readonly buildingId?: string | undefined;
  readonly spaceId?: string | undefined;
  readonly priority?: string | undefined;
  readonly ruleId?: string | undefined;
}
export interface OrderFilter {
  readonly status?: string | undefined;
  readonly buildingId?: string | undefined;
  readonly spaceId?: string | undefined;
  readonly sourceAlarmId?: string | undefined;
}

const finished = new Set<WorkOrder["status"]>(["closed", "rejected", "cancelled"]);

/** `open` of `GET /work-orders`. */
export function isOpen(order: WorkOrder): boolean {
  return !finished.has(order.status);
}

export function alarmMatches(alarm: Alarm, filter: AlarmFilter): boolean {
  const { state } = filter;
  if (state === "active" && !isActive(alarm)) return false;
  if (state === "aside" && !isAside(alarm)) return false;
  if (
    state !== undefined &&
    state !== "active" &&
    state !== "aside" &&
    !state.split(",").includes(alarm.state)
  )
    return false;
  if (filter.ruleId !== undefined && alarm.ruleId !== filter.ruleId) return false;
  if (filter.priority !== undefined && String(alarm.priority) !== filter.priority) return false;
  return samePlace(alarm, filter);
}

export function orderMatches(order: WorkOrder, filter: OrderFilter): boolean {
  const { status } = filter;
  if (status === "open" && !isOpen(order)) return false;
  if (status !== undefined && status !== "open" && !status.split(",").includes(order.status)) return false;
  if (filter.sourceAlarmId !== undefined && order.sourceAlarmId !== filter.sourceAlarmId) return false;
  return samePlace(order, filter);
}

function samePlace(
  item: { buildingId?: string | undefined; spaceId?: string | undefined },
  filter: { buildingId?: string | undefined; spaceId?: string | undefined },
): boolean {
  if (filter.buildingId !== undefined && item.buildingId !== filter.buildingId) return false;
  return filter.spaceId === undefined || item.spaceId === filter.spaceId;
}

/** A list after one event: the item is replaced in its place, put first when it is new, or leaves when it no longer belongs. */
export function applyItem<T extends { readonly id: string }>(
  page: Page<T>,
  item: T,
  belongs: boolean,
): Page<T> {
  const index = page.items.findIndex((other) => other.id === item.id);
  if (!belongs) return index < 0 ? page : { ...page, items: page.items.filter((_, i) => i !== index) };
  if (index < 0) return { ...page, items: [item, ...page.items] };
  return { ...page, items: page.items.with(index, item) };
}

/** A work order in the cache after an event: one that has been overtaken by an answer to our own change is kept. */
export function newerOrder<T extends WorkOrder>(held: T | undefined, incoming: WorkOrder): T | WorkOrder {
  return held !== undefined && held.revision > incoming.revision ? held : { ...held, ...incoming };
}

export interface AlarmCounts {
  readonly active: number;
  readonly unacknowledged: number;
}

/** Active alarms by priority, 1 to 4. */
export function countByPriority(alarms: readonly Alarm[]): readonly AlarmCounts[] {
  return ([1, 2, 3, 4] as const).map((priority) => {
    const active = alarms.filter((alarm) => alarm.priority === priority && isActive(alarm));
    return { active: active.length, unacknowledged: active.filter(needsAcknowledge).length };
  });
}

export function needsAcknowledge(alarm: Alarm): boolean {
  return (
    alarm.state === "unacknowledged" ||
    alarm.state === "returnedUnacknowledged" ||
    alarm.state === "latchedUnacknowledged"
  );
}

/** Set aside by a person, the plant's logic or work that is done: recorded, and not for the operator now. */
export function isAside({ state }: Alarm): boolean {
  return state === "shelved" || state === "suppressedByDesign" || state === "outOfService";
}

/** `active` of `GET /alarms`. */
export function isActive(alarm: Alarm): boolean {
  return alarm.state !== "normal" && !isAside(alarm);
}

/** Most urgent first: priority, then what nobody has seen, then what is still going on, then the newest. */
export function byUrgency(a: Alarm, b: Alarm): number {
  return (
    a.priority - b.priority ||
    Number(needsAcknowledge(b)) - Number(needsAcknowledge(a)) ||
    Number(a.state === "returnedUnacknowledged") - Number(b.state === "returnedUnacknowledged") ||
    Date.parse(b.raisedAt) - Date.parse(a.raisedAt)
  );
}

import type { PastAlarm, PastOrder } from "@kontrollrom/contracts/history.ts";
import type { Priority } from "@kontrollrom/contracts/primitives.ts";

/** Something that happened, at a moment on the axis. */
export interface Mark {
  readonly kind: "alarm" | "order";
  readonly id: string;
  readonly at: number;
  /** Absent while it lasts. */
  readonly until: number | undefined;
  readonly priority: Priority;
  readonly text: string;
}

/** Marks that would lie over each other, as one. */
export interface MarkGroup {
  readonly place: number;
  readonly marks: readonly Mark[];
}

export function marksOf(alarms: readonly PastAlarm[], orders: readonly PastOrder[]): readonly Mark[] {
  const ended = (states: readonly { readonly at: number }[], over: boolean) =>
    over ? states.at(-1)?.at : undefined;
  return [
    ...alarms.map(
      ({ alarm, states }): Mark => ({
        kind: "alarm",
        id: alarm.id,
        at: Date.parse(alarm.raisedAt),
        until:
          alarm.returnedAt === undefined
            ? ended(states, states.at(-1)?.state === "normal")
            : Date.parse(alarm.returnedAt),
        priority: alarm.priority,
        text: [alarm.ruleName, alarm.spaceLabel ?? alarm.deviceName].join(", "),
      }),
    ),
    ...orders.map(
      ({ order, statuses }): Mark => ({
        kind: "order",
        id: order.id,
        at: Date.parse(order.createdAt),
        until: ended(statuses, ["closed", "rejected", "cancelled"].includes(statuses.at(-1)?.status ?? "")),
        priority: order.priority,
        text: `${order.number} ${order.title}`,
      }),
    ),
  ].toSorted((a, b) => a.at - b.at);
}

/** Marks that begin in the view, those of a kind gathered that lie closer than `leastPx`. `place` is 0 to 1 across the view. */
export function groupMarks(
  marks: readonly Mark[],
  view: { readonly from: number; readonly to: number },
  widthPx: number,
  leastPx: number,
): readonly MarkGroup[] {
  const groups: { place: number; marks: Mark[] }[] = [];
  for (const mark of marks) {
    if (mark.at < view.from || mark.at > view.to) continue;
    const place = (mark.at - view.from) / (view.to - view.from);
    const near = groups.at(-1);
    if (near !== undefined && (place - near.place) * widthPx < leastPx) near.marks.push(mark);
    else groups.push({ place, marks: [mark] });
  }
  return groups;
}

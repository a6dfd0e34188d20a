import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { BuildingStateSpan, PastAlarm, PastOrder } from "@kontrollrom/contracts/history.ts";
import type { PresentValue, Quality } from "@kontrollrom/contracts/sample.ts";
import type { WorkOrder } from "@kontrollrom/contracts/work-order.ts";

/** A span from which any moment in it is told without asking anew. */
export interface Span {
  readonly from: number;
  readonly to: number;
  values(at: number): readonly PresentValue[];
  alarms(at: number): readonly Alarm[];
  orders(at: number): readonly WorkOrder[];
}

/** `stepMs` is the step that it was asked for with: a value was measured at most that long before the end of its step. */
export function readSpan(answer: BuildingStateSpan, stepMs: number): Span {
  const from = Date.parse(answer.from);
  const doubts = new Map<number, Map<number, Quality>>();
  for (const { pointId, index, quality } of answer.doubts) {
    const list = doubts.get(pointId) ?? new Map<number, Quality>();
    doubts.set(pointId, list.set(index, quality));
  }
  const start = new Map(answer.start.map((value) => [value.pointId, value]));
  return {
    from,
    to: Date.parse(answer.to),
    values(at) {
      const found = new Map(start);
      const passed = (at - from) / 1000;
      for (const { pointId, offsets, values } of answer.points) {
        const index = lastAtOrBefore(offsets, passed);
        const value = values[index];
        if (value === undefined) continue;
        const end = from + (offsets[index] ?? 0) * 1000;
        const quality = doubts.get(pointId)?.get(index) ?? "good";
        found.set(pointId, { pointId, time: Math.max(from, end - stepMs), value, quality });
      }
      return [...found.values()];
    },
    alarms: (at) => alarmsAt(answer.alarms ?? [], at),
    orders: (at) => ordersAt(answer.orders ?? [], at),
  };
}

/** Index of the last number that is not greater; −1 where all are. */
function lastAtOrBefore(sorted: readonly number[], wanted: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function alarmsAt(all: readonly PastAlarm[], at: number): readonly Alarm[] {
  return all.flatMap(({ alarm, states }) => {
    const state = states.findLast((one) => one.at <= at)?.state;
    return state === undefined || state === "normal" ? [] : [{ ...alarm, state }];
  });
}

const ended: ReadonlySet<WorkOrder["status"]> = new Set(["closed", "rejected", "cancelled"]);

function ordersAt(all: readonly PastOrder[], at: number): readonly WorkOrder[] {
  return all.flatMap(({ order, statuses }) => {
    const status = statuses.findLast((one) => one.at <= at)?.status;
    return status === undefined || ended.has(status) ? [] : [{ ...order, status }];
  });
}

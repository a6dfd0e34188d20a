import { z } from "zod";
import { Alarm, AlarmState } from "./alarm.ts";
import { Id, PointId, Time, TimeMs } from "./primitives.ts";
import { PresentValue, Quality } from "./sample.ts";
import { WorkOrder, WorkOrderStatus } from "./work-order.ts";

/**
 * The past as it is known now: values with their corrections and with what came late, alarms from the moment their condition was
 * raised. An alarm that was withdrawn never was.
 */
export const StateQuery = z.object({ at: Time });

/**
 * Query of `GET /buildings/{id}/state/span`: what happens from one moment to another, in steps. At most 1500 steps, and 200 000
 * values in all.
 */
export const StateStep = z.enum(["PT1M", "PT5M", "PT10M", "PT15M", "PT30M", "PT1H", "PT6H"]);
export type StateStep = z.infer<typeof StateStep>;
export const StateSpanQuery = z.object({ from: Time, to: Time, step: StateStep });

/** How a building was at a moment. */
export const BuildingState = z.object({
  at: Time,
  /**
   * The last value of each point at or before the moment. Its time is exact for two hours, to the hour for two days and to the day
   * for forty days before the moment; older values are left out. `stale` by the interval that its device is expected in.
   */
  values: z.array(PresentValue),
  /** Those that stood, in the state they were in. Absent without `alarm:read`. */
  alarms: z.array(Alarm).optional(),
  /** Those that were open, with the status they had. Absent without `work-order:read`. */
  orders: z.array(WorkOrder).optional(),
  /** When the alarm before and after the moment was raised. */
  alarmBefore: Time.optional(),
  alarmAfter: Time.optional(),
  /** More stood than are answered: the most urgent thousand are. */
  truncated: z.boolean().optional(),
});
export type BuildingState = z.infer<typeof BuildingState>;

/** An alarm and the states it went through, each from its moment to the next. `normal`: over. */
export const PastAlarm = z.object({
  alarm: Alarm,
  states: z.array(z.object({ at: TimeMs, state: AlarmState })),
});
export type PastAlarm = z.infer<typeof PastAlarm>;

/** A work order and the statuses it went through. */
export const PastOrder = z.object({
  order: WorkOrder,
  statuses: z.array(z.object({ at: TimeMs, status: WorkOrderStatus })),
});
export type PastOrder = z.infer<typeof PastOrder>;

/** What a building did from one moment to another, enough to show any moment between. */
export const BuildingStateSpan = z.object({
  from: Time,
  to: Time,
  /** As they were at `from`. */
  start: z.array(PresentValue),
  /** What came after: the last value of each step that has one, `offsets` s from `from` to the end of the step (which it does not include). */
  points: z.array(
    z.object({ pointId: PointId, offsets: z.array(z.int().min(0)), values: z.array(z.number()) }),
  ),
  /** Qualities other than `good` of those values, by the place in the list. */
  doubts: z.array(z.object({ pointId: PointId, index: z.int(), quality: Quality })),
  alarms: z.array(PastAlarm).optional(),
  orders: z.array(PastOrder).optional(),
  truncated: z.boolean().optional(),
});
export type BuildingStateSpan = z.infer<typeof BuildingStateSpan>;

/** Body of `POST /marks/query`: what happened around points, for marking on a time axis. */
export const MarksQuery = z.strictObject({
  pointIds: z.array(PointId).min(1).max(200),
  from: Time,
  to: Time,
});
export const Marks = z.object({
  alarms: z.array(PastAlarm).optional(),
  orders: z.array(PastOrder).optional(),
  /** More there is than is answered: the newest thousand of each are. */
  truncated: z.boolean().optional(),
});
export type Marks = z.infer<typeof Marks>;

/** A set of points with its time, as its owner saved it. */
export const TrendView = z.object({
  id: Id,
  name: z.string(),
  /** The query of the page's address. */
  query: z.string(),
  createdAt: Time,
});
export type TrendView = z.infer<typeof TrendView>;
export const TrendViewInput = z.strictObject({
  name: z.string().trim().min(1).max(100),
  query: z
    .string()
    .min(1)
    .max(4000)
    .regex(/^[\w=&%.,:+~-]+$/, "expected the query of an address, without the question mark"),
});

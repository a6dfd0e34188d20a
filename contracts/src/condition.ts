import { z } from "zod";
import { Quantity } from "./quantity.ts";

const dayMs = 86_400_000;
/**
 * Every condition may have to hold for `onDelayMs` before the alarm comes, and to be over for `offDelayMs` before it goes, both
 * without a break and in event time (ISA-18.2 on-delay and off-delay).
 */
const delays = {
  onDelayMs: z.int().min(0).max(dayMs).default(0),
  offDelayMs: z.int().min(0).max(dayMs).default(0),
};
const windowMs = z
  .int()
  .min(1000)
  .max(31 * dayMs);

/**
 * High or low limit. A value holds until the next one. It is beyond at a value past `setpoint`, and back at the first that is inside
 * by at least `deadband`.
 */
export const ThresholdCondition = z.strictObject({
  kind: z.literal("threshold"),
  direction: z.enum(["above", "below"]),
  /** In the unit of the quantity. */
  setpoint: z.number(),
  deadband: z.number().min(0).default(0),
  ...delays,
});
export type ThresholdCondition = z.infer<typeof ThresholdCondition>;

/** Outside [low, high]; back when inside by at least `deadband` on both sides. */
export const BandCondition = z.strictObject({
  kind: z.literal("band"),
  low: z.number(),
  high: z.number(),
  deadband: z.number().min(0).default(0),
  ...delays,
});
export type BandCondition = z.infer<typeof BandCondition>;

/** The value has risen or fallen by more than `change` within the last `windowMs`, the value at the window's beginning counted in. */
export const ChangeCondition = z.strictObject({
  kind: z.literal("change"),
  direction: z.enum(["rising", "falling", "either"]),
  /** In the unit of the quantity. */
  change: z.number().positive(),
  windowMs: windowMs.max(dayMs),
  ...delays,
});
export type ChangeCondition = z.infer<typeof ChangeCondition>;

/** Values keep coming and none has differed by more than `tolerance` for `durationMs`: a sensor that is stuck. */
export const StuckCondition = z.strictObject({
  kind: z.literal("stuck"),
  tolerance: z.number().min(0).default(0),
  durationMs: windowMs,
  ...delays,
});
export type StuckCondition = z.infer<typeof StuckCondition>;

/** Nothing came for `afterMs`; without it, for three times the device's expected interval. A point never heard is not silent. */
export const NoDataCondition = z.strictObject({
  kind: z.literal("no-data"),
  afterMs: windowMs.optional(),
  ...delays,
});
export type NoDataCondition = z.infer<typeof NoDataCondition>;

/** The value is one of `values`: a door open, a pump in fault. */
export const StateCondition = z.strictObject({
  kind: z.literal("state"),
  values: z.array(z.number()).min(1).max(50),
  ...delays,
});
export type StateCondition = z.infer<typeof StateCondition>;

/** `of` has begun at least `atLeast` times within the last `windowMs`: a pump that starts too often. */
export const CountCondition = z.strictObject({
  kind: z.literal("count"),
  of: z.discriminatedUnion("kind", [ThresholdCondition, BandCondition, StateCondition]),
  atLeast: z.int().min(1).max(1000),
  windowMs,
  ...delays,
});
export type CountCondition = z.infer<typeof CountCondition>;

/** Conditions that the values of one point decide. */
export const PointCondition = z.discriminatedUnion("kind", [
  ThresholdCondition,
  BandCondition,
  ChangeCondition,
  StuckCondition,
  NoDataCondition,
  StateCondition,
  CountCondition,
]);
export type PointCondition = z.infer<typeof PointCondition>;

/** Which points stand beside the one that is judged: those of `quantity` on the same device, in the same room, storey or building. */
export const Beside = z.strictObject({
  quantity: Quantity,
  within: z.enum(["device", "space", "storey", "building"]).default("space"),
});
export type Beside = z.infer<typeof Beside>;

/** One part of a combination. `on` absent: the judged point itself; else it holds when it holds on any of the points beside it. */
export const Operand = z.strictObject({
  condition: PointCondition,
  on: Beside.optional(),
  not: z.boolean().default(false),
});
export type Operand = z.infer<typeof Operand>;

/** And (`all`) or or (`any`) over operands; `not` turns one round. Groups stand one level deep. */
export const OperandGroup = z.strictObject({
  op: z.enum(["all", "any"]),
  of: z.array(Operand).min(1).max(8),
});
export const CombinationCondition = z.strictObject({
  kind: z.literal("combination"),
  op: z.enum(["all", "any"]),
  of: z
    .array(z.union([Operand, OperandGroup]))
    .min(1)
    .max(8),
  ...delays,
});
export type CombinationCondition = z.infer<typeof CombinationCondition>;

/** A stretch of the calendar that is judged when it is over: each hour, day, week (from Monday) or month in Norway, or the same hours of each day. */
export const Period = z.strictObject({
  every: z.enum(["hour", "day", "week", "month"]),
  /** With `every: "day"`: from this hour (included) to that one (excluded); over midnight when `toHour` is not later. */
  fromHour: z.int().min(0).max(23).optional(),
  toHour: z.int().min(0).max(24).optional(),
});
export type Period = z.infer<typeof Period>;

/** What a meter counted over a period is over or under `limit`: water that runs at night. */
export const ConsumptionCondition = z.strictObject({
  kind: z.literal("consumption"),
  period: Period,
  direction: z.enum(["above", "below"]),
  limit: z.number(),
  ...delays,
});
export type ConsumptionCondition = z.infer<typeof ConsumptionCondition>;

/** The figure of a period is more than `factor` times the median of the other points of the rule: this school's night load against like schools. */
export const PeersCondition = z.strictObject({
  kind: z.literal("peers"),
  period: Period,
  figure: z.enum(["consumption", "avg"]).default("consumption"),
  /** Compared by square metre of the building's net area. */
  perArea: z.boolean().default(false),
  factor: z.number().min(1.01).max(1000),
  /** Fewer peers than this say nothing. */
  minPeers: z.int().min(2).max(1000).default(3),
  ...delays,
});
export type PeersCondition = z.infer<typeof PeersCondition>;

/** The value has been one of `values` for `hours` in all since the count began or was set back (a filter changed, a service done). */
export const RunningHoursCondition = z.strictObject({
  kind: z.literal("running-hours"),
  values: z.array(z.number()).min(1).max(50).default([1]),
  hours: z.number().positive().max(1_000_000),
  ...delays,
});
export type RunningHoursCondition = z.infer<typeof RunningHoursCondition>;

/** Conditions judged as values come. */
export const LiveCondition = z.discriminatedUnion("kind", [...PointCondition.options, CombinationCondition]);
export type LiveCondition = z.infer<typeof LiveCondition>;

export const Condition = z.discriminatedUnion("kind", [
  ...LiveCondition.options,
  ConsumptionCondition,
  PeersCondition,
  RunningHoursCondition,
]);
export type Condition = z.infer<typeof Condition>;

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "expected a time of day as 07:30");
/**
 * When a rule judges, by Norwegian clocks and holidays. Outside it the condition counts as over. A stretch whose `to` is not later than
 * its `from` ends the day after; it belongs to the day on which it begins.
 */
export const Schedule = z.strictObject({
  /** 1 Monday … 7 Sunday. */
  days: z.array(z.int().min(1).max(7)).min(1).max(7),
  from: clock.default("00:00"),
  to: clock.default("00:00"),
  /** `as-other-days`: no difference; `never`: not on public holidays; `always`: on those too, whatever the weekday. */
  holidays: z.enum(["as-other-days", "never", "always"]).default("as-other-days"),
  /** Judge outside of this time instead of in it: movement after working hours. */
  outside: z.boolean().default(false),
});
export type Schedule = z.infer<typeof Schedule>;

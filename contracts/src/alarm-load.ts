import { z } from "zod";
import { Id, PointId, Priority, Time } from "./primitives.ts";

/** By what alarms are gathered. `cause`: the gateway that is silent, the system, or else the rule in its building. */
export const AlarmGrouping = z.enum(["cause", "gateway", "system", "building", "rule"]);
export type AlarmGrouping = z.infer<typeof AlarmGrouping>;

export const AlarmGroupsQuery = z.object({
  by: AlarmGrouping.default("cause"),
  state: z.enum(["active", "aside"]).default("active"),
  buildingId: Id.optional(),
});

export const AlarmGroup = z.object({
  /** Stays the same while the group stands. */
  key: z.string(),
  kind: z.enum(["gateway", "system", "building", "rule", "none"]),
  /** The gateway's id, the system's number, the rule's name; the building beside it. */
  label: z.string(),
  buildingName: z.string().optional(),
  count: z.int(),
  unacknowledged: z.int(),
  /** The most urgent. */
  priority: Priority,
  /** The one that came first: where to look for the cause. */
  firstOutId: Id,
  firstAt: Time,
  lastAt: Time,
  /** First first, at most 1000. */
  alarmIds: z.array(Id),
});
export type AlarmGroup = z.infer<typeof AlarmGroup>;

/** `bounded`: there are more alarms than were looked at. */
export const AlarmGroups = z.object({ items: z.array(AlarmGroup), bounded: z.boolean() });

/** More than ten alarms in ten minutes for an operator, until fewer than five (ISA-18.2, EEMUA 191). */
export const AlarmFlood = z.object({
  active: z.boolean(),
  /** Since when it is so. */
  since: Time,
  /** Told to each operator in the last ten minutes. */
  per10Minutes: z.number(),
  /** And in the last hour. */
  perHour: z.number(),
});
export type AlarmFlood = z.infer<typeof AlarmFlood>;

export const AlarmStatisticsQuery = z.object({
  /** The last seven days where it is absent; at most a year. */
  from: Time.optional(),
  to: Time.optional(),
  buildingId: Id.optional(),
});

const Judged = z.object({
  value: z.number(),
  /** Above this it is no longer acceptable, and above `limit` no longer manageable. */
  target: z.number(),
  limit: z.number(),
  verdict: z.enum(["good", "acceptable", "bad"]),
});

/** How many alarms operators are asked to deal with, as ISA-18.2 §16 and EEMUA 191 count them: told alarms for each operator. */
export const AlarmStatistics = z.object({
  from: Time,
  to: Time,
  operators: z.int(),
  told: z.int(),
  perHour: Judged,
  perDay: Judged,
  /** Part of the time with a flood, percent. */
  floodPercent: Judged,
  /** The busiest ten minutes. */
  peakPer10Minutes: Judged,
  /** Active now, for all operators. */
  standing: z.int(),
  /** Of them for more than 24 hours. */
  stale: Judged,
  /** Rules on points that chattered. */
  chattering: Judged,
  priorities: z.array(
    z.object({ priority: Priority, told: z.int(), percent: z.number(), targetPercent: z.number() }),
  ),
  /** Bins of an hour, or of a day where the time is longer than 14 days. */
  binMinutes: z.int(),
  bins: z.array(z.object({ at: Time, told: z.int(), flood: z.boolean() })),
  /** The ten that tell most, and what part of all. */
  badActors: z.array(
    z.object({
      ruleId: Id,
      ruleName: z.string(),
      pointId: PointId,
      deviceName: z.string(),
      spaceLabel: z.string().optional(),
      buildingName: z.string().optional(),
      told: z.int(),
      percent: z.number(),
      chattering: z.boolean(),
    }),
  ),
});
export type AlarmStatistics = z.infer<typeof AlarmStatistics>;

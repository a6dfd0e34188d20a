import { z } from "zod";
import { Condition } from "./condition.ts";
import { Id, PageQuery, PointId, Priority, Time } from "./primitives.ts";
import { Quantity } from "./quantity.ts";

/**
 * States of ISA-18.2 / IEC 62682: `unacknowledged` (B), `acknowledged` (C), `returnedUnacknowledged` (D), `normal` (A: over and
 * dealt with).
 */
export const AlarmState = z.enum(["normal", "unacknowledged", "acknowledged", "returnedUnacknowledged"]);
export type AlarmState = z.infer<typeof AlarmState>;

/** Why an alarm changed state. */
export const AlarmStepReason = z.enum([
  "raised",
  "returned",
  "acknowledged",
  "raised-again",
  "rule-changed",
  // Values that came late showed that it was raised at another time, has not returned, or never was.
  "moved",
  "reopened",
  "withdrawn",
]);
export type AlarmStepReason = z.infer<typeof AlarmStepReason>;

/** One occurrence of an alarm: from the moment it was raised until it is normal again. */
export const Alarm = z.object({
  id: Id,
  ruleId: Id,
  ruleName: z.string(),
  priority: Priority,
  state: AlarmState,
  pointId: PointId,
  quantity: Quantity,
  unit: z.string(),
  deviceName: z.string(),
  /** What it was judged by. */
  condition: Condition,
  /** Of a `threshold`. */
  direction: z.enum(["above", "below"]).optional(),
  setpoint: z.number().optional(),
  /** Value that held when it was raised. */
  value: z.number(),
  /** Event times. */
  raisedAt: Time,
  returnedAt: Time.optional(),
  /** Values that came late showed that it never was. */
  withdrawn: z.boolean(),
  acknowledgedAt: Time.optional(),
  acknowledgedBy: z.string().optional(),
  advice: z.string(),
  buildingId: Id.optional(),
  buildingName: z.string().optional(),
  storeyId: Id.optional(),
  spaceId: Id.optional(),
  spaceLabel: z.string().optional(),
  workOrderId: Id.optional(),
  /** The way back: when the condition began, and the raw frame of the value that held. */
  evidence: z.object({ conditionSince: Time, sampleTime: Time, frameId: z.string() }),
});
export type Alarm = z.infer<typeof Alarm>;

export const AlarmStep = z.object({
  at: Time,
  from: AlarmState,
  to: AlarmState,
  reason: AlarmStepReason,
  by: z.string().optional(),
  comment: z.string().optional(),
});
export type AlarmStep = z.infer<typeof AlarmStep>;

export const AlarmQuery = PageQuery.extend({
  /** One or more states, comma-separated. `active` means all but normal. */
  state: z
    .string()
    .regex(/^(active|((normal|unacknowledged|acknowledged|returnedUnacknowledged)(,|$))+)$/)
    .optional(),
  buildingId: Id.optional(),
  spaceId: Id.optional(),
  ruleId: Id.optional(),
  priority: z.coerce.number<string>().pipe(Priority).optional(),
});

export const AcknowledgeAlarm = z.strictObject({ comment: z.string().max(2000).optional() });

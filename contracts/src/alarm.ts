import { z } from "zod";
import { Condition } from "./condition.ts";
import { Id, PageQuery, PointId, Priority, Time } from "./primitives.ts";
import { Quantity } from "./quantity.ts";

/**
 * What its condition and its operator have made of an alarm, ISA-18.2 / IEC 62682: `normal` (A: over and dealt with), `unacknowledged`
 * (B), `acknowledged` (C), `returnedUnacknowledged` (D), and where the rule latches `latchedUnacknowledged` (E) and
 * `latchedAcknowledged` (F): over, and waiting for a reset.
 */
export const LiveAlarmState = z.enum([
  "normal",
  "unacknowledged",
  "acknowledged",
  "returnedUnacknowledged",
  "latchedUnacknowledged",
  "latchedAcknowledged",
]);
export type LiveAlarmState = z.infer<typeof LiveAlarmState>;

/** What sets an alarm aside: a person for a time (G), the logic of the plant (H), work that is being done (I). */
export const AlarmAside = z.enum(["shelved", "suppressedByDesign", "outOfService"]);
export type AlarmAside = z.infer<typeof AlarmAside>;

/** What is shown: what sets it aside, else the live state. */
export const AlarmState = z.enum([...LiveAlarmState.options, ...AlarmAside.options]);
export type AlarmState = z.infer<typeof AlarmState>;

/** `active`: what an operator has to deal with; neither over nor set aside. */
export const activeStates: readonly AlarmState[] = LiveAlarmState.options.filter(
  (state) => state !== "normal",
);

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
  "reset",
  "shelved",
  "unshelved",
  "shelving-expired",
  "suppressed",
  "unsuppressed",
  "out-of-service",
  "returned-to-service",
  "commented",
]);
export type AlarmStepReason = z.infer<typeof AlarmStepReason>;

/** Why an alarm is set aside, by whom, and until when. */
export const AlarmHold = z.object({
  id: Id,
  kind: AlarmAside,
  reason: z.string(),
  by: z.string(),
  since: Time,
  until: Time.optional(),
  workOrderId: Id.optional(),
});
export type AlarmHold = z.infer<typeof AlarmHold>;

/** What the platform itself raised an alarm about, where it was not a rule. */
export const AlarmCause = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("gateway-silent"), gatewayId: z.string(), devices: z.int() }),
  z.object({ kind: z.literal("notice-undelivered"), channel: z.string(), to: z.string() }),
]);
export type AlarmCause = z.infer<typeof AlarmCause>;

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
  /** What stands beneath, where the alarm is set aside. */
  liveState: LiveAlarmState.optional(),
  hold: AlarmHold.optional(),
  latching: z.boolean().optional(),
  /** The rule's own words, in Norwegian; absent where it has none: then the rule's name and the condition say it. */
  text: z.string().optional(),
  /** The same with its `{{…}}`, for other languages. */
  textTemplate: z.string().optional(),
  /** Who looks after the rule. */
  ownerGroup: z.string().optional(),
  /** It came again and again within a short time. */
  chattering: z.boolean().optional(),
  /** For certified operators only. */
  health: z.boolean().optional(),
  cause: AlarmCause.optional(),
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

const stateNames = AlarmState.options.join("|");

export const AlarmQuery = PageQuery.extend({
  /** One or more states, comma-separated. `active` means all but normal and what is set aside, `aside` only the latter. */
  state: z
    .string()
    .regex(new RegExp(`^(active|aside|((${stateNames})(,|$))+)$`))
    .optional(),
  buildingId: Id.optional(),
  spaceId: Id.optional(),
  ruleId: Id.optional(),
  priority: z.coerce.number<string>().pipe(Priority).optional(),
});

const comment = z.string().trim().max(2000);
const reason = z.string().trim().min(1).max(2000);

export const AcknowledgeAlarm = z.strictObject({ comment: comment.optional() });
export const CommentAlarm = z.strictObject({ comment: comment.min(1) });
/** How long, minutes; the platform's greatest (`KR_SHELVE_MAX_HOURS`) bounds it. */
export const ShelveAlarm = z.strictObject({ reason, minutes: z.int().min(1).max(527_040) });
export const SuppressAlarm = z.strictObject({ reason, minutes: z.int().min(1).max(527_040).optional() });
/** Out of service lasts until it is returned to service, or the work order has ended. */
export const OutOfServiceAlarm = z.strictObject({ reason, workOrderId: Id });

const ids = z.array(Id).min(1).max(1000);
export const AcknowledgeAlarms = AcknowledgeAlarm.extend({ ids });
export const ShelveAlarms = ShelveAlarm.extend({ ids });
/** What succeeded stands, also where others were refused. */
export const AlarmsChanged = z.object({
  items: z.array(Alarm),
  refused: z.array(z.object({ id: Id, code: z.string(), detail: z.string() })),
});

/** What is in service mode: its points' alarms are suppressed by design. `system` by its number or name in a building. */
export const ServiceSubject = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("device"), id: Id }),
  z.strictObject({ kind: z.literal("space"), id: Id }),
  z.strictObject({ kind: z.literal("building"), id: Id }),
  z.strictObject({ kind: z.literal("system"), id: z.string().min(1).max(200), buildingId: Id }),
]);
export type ServiceSubject = z.infer<typeof ServiceSubject>;

export const ServiceModeInput = z.strictObject({
  subject: ServiceSubject,
  reason,
  minutes: z.int().min(1).max(527_040),
});
export const ServiceMode = z.object({
  id: Id,
  subject: ServiceSubject,
  /** In words: a device's name, a room's label. */
  label: z.string(),
  reason: z.string(),
  by: z.string(),
  since: Time,
  until: Time,
  /** Points that are silenced. */
  points: z.int(),
});
export type ServiceMode = z.infer<typeof ServiceMode>;

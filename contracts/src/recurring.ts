import { z } from "zod";
import { Id, PageQuery, PointId, Priority, Time } from "./primitives.ts";
import { AssigneeKind, Day } from "./work-order.ts";

/** Planned maintenance, rounds of internal control, and service that an agreement asks for. */
export const PlanType = z.enum(["planned", "internalControl", "service"]);

/** When its rounds are due, in the Norwegian calendar. */
export const Recurrence = z.strictObject({
  /** The first round, and what the others are counted from. */
  from: Day,
  /** No round after this day. */
  until: Day.optional(),
  every: z.int().min(1).max(3660),
  unit: z.enum(["day", "week", "month"]),
  /** With weeks: 1 Monday to 7 Sunday; the weekday of `from` where left out. */
  weekdays: z.array(z.int().min(1).max(7)).min(1).max(7).optional(),
  /** A round that falls on a holiday stays, is left out, or is done on the next working day (weekends count as holidays then). */
  holidays: z.enum(["keep", "skip", "next-working-day"]).default("keep"),
});
export type Recurrence = z.infer<typeof Recurrence>;

const fields = {
  name: z.string().trim().min(1).max(200),
  enabled: z.boolean(),
  type: PlanType,
  title: z.string().trim().min(1).max(200),
  description: z.string().max(10_000),
  priority: Priority,
  recurrence: Recurrence,
  /** Time of day in Norway when a round must be done. */
  dueTime: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "expected a time of day as 15:00"),
  /** The order is made so many days before. */
  leadDays: z.int().min(0).max(365),
  /** A round that is not done so many hours after its deadline is missed. */
  graceHours: z.number().min(0).max(8760),
};
const optional = {
  buildingId: Id,
  spaceId: Id,
  tfmTag: z.string().trim().min(1).max(100),
  ns3451: z.string().regex(/^\d{2,4}$/, "expected the two to four digits of a part of NS 3451"),
  assignee: z.string().trim().min(1).max(200),
  assigneeKind: AssigneeKind,
  agreement: z.string().trim().min(1).max(200),
  account: z.string().trim().min(1).max(100),
  estimateHours: z.number().min(0).max(100_000),
  checklistTemplateId: Id,
  /** Running hours that begin anew when a round is done: of a rule, on one of its points. */
  resets: z.strictObject({ ruleId: Id, pointId: PointId }),
};

export const MaintenancePlan = z
  .object(optional)
  .partial()
  .extend({
    id: Id,
    ...fields,
    /** The rounds that come, as far as they are near. */
    nextDays: z.array(Day),
    createdAt: Time,
    createdBy: z.string(),
    revision: z.int(),
  });
export type MaintenancePlan = z.infer<typeof MaintenancePlan>;

export const MaintenancePlanInput = z.strictObject({
  ...z.object(optional).partial().shape,
  ...fields,
  enabled: fields.enabled.default(true),
  type: PlanType.default("planned"),
  description: fields.description.default(""),
  priority: fields.priority.default(3),
  dueTime: fields.dueTime.default("15:00"),
  leadDays: fields.leadDays.default(7),
  graceHours: fields.graceHours.default(24),
});
export type MaintenancePlanInput = z.output<typeof MaintenancePlanInput>;

export const MaintenancePlanPatch = z
  .strictObject({
    ...fields,
    buildingId: Id.nullable(),
    spaceId: Id.nullable(),
    tfmTag: optional.tfmTag.nullable(),
    ns3451: optional.ns3451.nullable(),
    assignee: optional.assignee.nullable(),
    assigneeKind: AssigneeKind.nullable(),
    agreement: optional.agreement.nullable(),
    account: optional.account.nullable(),
    estimateHours: optional.estimateHours.nullable(),
    checklistTemplateId: Id.nullable(),
    resets: optional.resets.nullable(),
    revision: z.int(),
  })
  .partial();
export type MaintenancePlanPatch = z.infer<typeof MaintenancePlanPatch>;

/** One round of a plan. Without an order where the platform was down so long that the next was due already. */
export const PlanRound = z.object({
  day: Day,
  dueAt: Time,
  workOrderId: Id.optional(),
  doneAt: Time.optional(),
  missedAt: Time.optional(),
});
export type PlanRound = z.infer<typeof PlanRound>;

export const PlanQuery = PageQuery.extend({ buildingId: Id.optional() });

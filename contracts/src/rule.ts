import { z } from "zod";
import { Id, PointId, Priority, Time } from "./primitives.ts";
import { Quantity } from "./quantity.ts";

/** The points a rule judges: all that match every field given. */
export const RuleScope = z.strictObject({
  quantity: Quantity,
  pointIds: z.array(PointId).max(10_000).optional(),
  spaceIds: z.array(Id).max(10_000).optional(),
  buildingIds: z.array(Id).max(1000).optional(),
  /** Part of the room's name, without regard to case: "klasserom". */
  spaceNameContains: z.string().min(1).max(100).optional(),
});
export type RuleScope = z.infer<typeof RuleScope>;

/**
 * High or low limit (ISA-18.2). Judged in event time: a value holds until the next one. The alarm comes when the value has been
 * beyond `setpoint` for `onDelayMs` without a break, and clears at the first value that is back by at least `deadband`.
 */
export const ThresholdCondition = z.strictObject({
  kind: z.literal("threshold"),
  direction: z.enum(["above", "below"]),
  /** In the unit of the quantity. */
  setpoint: z.number(),
  deadband: z.number().min(0).default(0),
  onDelayMs: z.int().min(0).max(86_400_000).default(0),
});
export type ThresholdCondition = z.infer<typeof ThresholdCondition>;

export const Rule = z.object({
  id: Id,
  name: z.string(),
  enabled: z.boolean(),
  scope: RuleScope,
  condition: ThresholdCondition,
  priority: Priority,
  /** What the operator should do. */
  advice: z.string(),
  /** Whether each alarm creates a work order. */
  createsWorkOrder: z.boolean(),
  createdAt: Time,
  updatedAt: Time,
});
export type Rule = z.infer<typeof Rule>;

export const RuleInput = z.strictObject({
  name: z.string().trim().min(1).max(200),
  enabled: z.boolean().default(true),
  scope: RuleScope,
  condition: ThresholdCondition,
  priority: Priority.default(3),
  advice: z.string().max(2000).default(""),
  createsWorkOrder: z.boolean().default(false),
});
export type RuleInput = z.input<typeof RuleInput>;

export const RulePatch = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  enabled: z.boolean().optional(),
  scope: RuleScope.optional(),
  condition: ThresholdCondition.optional(),
  priority: Priority.optional(),
  advice: z.string().max(2000).optional(),
  createsWorkOrder: z.boolean().optional(),
});

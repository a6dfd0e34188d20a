import { z } from "zod";
import { Condition, Schedule } from "./condition.ts";
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

export const Rule = z.object({
  id: Id,
  name: z.string(),
  enabled: z.boolean(),
  scope: RuleScope,
  condition: Condition,
  schedule: Schedule.optional(),
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
  condition: Condition,
  schedule: Schedule.optional(),
  priority: Priority.default(3),
  advice: z.string().max(2000).default(""),
  createsWorkOrder: z.boolean().default(false),
});
export type RuleInput = z.input<typeof RuleInput>;

export const RulePatch = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  enabled: z.boolean().optional(),
  scope: RuleScope.optional(),
  condition: Condition.optional(),
  /** null takes it away. */
  schedule: Schedule.nullable().optional(),
  priority: Priority.optional(),
  advice: z.string().max(2000).optional(),
  createsWorkOrder: z.boolean().optional(),
});

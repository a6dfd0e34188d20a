import { z } from "zod";
import { Condition, Schedule } from "./condition.ts";
import { Id, PointId, Priority, Time } from "./primitives.ts";
import { Quantity } from "./quantity.ts";

/** The points a rule judges: all that match every field given, now and as points, rooms and devices come and go. */
export const RuleScope = z.strictObject({
  quantity: Quantity,
  pointIds: z.array(PointId).max(10_000).optional(),
  spaceIds: z.array(Id).max(10_000).optional(),
  buildingIds: z.array(Id).max(1000).optional(),
  storeyIds: z.array(Id).max(1000).optional(),
  /** Part of the room's name, without regard to case: "klasserom". */
  spaceNameContains: z.string().min(1).max(100).optional(),
  /** The room lies in one of these zones, by name. */
  zones: z.array(z.string().min(1).max(200)).max(100).optional(),
  /** The room's function code begins with one of these (NS 3457-4). */
  functionCodes: z.array(z.string().min(1).max(20)).max(100).optional(),
  /** The building's type begins with one of these (NS 3457-3: "61" are schools). */
  buildingTypes: z.array(z.string().min(1).max(100)).max(100).optional(),
  /** Part of the device's name, without regard to case. */
  deviceNameContains: z.string().min(1).max(100).optional(),
  /** The TFM tag of the point or its device begins so, spaces and case apart: "=360.001". */
  tagPrefix: z.string().trim().min(1).max(100).optional(),
  /** Of a device with several values of the quantity, the one of this name. */
  channel: z.string().min(1).max(100).optional(),
  /** Taken out of all that matches. */
  excludePointIds: z.array(PointId).max(10_000).optional(),
});
export type RuleScope = z.infer<typeof RuleScope>;

/** What `{{…}}` in a rule's text may name. */
export const ruleTextNames = [
  "value",
  "unit",
  "limit",
  "quantity",
  "space",
  "building",
  "device",
  "rule",
  "time",
] as const;
export type RuleTextName = (typeof ruleTextNames)[number];

/** What an alarm is told with, in orders and notices: "CO₂ {{value}} i {{space}}". */
export const RuleText = z
  .string()
  .trim()
  .min(1)
  .max(300)
  .superRefine((text, context) => {
    for (const [, name = ""] of text.matchAll(/\{\{([^}]*)\}\}/g))
      if (!ruleTextNames.some((known) => known === name.trim()))
        context.addIssue({
          code: "custom",
          message: `"{{${name}}}" is nothing that is known of an alarm: use ${ruleTextNames.map((known) => `{{${known}}}`).join(", ")}`,
        });
  });

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
  /** Its alarms stay after they are over, until somebody resets them. */
  latching: z.boolean().optional(),
  /** Its alarms tell of a person's health: notices of them go to certified people only. */
  health: z.boolean().optional(),
  /** Who looks after the rule and what it finds. */
  ownerGroup: z.string().optional(),
  /** Instead of the rule's name, in orders and notices. */
  text: z.string().optional(),
  /** Grows with each change. */
  revision: z.int().min(1),
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
  latching: z.boolean().optional(),
  health: z.boolean().optional(),
  ownerGroup: z.string().trim().min(1).max(100).optional(),
  text: RuleText.optional(),
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
  latching: z.boolean().optional(),
  health: z.boolean().optional(),
  /** null takes it away. */
  ownerGroup: z.string().trim().min(1).max(100).nullable().optional(),
  /** null takes it away. */
  text: RuleText.nullable().optional(),
  /** The one that was changed from: another answers 409, so that nobody overwrites what they have not seen. */
  revision: z.int().min(1).optional(),
});
export type RulePatch = z.input<typeof RulePatch>;

/** Which points a scope matches now. */
export const RulePreviewRequest = z.strictObject({ scope: RuleScope });
export const RulePreview = z.object({
  /** All of them. */
  count: z.int(),
  /** How many lie in no known building. */
  unplaced: z.int(),
  buildings: z.array(z.object({ id: Id, name: z.string(), count: z.int() })),
  /** The first of them, by building and room. */
  points: z.array(
    z.object({
      pointId: PointId,
      deviceName: z.string(),
      channel: z.string().optional(),
      buildingId: Id.optional(),
      buildingName: z.string().optional(),
      spaceId: Id.optional(),
      spaceLabel: z.string().optional(),
      /** The value that holds. */
      value: z.number().optional(),
      time: Time.optional(),
    }),
  ),
});
export type RulePreview = z.infer<typeof RulePreview>;

/** Sets the running hours of a rule on a point back to nothing: a filter was changed, a service done. */
export const RuleReset = z.strictObject({
  pointId: PointId,
  /** When it was done, at most now; now where it is not said. */
  at: Time.optional(),
  why: z.string().trim().min(1).max(500),
});
export const RuleResetDone = z.object({ pointId: PointId, at: Time, by: z.string(), why: z.string() });
export type RuleResetDone = z.infer<typeof RuleResetDone>;

/** How far the running hours of a rule have come on a point. */
export const RunningHours = z.object({
  pointId: PointId,
  deviceName: z.string(),
  spaceLabel: z.string().optional(),
  /** As counted at `until`. */
  hours: z.number(),
  since: Time,
  until: Time,
  /** The newest first. */
  resets: z.array(RuleResetDone),
});
export type RunningHours = z.infer<typeof RunningHours>;

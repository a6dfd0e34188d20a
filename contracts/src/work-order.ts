import { z } from "zod";
import { Id, PageQuery, Priority, Time } from "./primitives.ts";

/** ny → vurdert → tildelt → mottatt → pågår → utført → godkjent → lukket (+ venter, avvist, annullert). */
export const WorkOrderStatus = z.enum([
  "new",
  "assessed",
  "assigned",
  "received",
  "inProgress",
  "waiting",
  "done",
  "approved",
  "closed",
  "rejected",
  "cancelled",
]);
export type WorkOrderStatus = z.infer<typeof WorkOrderStatus>;

export const WorkOrderType = z.enum(["alarm", "corrective", "planned", "request"]);
export type WorkOrderType = z.infer<typeof WorkOrderType>;

export const WorkOrderComment = z.object({ id: Id, at: Time, by: z.string(), text: z.string() });
export type WorkOrderComment = z.infer<typeof WorkOrderComment>;

export const WorkOrderStep = z.object({
  at: Time,
  by: z.string(),
  field: z.string(),
  from: z.string(),
  to: z.string(),
});

export const WorkOrder = z.object({
  id: Id,
  /** Number that people use: AO-2026-00042. */
  number: z.string(),
  title: z.string(),
  description: z.string(),
  type: WorkOrderType,
  status: WorkOrderStatus,
  /** Statuses that may follow the present one. */
  nextStatuses: z.array(WorkOrderStatus),
  priority: Priority,
  buildingId: Id.optional(),
  buildingName: z.string().optional(),
  storeyId: Id.optional(),
  spaceId: Id.optional(),
  spaceLabel: z.string().optional(),
  sourceAlarmId: Id.optional(),
  assignee: z.string().optional(),
  createdAt: Time,
  createdBy: z.string(),
  updatedAt: Time,
  dueAt: Time.optional(),
  closedAt: Time.optional(),
  /** Grows with every change: send it back in a PATCH to be sure that nobody else changed it meanwhile. */
  revision: z.int(),
});
export type WorkOrder = z.infer<typeof WorkOrder>;

export const WorkOrderDetail = WorkOrder.extend({
  comments: z.array(WorkOrderComment),
  history: z.array(WorkOrderStep),
  attachments: z.array(
    z.object({ id: Id, name: z.string(), mediaType: z.string(), bytes: z.int(), at: Time, by: z.string() }),
  ),
});
export type WorkOrderDetail = z.infer<typeof WorkOrderDetail>;

export const WorkOrderQuery = PageQuery.extend({
  /** One or more, comma-separated. `open` means all but closed, rejected and cancelled. */
  status: z.string().max(200).optional(),
  buildingId: Id.optional(),
  spaceId: Id.optional(),
  sourceAlarmId: Id.optional(),
});

export const WorkOrderInput = z.strictObject({
  title: z.string().trim().min(1).max(200),
  description: z.string().max(10_000).default(""),
  type: WorkOrderType.default("corrective"),
  priority: Priority.default(3),
  buildingId: Id.optional(),
  spaceId: Id.optional(),
  assignee: z.string().max(200).optional(),
  dueAt: Time.optional(),
});
export type WorkOrderInput = z.input<typeof WorkOrderInput>;

export const WorkOrderPatch = z.strictObject({
  title: z.string().trim().min(1).max(200).optional(),
  description: z.string().max(10_000).optional(),
  status: WorkOrderStatus.optional(),
  priority: Priority.optional(),
  assignee: z.string().max(200).nullable().optional(),
  dueAt: Time.nullable().optional(),
  revision: z.int().optional(),
});
export type WorkOrderPatch = z.infer<typeof WorkOrderPatch>;

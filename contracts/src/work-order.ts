import { z } from "zod";
import { Id, PageQuery, PointId, Priority, Time } from "./primitives.ts";

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

/** alarm, feilretting, planlagt, internkontroll, service, brukerønske, garanti, pålegg. */
export const WorkOrderType = z.enum([
  "alarm",
  "corrective",
  "planned",
  "internalControl",
  "service",
  "request",
  "warranty",
  "authorityOrder",
]);
export type WorkOrderType = z.infer<typeof WorkOrderType>;

/** How the need was told. */
export const WorkOrderChannel = z.enum(["alarm", "staff", "report", "phone", "email", "schedule", "system"]);
export type WorkOrderChannel = z.infer<typeof WorkOrderChannel>;

export const AssigneeKind = z.enum(["person", "group", "contractor"]);
export type AssigneeKind = z.infer<typeof AssigneeKind>;

/** Who told of the need. Stays with the order whoever it is passed on to, and is told of each status. */
export const Reporter = z.strictObject({
  name: z.string().trim().max(200).optional(),
  email: z.email().max(254).optional(),
  phone: z
    .string()
    .trim()
    .max(30)
    .regex(/^[+0-9 ()-]*$/, "expected digits, spaces and a plus sign")
    .optional(),
});
export type Reporter = z.infer<typeof Reporter>;

export const WorkOrderComment = z.object({ id: Id, at: Time, by: z.string(), text: z.string() });
export type WorkOrderComment = z.infer<typeof WorkOrderComment>;

export const WorkOrderStep = z.object({
  at: Time,
  by: z.string(),
  field: z.string(),
  from: z.string(),
  to: z.string(),
});

/** TFM (PA 0802 or NS-TFM), kept as it is written on the plate. */
const TfmTag = z.string().trim().min(1).max(100);
/** Building part of NS 3451: two to four digits. */
const Ns3451 = z.string().regex(/^\d{2,4}$/, "expected the two to four digits of a part of NS 3451");
const Hours = z.number().min(0).max(100_000);
/** NOK excluding VAT. */
const Nok = z.number().min(0).max(1_000_000_000);

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
  assigneeKind: AssigneeKind.optional(),
  /** Framework or service agreement that a contractor works under. */
  agreement: z.string().optional(),
  channel: WorkOrderChannel.optional(),
  tfmTag: z.string().optional(),
  ns3451: z.string().optional(),
  estimateHours: z.number().optional(),
  /** Sum of the hours written on it. */
  actualHours: z.number().optional(),
  /** NOK excluding VAT, beside materials. */
  costNok: z.number().optional(),
  account: z.string().optional(),
  /** A safe job analysis (SJA) is needed before the work begins. */
  sja: z.boolean().optional(),
  cause: z.string().optional(),
  action: z.string().optional(),
  archiveReference: z.string().optional(),
  /** The plan or rule that made it, and the order that it follows. */
  planId: Id.optional(),
  followsId: Id.optional(),
  /** The alarm returned to normal and stayed so: the moment it had, by the sensor's own values. */
  verifiedAt: Time.optional(),
  createdAt: Time,
  createdBy: z.string(),
  updatedAt: Time,
  /** When the work is meant to begin. */
  plannedAt: Time.optional(),
  dueAt: Time.optional(),
  closedAt: Time.optional(),
  /** Grows with every change: send it back in a PATCH to be sure that nobody else changed it meanwhile. */
  revision: z.int(),
});
export type WorkOrder = z.infer<typeof WorkOrder>;

/** One occurrence of the alarm behind an order. */
export const LinkedAlarm = z.object({
  alarmId: Id,
  ruleName: z.string(),
  pointId: PointId,
  quantity: z.string(),
  unit: z.string(),
  value: z.number(),
  raisedAt: Time,
  returnedAt: Time.optional(),
  withdrawn: z.boolean(),
});
export type LinkedAlarm = z.infer<typeof LinkedAlarm>;

/** The sample that shows that the alarm stayed normal. */
export const SensorEvidence = z.object({
  pointId: PointId,
  returnedAt: Time,
  sampleTime: Time,
  value: z.number(),
  frameId: z.string(),
});
export type SensorEvidence = z.infer<typeof SensorEvidence>;

export const AttachmentKind = z.enum(["before", "after", "document"]);
export type AttachmentKind = z.infer<typeof AttachmentKind>;

export const CheckItem = z.object({
  id: Id,
  text: z.string(),
  /** Unit of the value that is asked for; absent where only a tick is. */
  unit: z.string().optional(),
  doneAt: Time.optional(),
  doneBy: z.string().optional(),
  value: z.number().optional(),
  /** What was wrong. */
  deviation: z.string().optional(),
  revision: z.int(),
});
export type CheckItem = z.infer<typeof CheckItem>;

export const CheckItemPatch = z.strictObject({
  done: z.boolean().optional(),
  value: z.number().nullable().optional(),
  deviation: z.string().trim().max(2000).nullable().optional(),
  revision: z.int().optional(),
});
export type CheckItemPatch = z.infer<typeof CheckItemPatch>;

/** A day as people write it on a time sheet. */
export const Day = z.iso.date();

export const HoursEntry = z.object({
  id: Id,
  day: Day,
  hours: z.number(),
  who: z.string(),
  note: z.string(),
  at: Time,
});
export type HoursEntry = z.infer<typeof HoursEntry>;
export const HoursInput = z.strictObject({
  day: Day,
  hours: z.number().gt(0).max(24),
  /** The caller where it is left out. */
  who: z.string().trim().min(1).max(200).optional(),
  note: z.string().trim().max(500).default(""),
});

export const MaterialEntry = z.object({
  id: Id,
  name: z.string(),
  quantity: z.number(),
  unit: z.string(),
  /** NOK excluding VAT for one. */
  unitPriceNok: z.number(),
  by: z.string(),
  at: Time,
});
export type MaterialEntry = z.infer<typeof MaterialEntry>;
export const MaterialInput = z.strictObject({
  name: z.string().trim().min(1).max(200),
  quantity: z.number().gt(0).max(1_000_000),
  unit: z.string().trim().min(1).max(20).default("stk"),
  unitPriceNok: Nok.default(0),
});

export const WorkOrderDetail = WorkOrder.extend({
  reporter: Reporter.optional(),
  comments: z.array(WorkOrderComment),
  history: z.array(WorkOrderStep),
  attachments: z.array(
    z.object({
      id: Id,
      name: z.string(),
      mediaType: z.string(),
      bytes: z.int(),
      kind: AttachmentKind,
      at: Time,
      by: z.string(),
    }),
  ),
  checklist: z.array(CheckItem),
  hours: z.array(HoursEntry),
  materials: z.array(MaterialEntry),
  /** NOK excluding VAT: materials and cost together. */
  totalNok: z.number(),
  /** Every occurrence of the alarm behind it, oldest first. */
  alarms: z.array(LinkedAlarm),
  evidence: SensorEvidence.optional(),
  /** The order it follows, by its number. */
  follows: z.object({ id: Id, number: z.string() }).optional(),
  /** What other systems call it, and where it is looked at there. */
  externals: z.array(z.object({ system: z.string(), externalId: z.string(), url: z.url().optional() })),
  /** The e-mails that its reporter was sent, oldest first. */
  told: z.array(
    z.object({
      at: Time,
      status: WorkOrderStatus,
      state: z.enum(["waiting", "delivered", "given-up"]),
    }),
  ),
});
export type WorkOrderDetail = z.infer<typeof WorkOrderDetail>;

/** What a list of orders can be narrowed by. */
export const WorkOrderFilterQuery = z.object({
  /** One or more, comma-separated. `open` means all but closed, rejected and cancelled. */
  status: z.string().max(200).optional(),
  type: WorkOrderType.optional(),
  /** One or more of 1 to 4, comma-separated. */
  priority: z
    .string()
    .regex(/^[1-4](,[1-4])*$/, "expected priorities from 1 to 4, comma-separated")
    .optional(),
  assignee: z.string().max(200).optional(),
  assigneeKind: AssigneeKind.optional(),
  /** `true`: nobody has it. */
  unassigned: z.enum(["true", "false"]).optional(),
  channel: WorkOrderChannel.optional(),
  buildingId: Id.optional(),
  spaceId: Id.optional(),
  sourceAlarmId: Id.optional(),
  planId: Id.optional(),
  /** Open, and past its deadline. */
  overdue: z.enum(["true", "false"]).optional(),
  dueFrom: Time.optional(),
  dueTo: Time.optional(),
  /** Where it lies in the calendar: when it is planned, or its deadline where it is not. */
  plannedFrom: Time.optional(),
  plannedTo: Time.optional(),
  /** Part of the title, the number, the place, the TFM tag or who has it. */
  search: z.string().trim().max(100).optional(),
});
export const WorkOrderQuery = PageQuery.extend(WorkOrderFilterQuery.shape).extend({
  /**
   * `created`: newest first. `due`: the first deadline first, those without one last. `priority`: the most urgent first, by
   * deadline. `updated`: what was changed last first. `planned`: as the calendar has them.
   */
  sort: z.enum(["created", "due", "priority", "updated", "planned"]).default("created"),
});

/** How many orders a filter finds. Each status is counted, also those that there are none of. */
export const WorkOrderCounts = z.object({
  total: z.int(),
  byStatus: z.record(WorkOrderStatus, z.int()),
  /** Open, and past the deadline. */
  overdue: z.int(),
  /** Open, and nobody's. */
  unassigned: z.int(),
});
export type WorkOrderCounts = z.infer<typeof WorkOrderCounts>;

/** Whom orders and plans are given to, and the agreements they name: what a form suggests. */
export const WorkOrderNames = z.object({
  assignees: z.array(z.object({ name: z.string(), kind: AssigneeKind, open: z.int() })),
  agreements: z.array(z.string()),
});
export type WorkOrderNames = z.infer<typeof WorkOrderNames>;

const changeable = {
  description: z.string().max(10_000),
  priority: Priority,
  type: WorkOrderType,
  estimateHours: Hours.nullable(),
  costNok: Nok.nullable(),
  agreement: z.string().trim().max(200).nullable(),
  account: z.string().trim().max(100).nullable(),
  tfmTag: TfmTag.nullable(),
  ns3451: Ns3451.nullable(),
  sja: z.boolean(),
  assigneeKind: AssigneeKind.nullable(),
};

export const WorkOrderInput = z.strictObject({
  title: z.string().trim().min(1).max(200),
  description: changeable.description.default(""),
  type: WorkOrderType.default("corrective"),
  priority: Priority.default(3),
  buildingId: Id.optional(),
  spaceId: Id.optional(),
  assignee: z.string().trim().min(1).max(200).optional(),
  assigneeKind: AssigneeKind.optional(),
  agreement: z.string().trim().min(1).max(200).optional(),
  channel: WorkOrderChannel.default("staff"),
  reporter: Reporter.optional(),
  tfmTag: TfmTag.optional(),
  ns3451: Ns3451.optional(),
  estimateHours: Hours.optional(),
  costNok: Nok.optional(),
  account: z.string().trim().min(1).max(100).optional(),
  sja: z.boolean().default(false),
  /** The checklist that it begins with. */
  checklistTemplateId: Id.optional(),
  plannedAt: Time.optional(),
  /** By its priority where it is left out: see `GET /work-order-settings`. */
  dueAt: Time.optional(),
});
export type WorkOrderInput = z.input<typeof WorkOrderInput>;

export const WorkOrderPatch = z
  .strictObject({
    ...changeable,
    title: z.string().trim().min(1).max(200),
    status: WorkOrderStatus,
    buildingId: Id.nullable(),
    spaceId: Id.nullable(),
    /** null, or nothing but spaces, takes it away. An order that is new or assessed becomes assigned. */
    assignee: z.string().trim().max(200).nullable(),
    reporter: Reporter.nullable(),
    cause: z.string().trim().max(2000).nullable(),
    action: z.string().trim().max(2000).nullable(),
    archiveReference: z.string().trim().max(200).nullable(),
    plannedAt: Time.nullable(),
    dueAt: Time.nullable(),
    revision: z.int(),
  })
  .partial();
export type WorkOrderPatch = z.infer<typeof WorkOrderPatch>;

/** What can be done to many orders at once. */
export const WorkOrderBulk = z.strictObject({
  ids: z.array(Id).min(1).max(500),
  change: WorkOrderPatch.pick({
    status: true,
    priority: true,
    assignee: true,
    assigneeKind: true,
    agreement: true,
    plannedAt: true,
    dueAt: true,
  }),
});
/** Each order is changed on its own: those that could not be say why. */
export const WorkOrderBulkDone = z.object({
  changed: z.int(),
  refused: z.array(z.object({ id: Id, number: z.string(), code: z.string(), detail: z.string() })),
});
export type WorkOrderBulkDone = z.infer<typeof WorkOrderBulkDone>;

export const ChecklistTemplateItem = z.strictObject({
  text: z.string().trim().min(1).max(500),
  unit: z.string().trim().min(1).max(20).optional(),
});
export const ChecklistTemplate = z.object({
  id: Id,
  name: z.string(),
  items: z.array(ChecklistTemplateItem),
  revision: z.int(),
});
export type ChecklistTemplate = z.infer<typeof ChecklistTemplate>;
const templateItems = z.array(ChecklistTemplateItem).min(1).max(200);
export const ChecklistTemplateInput = z.strictObject({
  name: z.string().trim().min(1).max(200),
  items: templateItems,
});
export const ChecklistTemplatePatch = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  items: templateItems.optional(),
  revision: z.int().optional(),
});
/** Points are added to an order from a template, or as they are. */
export const ChecklistAddition = z.union([
  z.strictObject({ templateId: Id }),
  z.strictObject({ items: templateItems }),
]);

/** Hours until the deadline for each priority. */
const deadlineHours = z.number().gt(0).max(100_000);
export const WorkOrderSettings = z.object({
  deadlineHours: z.strictObject({
    "1": deadlineHours,
    "2": deadlineHours,
    "3": deadlineHours,
    "4": deadlineHours,
  }),
  /** How long an alarm must have stayed normal before its order is verified by the sensor. */
  verifyAfterMinutes: z.number().min(0).max(10_080),
  /** An alarm that comes back within so many days after its order was closed opens the order again; 0 never does. */
  reopenWithinDays: z.number().min(0).max(365),
  revision: z.int(),
});
export type WorkOrderSettings = z.infer<typeof WorkOrderSettings>;
export const WorkOrderSettingsPatch = z.strictObject(WorkOrderSettings.shape).partial();

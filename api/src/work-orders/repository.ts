import { Priority } from "@kontrollrom/contracts/primitives.ts";
import {
  AssigneeKind,
  AttachmentKind,
  type LinkedAlarm,
  SensorEvidence,
  type WorkOrder,
  WorkOrderChannel,
  type WorkOrderDetail,
  WorkOrderStatus,
  WorkOrderType,
} from "@kontrollrom/contracts/work-order.ts";
import { type Kysely, sql, type Transaction } from "kysely";
import { iso, isoOrNull, present } from "../registry/row.ts";
import type { Registry, Row } from "../registry/schema.ts";
import { toCheckItem } from "./checklist.ts";
import { endedStatuses, nextStatuses } from "./status.ts";

type Db = Kysely<Registry> | Transaction<Registry>;

export interface WorkOrderFilter {
  readonly status?: readonly string[] | "open" | undefined;
  readonly type?: string | undefined;
  readonly priority?: readonly number[] | undefined;
  readonly assignee?: string | undefined;
  readonly assigneeKind?: string | undefined;
  readonly unassigned?: boolean | undefined;
  /** Those given to the contractor of this name, and no others: what a contractor may see. */
  readonly contractor?: string | undefined;
  readonly channel?: string | undefined;
  readonly buildingId?: string | undefined;
  readonly spaceId?: string | undefined;
  readonly sourceAlarmId?: string | undefined;
  readonly planId?: string | undefined;
  /** Open and past its deadline at this moment, ms. */
  readonly overdueAt?: number | undefined;
  readonly dueFrom?: number | undefined;
  readonly dueTo?: number | undefined;
  readonly plannedFrom?: number | undefined;
  readonly plannedTo?: number | undefined;
  readonly search?: string | undefined;
}

/** Those without a deadline come after all that have one. */
const noDeadline = 8_640_000_000_000_000;
export type OrderSort = "created" | "due" | "priority" | "updated" | "planned";
/** More than any moment that is written, so that the priority comes first in the key and the deadline next. */
const perPriority = 10_000_000_000_000;
type SortRow = Pick<Row<"work_order">, "created_at" | "updated_at" | "due_at" | "planned_at" | "priority">;

/** What a page is ordered by: as SQL, and of a row, for the cursor. The id decides among equals. */
const sorts: Readonly<
  Record<OrderSort, { expression: string; order: "asc" | "desc"; keyOf(row: SortRow): number }>
> = {
  created: { expression: "created_at", order: "desc", keyOf: (row) => row.created_at },
  updated: { expression: "updated_at", order: "desc", keyOf: (row) => row.updated_at },
  due: {
    expression: `coalesce(due_at, ${noDeadline})`,
    order: "asc",
    keyOf: (row) => row.due_at ?? noDeadline,
  },
  planned: {
    expression: `coalesce(planned_at, due_at, ${noDeadline})`,
    order: "asc",
    keyOf: (row) => row.planned_at ?? row.due_at ?? noDeadline,
  },
  priority: {
    expression: `(priority * ${perPriority} + coalesce(due_at, ${perPriority - 1}))`,
    order: "asc",
    keyOf: (row) => row.priority * perPriority + (row.due_at ?? perPriority - 1),
  },
};
export const sortKey = (sort: OrderSort) => sorts[sort].keyOf;

/** The orders that a filter finds, with nothing chosen of them yet. */
export function filteredOrders(db: Db, filter: WorkOrderFilter) {
  let query = db.selectFrom("work_order");
  if (filter.status === "open") query = query.where("status", "not in", [...endedStatuses]);
  else if (filter.status) query = query.where("status", "in", [...filter.status]);
  if (filter.priority) query = query.where("priority", "in", [...filter.priority]);
  for (const [column, value] of [
    ["type", filter.type],
    ["assignee", filter.assignee],
    ["assignee_kind", filter.assigneeKind],
    ["channel", filter.channel],
    ["building_id", filter.buildingId],
    ["space_id", filter.spaceId],
    ["plan_id", filter.planId],
  ] as const)
    if (value !== undefined) query = query.where(column, "=", value as never);
  if (filter.contractor !== undefined)
    query = query.where("assignee_kind", "=", "contractor").where("assignee", "=", filter.contractor);
  const { sourceAlarmId, overdueAt, dueFrom, dueTo, plannedFrom, plannedTo, search } = filter;
  if (filter.unassigned !== undefined)
    query = query.where("assignee", filter.unassigned ? "is" : "is not", null);
  if (sourceAlarmId !== undefined)
    query = query.where(
      "id",
      "in",
      db.selectFrom("order_alarm").select("work_order_id").where("alarm_id", "=", sourceAlarmId),
    );
  if (overdueAt !== undefined)
    query = query.where("status", "not in", [...endedStatuses]).where("due_at", "<", overdueAt);
  if (dueFrom !== undefined) query = query.where("due_at", ">=", dueFrom);
  if (dueTo !== undefined) query = query.where("due_at", "<", dueTo);
  const planned = sql<number>`coalesce(planned_at, due_at)`;
  if (plannedFrom !== undefined) query = query.where(planned, ">=", plannedFrom);
  if (plannedTo !== undefined) query = query.where(planned, "<", plannedTo);
  if (search !== undefined && search !== "") {
    const like = `%${search.replace(/[\\%_]/g, "\\$&")}%`;
    query = query.where(
      sql<boolean>`(lower(title) like lower(${like}) escape '\\' or lower(number) like lower(${like}) escape '\\'
        or lower(coalesce(space_label, '')) like lower(${like}) escape '\\'
        or lower(coalesce(building_name, '')) like lower(${like}) escape '\\'
        or lower(coalesce(assignee, '')) like lower(${like}) escape '\\'
        or lower(coalesce(tfm_tag, '')) like lower(${like}) escape '\\')`,
    );
  }
  return query;
}

export function listWorkOrders(
  db: Db,
  filter: WorkOrderFilter,
  limit: number,
  after: { key: number; id: string } | undefined,
  sort: OrderSort = "created",
) {
  const { expression, order } = sorts[sort];
  const key = sql.raw<number>(expression);
  let query = filteredOrders(db, filter).selectAll().orderBy(key, order).orderBy("id", order).limit(limit);
  const past = sql.raw(order === "asc" ? ">" : "<");
  if (after)
    query = query.where(
      sql<boolean>`(${key} ${past} ${after.key} or (${key} = ${after.key} and id ${past} ${after.id}))`,
    );
  return query.execute();
}

export function findWorkOrder(db: Db, id: string) {
  return db.selectFrom("work_order").selectAll().where("id", "=", id).executeTakeFirst();
}

/** The open order that answers a rule's alarm on a point, where there is one: what the alarm can be shelved to. */
export function openOrderOf(
  db: Db,
  ruleId: string,
  pointId: number,
): Promise<{ id: string; number: string } | undefined> {
  return db
    .selectFrom("work_order")
    .select(["id", "number"])
    .where("rule_id", "=", ruleId)
    .where("point_id", "=", pointId)
    .where("status", "not in", [...endedStatuses])
    .orderBy("created_at", "desc")
    .orderBy("number", "desc")
    .executeTakeFirst();
}

const yearInOslo = new Intl.DateTimeFormat("en", { timeZone: "Europe/Oslo", year: "numeric" });

/** The next number of the year in Norway: AO-2026-00042. Taken within the transaction that uses it, so none is skipped. */
export async function takeNumber(tx: Transaction<Registry>, now: number): Promise<string> {
  const year = yearInOslo.format(now);
  const { value } = await tx
    .insertInto("counter")
    .values({ name: `work-order-${year}`, value: 1 })
    .onConflict((conflict) =>
      conflict.column("name").doUpdateSet((eb) => ({ value: eb("counter.value", "+", 1) })),
    )
    .returning("value")
    .executeTakeFirstOrThrow();
  return `AO-${year}-${String(value).padStart(5, "0")}`;
}

/** Every occurrence that an order answers, oldest first. */
export async function alarmsOf(db: Db, orderId: string): Promise<LinkedAlarm[]> {
  const rows = await db
    .selectFrom("order_alarm")
    .innerJoin("alarm", "alarm.id", "order_alarm.alarm_id")
    .selectAll("alarm")
    .where("order_alarm.work_order_id", "=", orderId)
    .orderBy("alarm.raised_at")
    .execute();
  return rows.map((row) => ({
    alarmId: row.id,
    ruleName: row.rule_name,
    pointId: row.point_id,
    quantity: row.quantity,
    unit: row.unit,
    value: row.value,
    raisedAt: iso(row.raised_at),
    withdrawn: row.withdrawn === 1,
    ...present({ returnedAt: isoOrNull(row.returned_at) }),
  }));
}

/** Where an order is looked at in another system, by the system's name and its own id there. */
export type ExternalLink = (
  system: string,
  externalId: string,
) => { readonly title: string; readonly url?: string | undefined };

export async function detailOf(
  db: Db,
  row: Row<"work_order">,
  linkOf: ExternalLink = (system) => ({ title: system }),
): Promise<WorkOrderDetail> {
  const of = <T extends "work_order_comment" | "attachment" | "work_order_hours" | "work_order_material">(
    table: T,
  ) =>
    db
      .selectFrom(table as "work_order_comment")
      .selectAll()
      .where("work_order_id", "=", row.id)
      .orderBy("at")
      .execute() as unknown as Promise<Row<T>[]>;
  const [comments, attachments, hours, materials, steps, checks, alarms, follows, externals, told] =
    await Promise.all([
      of("work_order_comment"),
      of("attachment"),
      of("work_order_hours"),
      of("work_order_material"),
      db
        .selectFrom("work_order_step")
        .selectAll()
        .where("work_order_id", "=", row.id)
        .orderBy("seq")
        .execute(),
      db
        .selectFrom("work_order_check")
        .selectAll()
        .where("work_order_id", "=", row.id)
        .orderBy("position")
        .execute(),
      alarmsOf(db, row.id),
      row.follows_id === null ? undefined : findWorkOrder(db, row.follows_id),
      externalsOf(db, row.id, linkOf),
      toldOf(db, row.id),
    ]);
  const materialNok = materials.reduce((sum, entry) => sum + entry.quantity * entry.unit_price_nok, 0);
  const reporter = present({
    name: row.reporter_name,
    email: row.reporter_email,
    phone: row.reporter_phone,
  });
  return {
    ...toWorkOrder(row),
    ...(Object.keys(reporter).length > 0 && { reporter }),
    comments: comments.map(({ id, at, by, text }) => ({ id, at: iso(at), by, text })),
    history: steps.map((step) => ({
      at: iso(step.at),
      by: step.by,
      field: step.field,
      from: step.from_value,
      to: step.to_value,
    })),
    attachments: attachments.map((file) => ({
      id: file.id,
      name: file.name,
      mediaType: file.media_type,
      bytes: file.bytes,
      kind: AttachmentKind.parse(file.kind),
      at: iso(file.at),
      by: file.by,
    })),
    checklist: checks.map(toCheckItem),
    hours: hours.map(({ id, day, hours: spent, who, note, at }) => ({
      id,
      day,
      hours: spent,
      who,
      note,
      at: iso(at),
    })),
    materials: materials.map((entry) => ({
      id: entry.id,
      name: entry.name,
      quantity: entry.quantity,
      unit: entry.unit,
      unitPriceNok: entry.unit_price_nok,
      by: entry.by,
      at: iso(entry.at),
    })),
    totalNok: Math.round((materialNok + (row.cost_nok ?? 0)) * 100) / 100,
    alarms,
    ...(row.evidence !== null && { evidence: SensorEvidence.parse(JSON.parse(row.evidence)) }),
    ...(follows && { follows: { id: follows.id, number: follows.number } }),
    externals,
    told,
  };
}

/** What other systems call it. A webhook is named as it is in the settings. */
async function externalsOf(
  db: Db,
  orderId: string,
  linkOf: ExternalLink,
): Promise<WorkOrderDetail["externals"]> {
  const rows = await db
    .selectFrom("order_external")
    .leftJoin("webhook", (join) => join.on(sql<boolean>`order_external.system = 'webhook:' || webhook.id`))
    .select(["order_external.system", "order_external.external_id", "webhook.name"])
    .where("work_order_id", "=", orderId)
    .orderBy("order_external.system")
    .execute();
  return rows.map(({ system, external_id, name }) => {
    const { title, url } = linkOf(system, external_id);
    return { system: name ?? title, externalId: external_id, ...present({ url }) };
  });
}

async function toldOf(db: Db, orderId: string): Promise<WorkOrderDetail["told"]> {
  const rows = await db
    .selectFrom("order_delivery")
    .select(["event", "state", "created_at", "delivered_at"])
    .where("target", "=", "mail")
    .where("work_order_id", "=", orderId)
    .orderBy("seq")
    .execute();
  return rows.map((mail) => ({
    at: iso(mail.delivered_at ?? mail.created_at),
    status: WorkOrderStatus.parse(mail.event),
    state: mail.state as WorkOrderDetail["told"][number]["state"],
  }));
}

export function toWorkOrder(row: Row<"work_order">): WorkOrder {
  const status = WorkOrderStatus.parse(row.status);
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    description: row.description,
    type: WorkOrderType.parse(row.type),
    status,
    nextStatuses: nextStatuses(status),
    priority: Priority.parse(row.priority),
    actualHours: row.actual_hours,
    sja: row.sja === 1,
    createdAt: iso(row.created_at),
    createdBy: row.created_by,
    updatedAt: iso(row.updated_at),
    revision: row.revision,
    ...present({
      buildingId: row.building_id,
      buildingName: row.building_name,
      storeyId: row.storey_id,
      spaceId: row.space_id,
      spaceLabel: row.space_label,
      sourceAlarmId: row.source_alarm_id,
      assignee: row.assignee,
      assigneeKind: row.assignee_kind === null ? null : AssigneeKind.parse(row.assignee_kind),
      agreement: row.agreement,
      channel: row.channel === null ? null : WorkOrderChannel.parse(row.channel),
      tfmTag: row.tfm_tag,
      ns3451: row.ns3451,
      estimateHours: row.estimate_hours,
      costNok: row.cost_nok,
      account: row.account,
      cause: row.cause,
      action: row.action,
      archiveReference: row.archive_reference,
      planId: row.plan_id,
      followsId: row.follows_id,
      verifiedAt: isoOrNull(row.verified_at),
      plannedAt: isoOrNull(row.planned_at),
      dueAt: isoOrNull(row.due_at),
      closedAt: isoOrNull(row.closed_at),
    }),
  };
}

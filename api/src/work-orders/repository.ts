import { Priority } from "@kontrollrom/contracts/primitives.ts";
import {
  type WorkOrder,
  type WorkOrderDetail,
  WorkOrderStatus,
  WorkOrderType,
} from "@kontrollrom/contracts/work-order.ts";
import type { Kysely, Transaction } from "kysely";
import { iso, isoOrNull, present } from "../registry/row.ts";
import type { Registry, Row } from "../registry/schema.ts";
import { endedStatuses, nextStatuses } from "./status.ts";

type Db = Kysely<Registry> | Transaction<Registry>;

export interface WorkOrderFilter {
  readonly status: readonly string[] | "open" | undefined;
  readonly buildingId: string | undefined;
  readonly spaceId: string | undefined;
  readonly sourceAlarmId: string | undefined;
}

export function listWorkOrders(
  db: Db,
  filter: WorkOrderFilter,
  limit: number,
  after: { key: number; id: string } | undefined,
) {
  let query = db
    .selectFrom("work_order")
    .selectAll()
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit);
  if (filter.status === "open") query = query.where("status", "not in", [...endedStatuses]);
  else if (filter.status) query = query.where("status", "in", [...filter.status]);
  if (filter.buildingId !== undefined) query = query.where("building_id", "=", filter.buildingId);
  if (filter.spaceId !== undefined) query = query.where("space_id", "=", filter.spaceId);
  if (filter.sourceAlarmId !== undefined) query = query.where("source_alarm_id", "=", filter.sourceAlarmId);
  if (after)
    query = query.where((eb) =>
      eb.or([
        eb("created_at", "<", after.key),
        eb.and([eb("created_at", "=", after.key), eb("id", "<", after.id)]),
      ]),
    );
  return query.execute();
}

export function findWorkOrder(db: Db, id: string) {
  return db.selectFrom("work_order").selectAll().where("id", "=", id).executeTakeFirst();
}

/** The next number of the year: AO-2026-00042. Taken within the transaction that uses it, so none is skipped. */
export async function takeNumber(tx: Transaction<Registry>, now: number): Promise<string> {
  const year = new Date(now).getUTCFullYear();
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

export async function detailOf(db: Db, row: Row<"work_order">): Promise<WorkOrderDetail> {
  const [comments, steps, attachments] = await Promise.all([
    db
      .selectFrom("work_order_comment")
      .selectAll()
      .where("work_order_id", "=", row.id)
      .orderBy("at")
      .execute(),
    db.selectFrom("work_order_step").selectAll().where("work_order_id", "=", row.id).orderBy("seq").execute(),
    db.selectFrom("attachment").selectAll().where("work_order_id", "=", row.id).orderBy("at").execute(),
  ]);
  return {
    ...toWorkOrder(row),
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
      at: iso(file.at),
      by: file.by,
    })),
  };
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
      dueAt: isoOrNull(row.due_at),
      closedAt: isoOrNull(row.closed_at),
    }),
  };
}

import { randomUUID } from "node:crypto";
import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { DomainEvent } from "@kontrollrom/contracts/sockets.ts";
import { type WorkOrder, type WorkOrderPatch, WorkOrderStatus } from "@kontrollrom/contracts/work-order.ts";
import type { Transaction } from "kysely";
import type { DomainEvents } from "../events/domain-events.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Catalogue } from "../register/catalogue.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso } from "../registry/row.ts";
import type { Registry, Row } from "../registry/schema.ts";
import { findWorkOrder, takeNumber, toWorkOrder } from "./repository.ts";
import { decideStatus, endedStatuses, nextStatuses } from "./status.ts";

export interface NewWorkOrder {
  readonly title: string;
  readonly description: string;
  readonly type: WorkOrder["type"];
  readonly priority: WorkOrder["priority"];
  readonly buildingId?: string | undefined;
  readonly spaceId?: string | undefined;
  readonly assignee?: string | undefined;
  readonly dueAt?: string | undefined;
}

export interface WorkOrderService {
  create(order: NewWorkOrder, by: string): Promise<WorkOrder>;
  /** Within the transaction that raises the alarm. Nothing is made when the alarm already has its order. */
  createForAlarm(
    tx: Transaction<Registry>,
    alarm: Alarm,
  ): Promise<{ orderId: string; event: DomainEvent } | undefined>;
  change(id: string, patch: WorkOrderPatch, by: string): Promise<WorkOrder>;
}

export function createWorkOrderService(deps: {
  db: RegistryDatabase;
  events: DomainEvents;
  catalogue: Catalogue;
  now(): number;
}): WorkOrderService {
  const { db, events, catalogue } = deps;

  function placeOf(
    order: NewWorkOrder,
  ): Pick<Row<"work_order">, "building_id" | "building_name" | "storey_id" | "space_id" | "space_label"> {
    const space = order.spaceId === undefined ? undefined : catalogue.spaces.get(order.spaceId);
    if (order.spaceId !== undefined && !space)
      throw new ProblemError(422, "place-unknown", `spaceId "${order.spaceId}" is not in the register`);
    const buildingId = space?.buildingId ?? order.buildingId;
    if (buildingId !== undefined && !catalogue.buildings.has(buildingId))
      throw new ProblemError(422, "place-unknown", `buildingId "${buildingId}" is not in the register`);
    return {
      building_id: buildingId ?? null,
      building_name: buildingId === undefined ? null : (catalogue.buildings.get(buildingId) ?? null),
      storey_id: space?.storeyId ?? null,
      space_id: space?.id ?? null,
      space_label: space ? `${space.number} ${space.name}`.trim() : null,
    };
  }

  async function insert(
    tx: Transaction<Registry>,
    row: Omit<Row<"work_order">, "number">,
  ): Promise<Row<"work_order">> {
    const full = { ...row, number: await takeNumber(tx, row.created_at) };
    await tx.insertInto("work_order").values(full).execute();
    await tx
      .insertInto("work_order_step")
      .values({
        work_order_id: row.id,
        at: row.created_at,
        by: row.created_by,
        field: "status",
        from_value: "",
        to_value: row.status,
      })
      .execute();
    return full;
  }

  return {
    async create(order, by) {
      const now = deps.now();
      const { workOrder, event } = await db.transaction().execute(async (tx) => {
        const row = await insert(tx, {
          id: randomUUID(),
          title: order.title,
          description: order.description,
          type: order.type,
          status: order.assignee === undefined ? "new" : "assigned",
          priority: order.priority,
          ...placeOf(order),
          source_alarm_id: null,
          assignee: order.assignee ?? null,
          created_at: now,
          created_by: by,
          updated_at: now,
          due_at: order.dueAt === undefined ? null : Date.parse(order.dueAt),
          closed_at: null,
          revision: 1,
        });
        const created = toWorkOrder(row);
        return {
          workOrder: created,
          event: await events.append(tx, { kind: "work-order", workOrder: created }),
        };
      });
      events.publish([event]);
      return workOrder;
    },

    async createForAlarm(tx, alarm) {
      const known = await tx
        .selectFrom("work_order")
        .select("id")
        .where("source_alarm_id", "=", alarm.id)
        .executeTakeFirst();
      if (known) return undefined;
      const now = deps.now();
      const row = await insert(tx, {
        id: randomUUID(),
        title: [alarm.ruleName, alarm.spaceLabel ?? alarm.deviceName].join(": "),
        description: alarm.advice,
        type: "alarm",
        status: "new",
        priority: alarm.priority,
        building_id: alarm.buildingId ?? null,
        building_name: alarm.buildingName ?? null,
        storey_id: alarm.storeyId ?? null,
        space_id: alarm.spaceId ?? null,
        space_label: alarm.spaceLabel ?? null,
        source_alarm_id: alarm.id,
        assignee: null,
        created_at: now,
        created_by: alarm.ruleName,
        updated_at: now,
        due_at: null,
        closed_at: null,
        revision: 1,
      });
      return {
        orderId: row.id,
        event: await events.append(tx, { kind: "work-order", workOrder: toWorkOrder(row) }),
      };
    },

    async change(id, patch, by) {
      const { workOrder, event } = await db.transaction().execute(async (tx) => {
        const row = await findWorkOrder(tx, id);
        if (!row) throw workOrderNotFound(id);
        if (patch.revision !== undefined && patch.revision !== row.revision)
          throw new ProblemError(
            409,
            "changed-meanwhile",
            `order ${row.number} was changed by somebody else (revision ${row.revision}, yours ${patch.revision}): read it again and repeat your change`,
          );
        const change = columns(row, patch);
        if (Object.keys(change).length === 0) return { workOrder: toWorkOrder(row), event: undefined };
        const now = deps.now();
        const status = WorkOrderStatus.parse(change.status ?? row.status);
        const next: Row<"work_order"> = {
          ...row,
          ...change,
          updated_at: now,
          revision: row.revision + 1,
          closed_at: endedStatuses.includes(status) ? (row.closed_at ?? now) : null,
        };
        const { id: _id, ...values } = next;
        await tx.updateTable("work_order").set(values).where("id", "=", id).execute();
        for (const [field, to] of Object.entries(change))
          await tx
            .insertInto("work_order_step")
            .values({
              work_order_id: id,
              at: now,
              by,
              field: field === "due_at" ? "dueAt" : field,
              from_value: written(field, row[field as keyof typeof row]),
              to_value: written(field, to),
            })
            .execute();
        const changed = toWorkOrder(next);
        return {
          workOrder: changed,
          event: await events.append(tx, { kind: "work-order", workOrder: changed }),
        };
      });
      if (event) events.publish([event]);
      return workOrder;
    },
  };
}

export function workOrderNotFound(id: string): ProblemError {
  return new ProblemError(
    404,
    "work-order-not-found",
    `there is no work order "${id}": see GET /work-orders`,
  );
}

/** The columns that the patch really changes. */
function columns(row: Row<"work_order">, patch: WorkOrderPatch): Partial<Row<"work_order">> {
  const change: Partial<Row<"work_order">> = {};
  if (patch.status !== undefined) {
    const decision = decideStatus(WorkOrderStatus.parse(row.status), patch.status);
    if (decision === "not-allowed")
      throw new ProblemError(
        409,
        "status-not-allowed",
        `order ${row.number} is "${row.status}" and cannot become "${patch.status}": possible are ${nextStatuses(WorkOrderStatus.parse(row.status)).join(", ")}`,
      );
    if (decision === "changed") change.status = patch.status;
  }
  if (patch.title !== undefined && patch.title !== row.title) change.title = patch.title;
  if (patch.description !== undefined && patch.description !== row.description)
    change.description = patch.description;
  if (patch.priority !== undefined && patch.priority !== row.priority) change.priority = patch.priority;
  if (patch.assignee !== undefined && patch.assignee !== row.assignee) change.assignee = patch.assignee;
  if (patch.dueAt !== undefined) {
    const dueAt = patch.dueAt === null ? null : Date.parse(patch.dueAt);
    if (dueAt !== row.due_at) change.due_at = dueAt;
  }
  return change;
}

/** As the history shows it. */
function written(field: string, value: unknown): string {
  if (value === null || value === undefined) return "";
  return field === "due_at" ? iso(Number(value)) : String(value);
}

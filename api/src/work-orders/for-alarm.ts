import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { DomainEvent } from "@kontrollrom/contracts/sockets.ts";
import { WorkOrderStatus } from "@kontrollrom/contracts/work-order.ts";
import type { Transaction } from "kysely";
import type { Registry, Row } from "../registry/schema.ts";
import { textOf } from "../rules/text.ts";
import { orderForAlarm } from "./alarm-link.ts";
import type { OrderColumns, OrderWriter, Written } from "./order-writer.ts";
import { findWorkOrder } from "./repository.ts";
import { deadlineOf, readSettings } from "./settings.ts";
import { endedStatuses } from "./status.ts";

export interface OrderForAlarmWritten {
  readonly orderId: string;
  readonly number: string;
  /** Somebody is at it, or has seen this trouble already: the alarm need disturb nobody while the order is open. */
  readonly answered: boolean;
  readonly event: DomainEvent;
}

interface Deps {
  readonly writer: OrderWriter;
  now(): number;
}

const mostTitle = 200;

/**
 * Idempotent: an occurrence that has its order gets no other, unless that was lent by another rule's order on the point and has ended.
 */
export async function createForAlarm(
  deps: Deps,
  tx: Transaction<Registry>,
  alarm: Alarm,
): Promise<OrderForAlarmWritten | undefined> {
  const known = await tx
    .selectFrom("order_alarm")
    .innerJoin("work_order", "work_order.id", "order_alarm.work_order_id")
    .select(["work_order.rule_id", "work_order.status"])
    .where("order_alarm.alarm_id", "=", alarm.id)
    .executeTakeFirst();
  if (known && (known.rule_id === alarm.ruleId || !isEnded(known.status))) return undefined;
  const raisedAt = Date.parse(alarm.raisedAt);
  const settings = await readSettings(tx);
  const before = await orderBefore(tx, alarm, raisedAt);
  const decision = orderForAlarm(before?.earlier, raisedAt, {
    verifyAfterMs: settings.verifyAfterMinutes * 60_000,
    reopenWithinMs: settings.reopenWithinDays * 86_400_000,
  });
  const by = alarm.ruleName;
  let written: Written;
  if (before && (decision === "still-open" || decision === "known-late" || decision === "came-back")) {
    const { order } = before;
    // Nobody has taken it up since it came back: it is to be seen anew.
    const again =
      decision === "came-back" ? { status: order.assignee === null ? "new" : "assigned", touched: 0 } : {};
    const late = decision === "known-late" ? {} : { verified_at: null, evidence: null };
    written = await link(deps, tx, alarm, order, { ...again, ...late });
    const seen = decision === "still-open" && before.acknowledged;
    return answer(written, alarm, seen || isTaken(written.row));
  }
  const taken = await takenOrderOn(tx, alarm);
  if (taken) written = await link(deps, tx, alarm, taken, { verified_at: null, evidence: null });
  else {
    const now = deps.now();
    const text = textOf(alarm, "nb");
    written = await deps.writer.insert(tx, {
      title: text.slice(0, mostTitle),
      description: [...(text.length > mostTitle ? [text] : []), alarm.advice].filter(Boolean).join("\n"),
      type: "alarm",
      status: alarm.ownerGroup === undefined ? "new" : "assigned",
      assignee: alarm.ownerGroup ?? null,
      assignee_kind: alarm.ownerGroup === undefined ? null : "group",
      priority: alarm.priority,
      channel: "alarm",
      building_id: alarm.buildingId ?? null,
      building_name: alarm.buildingName ?? null,
      storey_id: alarm.storeyId ?? null,
      space_id: alarm.spaceId ?? null,
      space_label: alarm.spaceLabel ?? null,
      source_alarm_id: alarm.id,
      rule_id: alarm.ruleId,
      point_id: alarm.pointId,
      follows_id: before?.order.id ?? null,
      created_at: now,
      created_by: by,
      due_at: deadlineOf(settings, alarm.priority, now),
    });
    await linkRow(tx, alarm.id, written.row.id);
  }
  return answer(written, alarm, taken !== undefined);
}

/** For an alarm whose rule makes no orders: the order that somebody is at on its point, where there is one. */
export async function linkToTakenOrder(
  deps: Deps,
  tx: Transaction<Registry>,
  alarm: Alarm,
): Promise<OrderForAlarmWritten | undefined> {
  const taken = await takenOrderOn(tx, alarm);
  if (!taken) return undefined;
  const written = await link(deps, tx, alarm, taken, { verified_at: null, evidence: null });
  return answer(written, alarm, true);
}

/** Somebody has done something with it, and it is past being looked at. */
export function isTaken(order: Pick<Row<"work_order">, "status" | "touched">): boolean {
  return order.touched === 1 && takenStatuses.some((status) => status === order.status);
}

export const takenStatuses = ["assigned", "received", "inProgress", "waiting", "done", "approved"] as const;

const isEnded = (status: string) => endedStatuses.some((ended) => ended === status);

// What tells of a person's health is told each time.
const answer = ({ row, event }: Written, alarm: Alarm, answered: boolean): OrderForAlarmWritten => ({
  orderId: row.id,
  number: row.number,
  answered: answered && alarm.health !== true,
  event,
});

async function link(
  { writer }: Deps,
  tx: Transaction<Registry>,
  alarm: Alarm,
  order: Row<"work_order">,
  columns: OrderColumns,
): Promise<Written> {
  const step = { field: "alarm", from: "", to: alarm.raisedAt };
  const linked = await writer.update(tx, order, columns, alarm.ruleName, { bySystem: true, step });
  if (!linked) throw new Error(`alarm ${alarm.id} could not be written on order ${order.number}`);
  await linkRow(tx, alarm.id, order.id);
  return linked;
}

async function linkRow(tx: Transaction<Registry>, alarmId: string, orderId: string): Promise<void> {
  const row = { alarm_id: alarmId, work_order_id: orderId, told: "" };
  await tx
    .insertInto("order_alarm")
    .values(row)
    .onConflict((conflict) => conflict.column("alarm_id").doUpdateSet(row))
    .execute();
}

/** Its own rule's order that somebody is at on the point, else that of another rule which is as urgent at least. */
async function takenOrderOn(tx: Transaction<Registry>, alarm: Alarm): Promise<Row<"work_order"> | undefined> {
  if (alarm.health === true) return undefined;
  const orders = await tx
    .selectFrom("work_order")
    .selectAll()
    .where("point_id", "=", alarm.pointId)
    .where("touched", "=", 1)
    .where("status", "in", [...takenStatuses])
    .where((eb) => eb.or([eb("rule_id", "=", alarm.ruleId), eb("priority", "<=", alarm.priority)]))
    .orderBy("created_at", "desc")
    .execute();
  return orders.find((order) => order.rule_id === alarm.ruleId) ?? orders[0];
}

/** The order of the occurrence of the same rule on the same point that came last before this one. */
async function orderBefore(tx: Transaction<Registry>, alarm: Alarm, raisedAt: number) {
  const occurrence = await tx
    .selectFrom("alarm")
    .innerJoin("order_alarm", "order_alarm.alarm_id", "alarm.id")
    .innerJoin("work_order", "work_order.id", "order_alarm.work_order_id")
    .select(["order_alarm.work_order_id", "alarm.returned_at", "alarm.acknowledged_at"])
    .where("alarm.rule_id", "=", alarm.ruleId)
    // Not one that another rule's order took in meanwhile.
    .where("work_order.rule_id", "=", alarm.ruleId)
    .where("alarm.point_id", "=", alarm.pointId)
    .where("alarm.raised_at", "<", raisedAt)
    .where("alarm.withdrawn", "=", 0)
    .orderBy("alarm.raised_at", "desc")
    .executeTakeFirst();
  const order = occurrence && (await findWorkOrder(tx, occurrence.work_order_id));
  if (!order) return undefined;
  return {
    order,
    acknowledged: occurrence.acknowledged_at !== null,
    earlier: {
      status: WorkOrderStatus.parse(order.status),
      touched: order.touched === 1,
      closedAt: order.closed_at,
      returnedAt: occurrence.returned_at,
    },
  };
}

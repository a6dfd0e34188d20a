import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { DomainEvent } from "@kontrollrom/contracts/sockets.ts";
import { WorkOrderStatus } from "@kontrollrom/contracts/work-order.ts";
import type { Transaction } from "kysely";
import type { Registry } from "../registry/schema.ts";
import { orderForAlarm } from "./alarm-link.ts";
import type { OrderWriter, Written } from "./order-writer.ts";
import { findWorkOrder } from "./repository.ts";
import { deadlineOf, readSettings } from "./settings.ts";

export interface OrderForAlarmWritten {
  readonly orderId: string;
  readonly event: DomainEvent;
}

/** Idempotent: an occurrence that has its order gets no other. */
export async function createForAlarm(
  deps: { writer: OrderWriter; now(): number },
  tx: Transaction<Registry>,
  alarm: Alarm,
): Promise<OrderForAlarmWritten | undefined> {
  const known = await tx
    .selectFrom("order_alarm")
    .select("work_order_id")
    .where("alarm_id", "=", alarm.id)
    .executeTakeFirst();
  if (known) return undefined;
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
    const step = { field: "alarm", from: "", to: alarm.raisedAt };
    const again = decision === "came-back" ? { status: order.assignee === null ? "new" : "assigned" } : {};
    const late = decision === "known-late" ? {} : { verified_at: null, evidence: null };
    const linked = await deps.writer.update(tx, order, { ...again, ...late }, by, { bySystem: true, step });
    if (!linked) throw new Error(`alarm ${alarm.id} could not be written on order ${order.number}`);
    written = linked;
  } else {
    const now = deps.now();
    written = await deps.writer.insert(tx, {
      title: [alarm.ruleName, alarm.spaceLabel ?? alarm.deviceName].join(": "),
      description: alarm.advice,
      type: "alarm",
      status: "new",
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
  }
  await tx
    .insertInto("order_alarm")
    .values({ alarm_id: alarm.id, work_order_id: written.row.id, told: "" })
    .execute();
  return { orderId: written.row.id, event: written.event };
}

/** The order of the occurrence of the same rule on the same point that came last before this one. */
async function orderBefore(tx: Transaction<Registry>, alarm: Alarm, raisedAt: number) {
  const occurrence = await tx
    .selectFrom("alarm")
    .innerJoin("order_alarm", "order_alarm.alarm_id", "alarm.id")
    .select(["order_alarm.work_order_id", "alarm.returned_at"])
    .where("alarm.rule_id", "=", alarm.ruleId)
    .where("alarm.point_id", "=", alarm.pointId)
    .where("alarm.raised_at", "<", raisedAt)
    .where("alarm.withdrawn", "=", 0)
    .orderBy("alarm.raised_at", "desc")
    .executeTakeFirst();
  const order = occurrence && (await findWorkOrder(tx, occurrence.work_order_id));
  if (!order) return undefined;
  return {
    order,
    earlier: {
      status: WorkOrderStatus.parse(order.status),
      touched: order.touched === 1,
      closedAt: order.closed_at,
      returnedAt: occurrence.returned_at,
    },
  };
}

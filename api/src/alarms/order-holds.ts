import { randomUUID } from "node:crypto";
import type { Audit } from "../events/audit.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso } from "../registry/row.ts";
import { takenStatuses } from "../work-orders/for-alarm.ts";
import type { Hold, HoldBook } from "./hold-book.ts";

/** Who sets aside where no person does. */
export const platform = "Kontrollrom";

/**
 * An alarm out of service while an order is open (ISA-18.2 state I). Not the shelf: that is an operator's, and ends by a time, while an
 * order takes as long as it takes; nor suppressed by design, which follows the state of the plant.
 */
export function holdToOrder(
  pair: { readonly ruleId: string; readonly pointId: number },
  label: string,
  order: { readonly orderId: string; readonly number: string },
  since: number,
): Hold {
  return {
    id: randomUUID(),
    kind: "outOfService",
    subject: { kind: "alarm", ...pair },
    label,
    reason: `Arbeidsordre ${order.number}`,
    by: platform,
    since,
    workOrderId: order.orderId,
  };
}

/** By its order, and not by a person who bound it to one. */
export function isBoundByItself({ by, workOrderId, subject }: Hold): boolean {
  return by === platform && workOrderId !== undefined && subject.kind === "alarm";
}

export function recordBound(audit: Audit, { id, subject, reason, workOrderId, since }: Hold): Promise<void> {
  return audit.record(platform, "alarm-set-aside-to-order", id, {
    subject,
    reason,
    workOrderId,
    since: iso(since),
  });
}

/** Holds that orders which somebody is at should have and do not: what their rule raised on their point. */
export async function missingHolds(
  db: RegistryDatabase,
  book: HoldBook,
  isHealth: (ruleId: string) => boolean,
  now: number,
): Promise<Hold[]> {
  const orders = await db
    .selectFrom("work_order")
    .innerJoin("alarm", "alarm.id", "work_order.source_alarm_id")
    .select(["work_order.id", "number", "work_order.rule_id", "work_order.point_id", "rule_name"])
    .where("work_order.rule_id", "is not", null)
    .where("touched", "=", 1)
    .where("work_order.status", "in", [...takenStatuses])
    .execute();
  const missing: Hold[] = [];
  for (const { id, number, rule_id: ruleId, point_id: pointId, rule_name: label } of orders) {
    if (ruleId === null || pointId === null || isHealth(ruleId)) continue;
    const pair = { ruleId, pointId };
    const holds = book.covering({ ...pair, silence: false });
    if (holds.some((hold) => hold.workOrderId === id)) continue;
    if (await book.wasTakenBack(db, pair, id)) continue;
    missing.push(holdToOrder(pair, label, { orderId: id, number }, now));
  }
  return missing;
}

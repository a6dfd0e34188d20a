import type { Rule } from "@kontrollrom/contracts/rule.ts";
import type { Transaction } from "kysely";
import type { RegistryDatabase } from "../registry/database.ts";
import type { Registry, Row } from "../registry/schema.ts";
import type { OrderChange, OrderFollower } from "../work-orders/order-writer.ts";
import { bodyOf } from "./plans.ts";

const done = new Set(["done", "approved", "closed"]);

/**
 * Maintenance that is done sets the running hours back: those of the rule whose alarm asked for the order, and those that its plan
 * names. Written in the transaction that says it is done, so that neither is without the other; the rule counts anew after the commit.
 */
export function createHoursReset(deps: {
  db: RegistryDatabase;
  rule(id: string): Pick<Rule, "condition"> | undefined;
  /** Durable already: has the rule count by it. */
  reset(reset: Row<"rule_reset">): Promise<void>;
  now(): number;
  onError(error: unknown): void;
}): OrderFollower & { settled(): Promise<void> } {
  let written: Row<"rule_reset">[] = [];
  let underWay: Promise<void> = Promise.resolve();

  /** The rules' points whose service the order was. */
  async function served(tx: Transaction<Registry>, row: OrderChange["row"]) {
    const pairs: { ruleId: string; pointId: number }[] = [];
    if (row.rule_id !== null && row.point_id !== null)
      pairs.push({ ruleId: row.rule_id, pointId: row.point_id });
    if (row.plan_id !== null) {
      const plan = await tx
        .selectFrom("maintenance_plan")
        .select("body")
        .where("id", "=", row.plan_id)
        .executeTakeFirst();
      const resets = plan && bodyOf(plan).resets;
      if (resets) pairs.push(resets);
    }
    return pairs.filter(({ ruleId }) => deps.rule(ruleId)?.condition.kind === "running-hours");
  }

  async function isNews(tx: Transaction<Registry>, orderId: string): Promise<boolean> {
    const step = await tx
      .selectFrom("work_order_step")
      .select("from_value")
      .where("work_order_id", "=", orderId)
      .where("field", "=", "status")
      .orderBy("seq", "desc")
      .limit(1)
      .executeTakeFirst();
    return !done.has(step?.from_value ?? "");
  }

  async function countAnew(resets: readonly Row<"rule_reset">[]): Promise<void> {
    for (const reset of resets) {
      const held = await deps.db
        .selectFrom("rule_reset")
        .selectAll()
        .where("rule_id", "=", reset.rule_id)
        .where("point_id", "=", reset.point_id)
        .where("at", "=", reset.at)
        .executeTakeFirst();
      // Not there: the change that it was written with was undone.
      if (held) await deps.reset(held);
    }
  }

  return {
    async changed(tx, { row, kind, fields, by }) {
      if (kind !== "changed" || !fields.includes("status") || !done.has(row.status)) return;
      // The platform closes what passed by itself and nobody has touched: nothing was serviced.
      if (row.touched === 0) return;
      const pairs = await served(tx, row);
      if (pairs.length === 0 || !(await isNews(tx, row.id))) return;
      for (const { ruleId, pointId } of pairs) {
        const reset = { rule_id: ruleId, point_id: pointId, at: deps.now(), by, why: row.number };
        await tx
          .insertInto("rule_reset")
          .values(reset)
          .onConflict((conflict) => conflict.columns(["rule_id", "point_id", "at"]).doNothing())
          .execute();
        written.push(reset);
      }
    },
    committed() {
      const resets = written;
      written = [];
      if (resets.length > 0) underWay = underWay.then(() => countAnew(resets)).catch(deps.onError);
    },
    settled: () => underWay,
  };
}

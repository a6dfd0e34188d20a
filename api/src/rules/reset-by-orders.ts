import type { Audit } from "../events/audit.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import type { Row } from "../registry/schema.ts";
import type { RuleBook } from "./routes.ts";

/**
 * Sets the running hours of a rule back when the order that came of them is done: at the moment somebody said so. It reads what is in
 * the register and writes what is missing, so a restart or a second look changes nothing.
 */
export interface OrderResets {
  start(): void;
  stop(): Promise<void>;
  /** Orders have changed: looks at them soon. */
  ordersChanged(): void;
  /** Looks at every order that may have been done, and resolves when it is written. */
  follow(): Promise<void>;
}

const done = ["done", "approved", "closed"] as const;
const isDone = (status: string) => done.some((one) => one === status);

export function createOrderResets(deps: {
  db: RegistryDatabase;
  book: Pick<RuleBook, "list" | "resets" | "reset">;
  audit: Audit;
  onError(error: unknown): void;
}): OrderResets {
  const { db, book } = deps;
  let underWay: Promise<void> = Promise.resolve();
  let asked = false;
  let stopped = true;

  async function followAll(): Promise<void> {
    asked = false;
    const ruleIds = book
      .list()
      .filter(({ condition }) => condition.kind === "running-hours")
      .map(({ id }) => id);
    if (ruleIds.length === 0) return;
    const steps = await db
      .selectFrom("work_order_step")
      .innerJoin("work_order", "work_order.id", "work_order_step.work_order_id")
      .select(["number", "rule_id", "point_id", "at", "by", "from_value", "to_value"])
      .where("rule_id", "in", ruleIds)
      .where("touched", "=", 1)
      .where("field", "=", "status")
      .where("to_value", "in", [...done])
      .orderBy("work_order_step.seq")
      .execute();
    for (const { number, rule_id, point_id, at, by, from_value, to_value } of steps) {
      if (stopped || rule_id === null || point_id === null) return;
      // From done to approved to closed is one and the same work.
      if (isDone(from_value) || !isDone(to_value)) continue;
      if (book.resets(rule_id, point_id).some((reset) => reset.at === at)) continue;
      const reset: Row<"rule_reset"> = { rule_id, point_id, at, by, why: `Arbeidsordre ${number}` };
      await book.reset(reset);
      await deps.audit.record(by, "running-hours-reset", rule_id, reset);
    }
  }

  const follow = () => {
    underWay = underWay.then(followAll).catch(deps.onError);
    return underWay;
  };

  return {
    follow,
    start() {
      stopped = false;
      void follow();
    },
    async stop() {
      stopped = true;
      await underWay;
    },
    ordersChanged() {
      if (stopped || asked) return;
      asked = true;
      setImmediate(() => void follow());
    },
  };
}

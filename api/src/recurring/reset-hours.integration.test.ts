import type { Rule } from "@kontrollrom/contracts/rule.ts";
import type { WorkOrder } from "@kontrollrom/contracts/work-order.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Row } from "../registry/schema.ts";
import { startTestOrders, type TestOrders } from "../work-orders/test-orders.ts";
import { createRoundMaker } from "./make-rounds.ts";
import { createPlans } from "./plans.ts";
import { createHoursReset } from "./reset-hours.ts";
import { recurringHandlers } from "./routes.ts";

describe("running hours, when the maintenance is done", () => {
  let orders: TestOrders;
  let counted: Row<"rule_reset">[];
  let follower: ReturnType<typeof createHoursReset>;
  let kind: Rule["condition"]["kind"];
  beforeEach(async () => {
    counted = [];
    kind = "running-hours";
    orders = await startTestOrders({
      clock: Date.parse("2026-11-02T08:00:00Z"),
      followers: (db) => {
        follower = createHoursReset({
          db,
          rule: (id) => (id === "fan-hours" ? ({ condition: { kind } } as Rule) : undefined),
          reset: async (reset) => void counted.push(reset),
          now: () => orders.clock,
          onError: (error) => {
            throw error;
          },
        });
        return [follower];
      },
      handlers: (given) => {
        const onError = (error: unknown) => {
          throw error;
        };
        return recurringHandlers({
          plans: createPlans(given),
          rounds: createRoundMaker({ ...given, onError }),
          audit: given.audit,
        });
      },
    });
  });
  afterEach(() => orders.stop());
  const patch = async (id: string, status: string) => {
    orders.clock += 60_000;
    await orders.call("PATCH", `/work-orders/${id}`, { status });
    await follower.settled();
  };

  it("begin anew once, for the rule that asked for it", async () => {
    const { orderId } = await orders.raise({ ruleId: "fan-hours", pointId: 7, at: orders.clock });
    await patch(orderId, "inProgress");
    expect(counted).toEqual([]);
    await patch(orderId, "done");
    const { number } = await orders.call<WorkOrder>("GET", `/work-orders/${orderId}`);
    expect(counted).toMatchObject([{ rule_id: "fan-hours", point_id: 7, at: orders.clock, why: number }]);
    await patch(orderId, "approved");
    await patch(orderId, "closed");
    expect(counted).toHaveLength(1);
    expect(await orders.db.selectFrom("rule_reset").selectAll().execute()).toEqual(counted);
    // Opened again and done again: serviced again.
    await patch(orderId, "inProgress");
    await patch(orderId, "done");
    expect(counted).toHaveLength(2);
  });

  it("begin anew for the rule that a plan names", async () => {
    const plan = await orders.call<{ id: string }>("POST", "/maintenance-plans", {
      name: "Årlig service",
      title: "Service på vifte",
      recurrence: { from: "2026-11-03", every: 12, unit: "month" },
      resets: { ruleId: "fan-hours", pointId: 9 },
    });
    const [made] = (await orders.call<{ items: WorkOrder[] }>("GET", `/work-orders?planId=${plan.id}`)).items;
    await patch(made?.id ?? "", "closed");
    expect(counted).toMatchObject([{ rule_id: "fan-hours", point_id: 9 }]);
  });

  it("go on where the order was cancelled, or its rule counts none", async () => {
    const { orderId } = await orders.raise({ ruleId: "fan-hours", pointId: 7, at: orders.clock });
    await patch(orderId, "cancelled");
    kind = "threshold";
    const other = await orders.raise({ ruleId: "fan-hours", pointId: 8, at: orders.clock });
    await patch(other.orderId, "done");
    expect(counted).toEqual([]);
  });
});

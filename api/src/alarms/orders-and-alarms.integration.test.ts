import type { Alarm, AlarmStep } from "@kontrollrom/contracts/alarm.ts";
import type { Rule } from "@kontrollrom/contracts/rule.ts";
import type { WorkOrder, WorkOrderDetail } from "@kontrollrom/contracts/work-order.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AlarmBench, minute, startAlarmBench } from "./test-bench.ts";

let bench: AlarmBench;
let point: number;
let rule: Rule;
beforeEach(async () => {
  bench = await startAlarmBench();
  point = await bench.device("sensor-1");
  rule = bench.rule({ createsWorkOrder: true });
});
afterEach(() => bench.stop());

const shown = async (query = "") =>
  (await bench.list(query)).map(({ ruleId, state, liveState }) =>
    [ruleId, state, liveState].join(" ").trim(),
  );
const orders = async () => (await bench.call<{ items: WorkOrder[] }>("GET", "/work-orders")).items;
const detail = (id: string) => bench.call<WorkOrderDetail>("GET", `/work-orders/${id}`);
const change = (id: string, body: object) => bench.call<WorkOrder>("PATCH", `/work-orders/${id}`, body);
const tick = () => bench.alarms.holds.tick();
const acknowledge = (id: string) => bench.call("POST", `/alarms/${id}/acknowledge`, {});
const asideSteps = async (id: string) =>
  (await bench.call<{ items: AlarmStep[] }>("GET", `/alarms/${id}/history`)).items
    .filter(({ reason }) => reason === "out-of-service" || reason === "returned-to-service")
    .map(({ reason, by, comment }) => [reason, by, comment]);

async function raised(of = rule, at = point): Promise<Alarm> {
  await bench.raise(of, at);
  const [newest] = await bench.list(`?ruleId=${of.id}`);
  if (!newest) throw new Error("nothing was raised");
  return newest;
}

/** The first alarm, its order, and somebody at it. */
async function taken(): Promise<{ alarm: Alarm; order: WorkOrder }> {
  const alarm = await raised();
  const [order] = await orders();
  if (!order) throw new Error("there is no order");
  await change(order.id, { assignee: "Kari" });
  await tick();
  return { alarm, order };
}

/** It passes, and comes again after so many minutes. */
async function again(alarm: Alarm, afterMinutes: number): Promise<Alarm> {
  bench.now += minute;
  await bench.return(rule, point, Date.parse(alarm.raisedAt));
  bench.now += afterMinutes * minute;
  return raised();
}

describe("an alarm whose order is open", () => {
  it("stands until somebody has taken the order, and is out of service from then on", async () => {
    const first = await raised();
    await tick();
    expect(await shown()).toEqual(["rule-1 unacknowledged"]);
    const [order] = await orders();
    await change(order?.id ?? "", { status: "assessed" });
    await tick();
    expect(await shown()).toEqual(["rule-1 unacknowledged"]);
    await change(order?.id ?? "", { assignee: "Kari" });
    await tick();
    const [aside] = await bench.list("?state=aside");
    expect(aside).toMatchObject({
      id: first.id,
      state: "outOfService",
      liveState: "unacknowledged",
      workOrderId: order?.id,
      hold: { reason: `Arbeidsordre ${order?.number}`, workOrderId: order?.id },
    });
    expect(await asideSteps(first.id)).toEqual([
      ["out-of-service", "Kontrollrom", `Arbeidsordre ${order?.number}`],
    ]);
    const audit = await bench.db.selectFrom("audit").selectAll().execute();
    expect(audit.map(({ action }) => action)).toEqual(["alarm-set-aside-to-order"]);
  });

  it("disturbs nobody when it comes again, and is found on the order", async () => {
    const { alarm, order } = await taken();
    const second = await again(alarm, 120);
    expect(second).toMatchObject({ state: "outOfService", workOrderId: order.id });
    expect(await shown("?state=active")).toEqual([]);
    expect((await detail(order.id)).alarms.map(({ alarmId }) => alarmId)).toEqual([alarm.id, second.id]);
    expect(await orders()).toHaveLength(1);
    const told = await bench.db.selectFrom("alarm").select("told_at").where("id", "=", second.id).execute();
    expect(told).toEqual([{ told_at: null }]);
  });

  it("comes again as seen where the one before was acknowledged within the time of one trouble", async () => {
    const first = await raised();
    await acknowledge(first.id);
    const second = await again(first, 5);
    expect(second).toMatchObject({ state: "outOfService", hold: { kind: "outOfService" } });
    const third = await again(second, 60);
    // It had stayed normal, and nobody had taken the order up: new trouble.
    expect(third.state).toBe("unacknowledged");
    expect(third.workOrderId).not.toBe(second.workOrderId);
    expect(await shown("?state=aside")).toEqual([]);
  });

  it("asks to be seen when it comes again and nobody has seen it", async () => {
    const second = await again(await raised(), 5);
    expect(second.state).toBe("unacknowledged");
    expect(await shown("?state=active")).toEqual(["rule-1 unacknowledged"]);
  });

  it.each(["closed", "cancelled"] as const)(
    "comes forward when the order is %s and it stands",
    async (status) => {
      const { alarm, order } = await taken();
      const second = await again(alarm, 60);
      await change(order.id, { status });
      await tick();
      expect(await shown("?state=active")).toEqual(["rule-1 unacknowledged"]);
      expect(await asideSteps(second.id)).toEqual([
        ["out-of-service", "Kontrollrom", `Arbeidsordre ${order.number}`],
        ["returned-to-service", "Kontrollrom", order.number],
      ]);
      const told = await bench.db.selectFrom("alarm").select("told_at").where("id", "=", second.id).execute();
      expect(told).toEqual([{ told_at: bench.now }]);
    },
  );

  it("asks to be seen when it comes back after the order was closed, until somebody takes it again", async () => {
    const { alarm, order } = await taken();
    bench.now += minute;
    await bench.return(rule, point, Date.parse(alarm.raisedAt));
    await change(order.id, { status: "closed" });
    await tick();
    bench.now += 60 * minute;
    const back = await raised();
    await tick();
    expect(back).toMatchObject({ state: "unacknowledged", workOrderId: order.id });
    await tick();
    expect(await shown("?state=active")).toEqual(["rule-1 unacknowledged"]);
    await change(order.id, { status: "inProgress" });
    await tick();
    expect(await shown("?state=active")).toEqual([]);
  });

  it("stays with the operator who took it back, however often the order changes", async () => {
    const { alarm, order } = await taken();
    await bench.call("POST", `/alarms/${alarm.id}/return-to-service`, { comment: "vil se den" });
    await change(order.id, { status: "inProgress" });
    await tick();
    expect(await shown()).toEqual(["rule-1 unacknowledged"]);
    expect((await again(alarm, 60)).state).toBe("unacknowledged");
  });

  it("is held once, over restarts and however often orders are looked at", async () => {
    const { alarm, order } = await taken();
    await bench.restart();
    await tick();
    bench.alarms.holds.ordersChanged();
    await tick();
    const second = await again(alarm, 60);
    expect(second.state).toBe("outOfService");
    expect(await bench.db.selectFrom("alarm_hold").selectAll().execute()).toHaveLength(1);
    await bench.db.updateTable("work_order").set({ status: "closed" }).where("id", "=", order.id).execute();
    await bench.restart();
    await tick();
    expect(await shown("?state=active")).toEqual(["rule-1 unacknowledged"]);
  });

  it("is held after a crash between the order and the hold", async () => {
    const { order } = await taken();
    await bench.db.deleteFrom("alarm_hold").where("work_order_id", "=", order.id).execute();
    await bench.restart();
    await tick();
    expect(await shown()).toEqual(["rule-1 outOfService unacknowledged"]);
  });

  it("that tells of somebody's health is never set aside by an order", async () => {
    rule = bench.rule({ createsWorkOrder: true, health: true });
    const { alarm } = await taken();
    expect(await shown("?state=active")).toHaveLength(1);
    expect((await again(alarm, 5)).state).toBe("unacknowledged");
  });
});

describe("an alarm of another rule on a point where somebody is at an order", () => {
  it("goes to the order where it is no more urgent, and gets its own when that is closed and it stands", async () => {
    const { order } = await taken();
    const silent = bench.rule({ name: "Taus", priority: 3, createsWorkOrder: true });
    const other = await raised(silent);
    expect(other).toMatchObject({ state: "outOfService", workOrderId: order.id });
    expect((await detail(order.id)).alarms).toHaveLength(2);
    await change(order.id, { status: "closed" });
    await tick();
    const [forward] = await bench.list(`?ruleId=${silent.id}`);
    expect(forward?.state).toBe("unacknowledged");
    expect((await detail(forward?.workOrderId ?? "")).title).toContain("Taus");
    expect(forward?.workOrderId).not.toBe(order.id);
  });

  it("goes to the order where its rule makes none", async () => {
    const { order } = await taken();
    const other = await raised(bench.rule({ priority: 4 }));
    expect(other).toMatchObject({ state: "outOfService", workOrderId: order.id });
  });

  it.each([
    ["is more urgent", { priority: 1 as const }],
    ["tells of somebody's health", { priority: 4 as const, health: true }],
  ])("stands forward where it %s", async (_why, given) => {
    await taken();
    expect((await raised(bench.rule(given))).state).toBe("unacknowledged");
  });

  it("stands forward while nobody is at the order", async () => {
    await raised();
    expect((await raised(bench.rule({ priority: 4 }))).state).toBe("unacknowledged");
  });
});

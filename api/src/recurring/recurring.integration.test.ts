import type { MaintenancePlan, PlanRound } from "@kontrollrom/contracts/recurring.ts";
import type { WorkOrder, WorkOrderDetail } from "@kontrollrom/contracts/work-order.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestOrders, type TestOrderParts, type TestOrders } from "../work-orders/test-orders.ts";
import { createRoundMaker, type RoundMaker } from "./make-rounds.ts";
import { createPlans } from "./plans.ts";
import { recurringHandlers } from "./routes.ts";

const day = 86_400_000;

describe("plans", () => {
  let orders: TestOrders;
  let maker: RoundMaker;
  let parts: TestOrderParts;
  const newMaker = () =>
    createRoundMaker({
      ...parts,
      onError: (error) => {
        throw error;
      },
    });
  beforeEach(async () => {
    orders = await startTestOrders({
      clock: Date.parse("2026-11-02T08:00:00Z"),
      handlers: (given) => {
        parts = given;
        maker = newMaker();
        return recurringHandlers({ plans: createPlans(given), rounds: maker, audit: given.audit });
      },
    });
  });
  afterEach(() => orders.stop());

  const create = (fields: object = {}) =>
    orders.call<MaintenancePlan>("POST", "/maintenance-plans", {
      name: "Ukentlig lekeplassrunde",
      type: "internalControl",
      title: "Se over lekeapparater",
      spaceId: "room-101",
      recurrence: { from: "2026-11-06", every: 1, unit: "week" },
      ...fields,
    });
  const list = async () => (await orders.call<{ items: WorkOrder[] }>("GET", "/work-orders?sort=due")).items;
  const rounds = async (id: string) =>
    (await orders.call<{ items: PlanRound[] }>("GET", `/maintenance-plans/${id}/rounds`)).items;

  it("make each round's order once, days before it is due, also after restarts", async () => {
    const plan = await create({ assignee: "Kari", dueTime: "14:00" });
    expect(plan.nextDays.slice(0, 2)).toEqual(["2026-11-06", "2026-11-13"]);
    const [order] = await list();
    expect(order).toMatchObject({
      type: "internalControl",
      channel: "schedule",
      status: "assigned",
      planId: plan.id,
      spaceLabel: "101 Klasserom",
      dueAt: "2026-11-06T13:00:00.000Z",
    });
    await maker.make();
    await newMaker().make();
    expect(await list()).toHaveLength(1);
    orders.clock += 5 * day;
    await newMaker().make();
    expect((await list()).map((one) => one.dueAt?.slice(0, 10))).toEqual(["2026-11-06", "2026-11-13"]);
  });

  it("say it when a round was not done, and make its order more urgent", async () => {
    const plan = await create();
    orders.clock = Date.parse("2026-11-07T13:59:00Z");
    await maker.make();
    expect((await list())[0]?.priority).toBe(3);
    orders.clock = Date.parse("2026-11-07T14:01:00Z");
    await maker.make();
    await maker.make();
    const [late] = await list();
    expect(late?.priority).toBe(2);
    const detail = await orders.call<WorkOrderDetail>("GET", `/work-orders/${late?.id}`);
    expect(detail.history.filter((step) => step.field === "missed")).toHaveLength(1);
    expect((await rounds(plan.id)).find((round) => round.day === "2026-11-06")).toHaveProperty("missedAt");
  });

  it("count a round that was done in time as done", async () => {
    const plan = await create();
    const [order] = await list();
    await orders.call("PATCH", `/work-orders/${order?.id}`, { status: "done" });
    orders.clock += 10 * day;
    await maker.make();
    const first = (await rounds(plan.id)).at(-1);
    expect(first).toHaveProperty("doneAt");
    expect(first).not.toHaveProperty("missedAt");
  });

  it("make one order, not ten, of the rounds that passed while the platform was down", async () => {
    const plan = await create({ leadDays: 0, recurrence: { from: "2026-11-03", every: 1, unit: "day" } });
    orders.clock += 11 * day;
    await newMaker().make();
    const made = await rounds(plan.id);
    expect(made).toHaveLength(11);
    expect(made.filter((round) => round.workOrderId !== undefined).map((round) => round.day)).toEqual([
      "2026-11-13",
      "2026-11-12",
    ]);
  });

  it("are changed by one at a time, stopped and ended", async () => {
    const plan = await create();
    const path = `/maintenance-plans/${plan.id}`;
    await orders.call("PATCH", path, { enabled: false, revision: 1 });
    await expect(orders.call("PATCH", path, { enabled: true, revision: 1 })).rejects.toMatchObject({
      code: "changed-meanwhile",
    });
    orders.clock += 30 * day;
    await maker.make();
    expect(await list()).toHaveLength(1);
    await orders.call("DELETE", path);
    await expect(orders.call("GET", path)).rejects.toMatchObject({ code: "plan-not-found" });
    expect(await list()).toHaveLength(1);
  });

  it.each([
    ["a room that is not there", { spaceId: "none" }, "place-unknown"],
    ["a checklist that is not there", { checklistTemplateId: "none" }, "checklist-unknown"],
    [
      "an end before the beginning",
      { recurrence: { from: "2026-11-06", until: "2026-11-05", every: 1, unit: "day" } },
      "recurrence-empty",
    ],
  ])("refuse %s", async (_name, fields, code) => {
    await expect(create(fields)).rejects.toMatchObject({ code });
  });
});

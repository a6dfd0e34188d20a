import type { WorkOrder, WorkOrderDetail, WorkOrderSettings } from "@kontrollrom/contracts/work-order.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestOrders, type TestOrders } from "./test-orders.ts";

const hour = 3_600_000;

describe("work orders", () => {
  let orders: TestOrders;
  beforeEach(async () => {
    orders = await startTestOrders();
  });
  afterEach(() => orders.stop());

  const create = (fields: object = {}) =>
    orders.call<WorkOrder>("POST", "/work-orders", { title: "Dør i vranglås", ...fields });
  const detail = (id: string) => orders.call<WorkOrderDetail>("GET", `/work-orders/${id}`);
  const patch = (id: string, body: object) => orders.call<WorkOrder>("PATCH", `/work-orders/${id}`, body);

  it.each([
    ["the last evening of the year in Norway", "2026-12-31T22:59:00Z", "AO-2026-00001"],
    ["the first minute of the next", "2026-12-31T23:00:00Z", "AO-2027-00001"],
  ])("are numbered by the Norwegian year: %s", async (_name, at, number) => {
    orders.clock = Date.parse(at);
    expect((await create()).number).toBe(number);
  });

  it("get their deadline from their priority, as it is set", async () => {
    expect((await create({ priority: 1 })).dueAt).toBe(new Date(orders.clock + 4 * hour).toISOString());
    const settings = await orders.call<WorkOrderSettings>("PATCH", "/work-order-settings", {
      deadlineHours: { "1": 2, "2": 10, "3": 100, "4": 1000 },
      revision: 0,
    });
    expect((await create({ priority: 2 })).dueAt).toBe(new Date(orders.clock + 10 * hour).toISOString());
    await expect(
      orders.call("PATCH", "/work-order-settings", { verifyAfterMinutes: 5, revision: 0 }),
    ).rejects.toMatchObject({ code: "changed-meanwhile" });
    expect(settings.revision).toBe(1);
  });

  it("are assigned when they get somebody, and assessed when they lose them", async () => {
    const order = await create();
    expect((await patch(order.id, { assignee: "Kari" })).status).toBe("assigned");
    const without = await patch(order.id, { assignee: "  " });
    expect(without).not.toHaveProperty("assignee");
    expect(without.status).toBe("assessed");
    await expect(create({ assignee: "" })).rejects.toMatchObject({ code: "invalid-request" });
  });

  it("are not written over by who saw an older one", async () => {
    const order = await create();
    await patch(order.id, { priority: 1, revision: order.revision });
    await expect(patch(order.id, { priority: 4, revision: order.revision })).rejects.toMatchObject({
      code: "changed-meanwhile",
    });
  });

  it("carry all that is asked of an order, and its history", async () => {
    const order = await create({
      spaceId: "room-101",
      tfmTag: "+360.001-JV401",
      ns3451: "365",
      assignee: "Bygg og VVS AS",
      assigneeKind: "contractor",
      agreement: "Rammeavtale 2026/14",
      reporter: { name: "Ola", email: "ola@example.no" },
      estimateHours: 3,
      account: "1230-4567",
      sja: true,
    });
    await patch(order.id, { cause: "Slitt reim", action: "Byttet reim", costNok: 1200.5 });
    await orders.call("POST", `/work-orders/${order.id}/hours`, { day: "2026-11-02", hours: 1.5 });
    const mistaken = await orders.call<{ id: string }>("POST", `/work-orders/${order.id}/hours`, {
      day: "2026-11-02",
      hours: 7,
    });
    await orders.call("DELETE", `/work-orders/${order.id}/hours/${mistaken.id}`);
    await orders.call("POST", `/work-orders/${order.id}/materials`, {
      name: "Kilereim",
      quantity: 2,
      unitPriceNok: 149.9,
    });
    await orders.call(
      "POST",
      `/work-orders/${order.id}/attachments?name=etter.png&kind=after`,
      new Uint8Array(8),
    );
    const whole = await detail(order.id);
    expect(whole).toMatchObject({
      status: "assigned",
      spaceLabel: "101 Klasserom",
      assigneeKind: "contractor",
      reporter: { name: "Ola", email: "ola@example.no" },
      actualHours: 1.5,
      totalNok: 1500.3,
      sja: true,
      attachments: [{ kind: "after" }],
    });
    expect(whole.history.map((step) => step.field)).toEqual([
      "status",
      "costNok",
      "cause",
      "action",
      "hours",
      "hours",
      "hours",
      "materials",
      "attachment",
    ]);
    expect(JSON.stringify(orders.events)).not.toContain("ola@example.no");
  });

  it("begin with a checklist, whose points are done, measured and found wanting", async () => {
    const template = await orders.call<{ id: string }>("POST", "/checklist-templates", {
      name: "Filterbytte",
      items: [{ text: "Trykkfall før", unit: "Pa" }, { text: "Filter byttet" }],
    });
    const order = await create({ checklistTemplateId: template.id });
    const { checklist } = await detail(order.id);
    const [pressure] = checklist;
    const path = `/work-orders/${order.id}/checklist/${pressure?.id}`;
    await orders.call("PATCH", path, { done: true, value: 180, deviation: "Over grensen", revision: 1 });
    await expect(orders.call("PATCH", path, { done: false, revision: 1 })).rejects.toMatchObject({
      code: "changed-meanwhile",
    });
    const whole = await detail(order.id);
    expect(whole.checklist).toMatchObject([
      { text: "Trykkfall før", value: 180, deviation: "Over grensen" },
      { text: "Filter byttet" },
    ]);
    expect(whole.checklist[0]?.doneAt).toBe(new Date(orders.clock).toISOString());
    expect(whole.history.at(-1)?.to).toBe("☑ Trykkfall før: 180 Pa (Over grensen)");
  });

  it("tell of comments and photos as they come", async () => {
    const order = await create();
    const before = orders.events.length;
    await orders.call("POST", `/work-orders/${order.id}/comments`, { text: "Delen er bestilt" });
    await orders.call("POST", `/work-orders/${order.id}/attachments?name=f.png`, new Uint8Array(8));
    expect(orders.events.slice(before).map((event) => event.kind)).toEqual(["work-order", "work-order"]);
  });

  it("are found by what is known of them, and listed by their deadline", async () => {
    await create({ title: "Sist", dueAt: "2026-12-24T12:00:00Z" });
    await create({ title: "Forfalt 100 % pumpe", dueAt: "2026-11-01T12:00:00Z", assignee: "Kari" });
    await create({ title: "Neste", dueAt: "2026-11-05T12:00:00Z", type: "service", spaceId: "room-101" });
    const titles = async (query: string) =>
      (await orders.call<{ items: WorkOrder[] }>("GET", `/work-orders?${query}`)).items.map((o) => o.title);
    expect(await titles("sort=due")).toEqual(["Forfalt 100 % pumpe", "Neste", "Sist"]);
    expect(await titles("overdue=true")).toEqual(["Forfalt 100 % pumpe"]);
    expect(await titles("search=0%20%25")).toEqual(["Forfalt 100 % pumpe"]);
    expect(await titles("type=service&spaceId=room-101")).toEqual(["Neste"]);
    expect(await titles("assignee=Kari&status=open")).toEqual(["Forfalt 100 % pumpe"]);
    const first = await orders.call<{ items: WorkOrder[]; nextCursor: string }>(
      "GET",
      "/work-orders?sort=due&limit=2",
    );
    expect(await titles(`sort=due&limit=2&cursor=${first.nextCursor}`)).toEqual(["Sist"]);
  });
});

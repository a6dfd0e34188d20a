import type {
  WorkOrder,
  WorkOrderBulkDone,
  WorkOrderCounts,
  WorkOrderNames,
} from "@kontrollrom/contracts/work-order.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestOrders, type TestOrders } from "./test-orders.ts";

const day = 86_400_000;

describe("lists of orders", () => {
  let orders: TestOrders;
  beforeEach(async () => {
    orders = await startTestOrders();
  });
  afterEach(() => orders.stop());

  const make = (title: string, fields: object = {}) => {
    orders.clock += 1000;
    return orders.call<WorkOrder>("POST", "/work-orders", { title, ...fields });
  };
  const at = (days: number) => new Date(orders.clock + days * day).toISOString();
  type Page = { items: WorkOrder[]; nextCursor?: string };
  const titles = async (query: string) =>
    (await orders.call<Page>("GET", `/work-orders?${query}`)).items.map(({ title }) => title);

  it.each([
    ["created", ["d", "c", "b", "a"]],
    ["due", ["b", "a", "c", "d"]],
    ["priority", ["c", "b", "a", "d"]],
    ["updated", ["a", "d", "c", "b"]],
    ["planned", ["d", "b", "a", "c"]],
  ])("are read page by page, none twice and none left out, by %s", async (sort, expected) => {
    const first = await make("a", { priority: 3, dueAt: at(2) });
    await make("b", { priority: 2, dueAt: at(1) });
    await make("c", { priority: 1, dueAt: at(9) });
    await make("d", { priority: 3, dueAt: at(20), plannedAt: at(-1) });
    orders.clock += 1000;
    await orders.call("PATCH", `/work-orders/${first.id}`, { description: "endret" });
    const read: string[] = [];
    for (let cursor: string | undefined = ""; cursor !== undefined; ) {
      const page: Page = await orders.call<Page>(
        "GET",
        `/work-orders?sort=${sort}&limit=1${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      read.push(...page.items.map(({ title }) => title));
      cursor = page.nextCursor;
    }
    expect(read).toEqual(expected);
  });

  it("are narrowed by priority, by who has them, by source, by place in the calendar and by text", async () => {
    await make("pumpe", { priority: 1, assignee: "Kari", plannedAt: at(3) });
    await make("dør", { priority: 2, channel: "phone", spaceId: "room-101", dueAt: at(40) });
    await make("tak", { priority: 4, assignee: "Tak AS", assigneeKind: "contractor", dueAt: at(3) });
    expect((await titles("priority=1,4")).sort()).toEqual(["pumpe", "tak"]);
    expect(await titles("assigneeKind=contractor")).toEqual(["tak"]);
    expect(await titles("unassigned=true")).toEqual(["dør"]);
    expect(await titles("channel=phone")).toEqual(["dør"]);
    expect((await titles(`plannedFrom=${at(2)}&plannedTo=${at(4)}`)).sort()).toEqual(["pumpe", "tak"]);
    expect(await titles("search=TAK as")).toEqual(["tak"]);
    expect(await titles("search=granli")).toEqual(["dør"]);
    await expect(orders.call("GET", "/work-orders?priority=5")).rejects.toMatchObject({
      code: "invalid-request",
    });
  });

  it("are counted by status, with those that are late and those that nobody has", async () => {
    const late = await make("sen", { dueAt: at(-1) });
    await make("tildelt", { assignee: "Kari" });
    await make("annen", { priority: 1 });
    await orders.call("PATCH", `/work-orders/${late.id}`, { status: "inProgress" });
    expect(await orders.call<WorkOrderCounts>("GET", "/work-order-counts")).toMatchObject({
      total: 3,
      byStatus: { inProgress: 1, assigned: 1, new: 1, closed: 0 },
      overdue: 1,
      unassigned: 2,
    });
    expect(await orders.call<WorkOrderCounts>("GET", "/work-order-counts?priority=1")).toMatchObject({
      total: 1,
    });
    expect((await orders.call<WorkOrderNames>("GET", "/work-order-names")).assignees).toEqual([
      { name: "Kari", kind: "person", open: 1 },
    ]);
  });

  it("are changed many at once, and those that cannot be say why", async () => {
    const one = await make("én");
    const two = await make("to");
    await orders.call("PATCH", `/work-orders/${two.id}`, { status: "rejected" });
    const done = await orders.call<WorkOrderBulkDone>("POST", "/work-orders/bulk", {
      ids: [one.id, two.id, "borte"],
      change: { status: "inProgress", assignee: "Kari" },
    });
    expect(done.changed).toBe(1);
    expect(done.refused).toMatchObject([
      { number: two.number, code: "status-not-allowed" },
      { id: "borte", code: "work-order-not-found" },
    ]);
    expect(await orders.call<WorkOrder>("GET", `/work-orders/${one.id}`)).toMatchObject({
      assignee: "Kari",
      status: "inProgress",
    });
  });
});

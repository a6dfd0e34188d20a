import type { WorkOrder, WorkOrderCounts, WorkOrderDetail } from "@kontrollrom/contracts/work-order.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAudit } from "../events/audit.ts";
import { createTestServer, type TestServer } from "../http/test-server.ts";
import { workOrderPartHandlers } from "./part-routes.ts";
import { workOrderHandlers } from "./routes.ts";
import { startTestOrders, type TestOrders } from "./test-orders.ts";

const mine = "Nordmøre Ventilasjon AS";

describe("a contractor", () => {
  let orders: TestOrders;
  let server: TestServer;
  let keys: Record<"contractor" | "caretaker", string>;
  let url: string;
  beforeEach(async () => {
    orders = await startTestOrders();
    const { db, writer, service, files } = orders;
    const now = () => orders.clock;
    server = createTestServer({
      mode: "production",
      checkAnswers: true,
      handlers: {
        ...workOrderHandlers({ db, service, files, now }),
        ...workOrderPartHandlers({ db, writer, audit: createAudit(db, now), now }),
      },
    });
    url = (await server.start()).url;
    keys = {
      contractor: (await server.addKey("contractor", mine)).key,
      caretaker: (await server.addKey("caretaker", "Kari")).key,
    };
  });
  afterEach(async () => {
    await server.stop();
    await orders.stop();
  });

  async function call<T = { code: string }>(
    method: string,
    path: string,
    body?: unknown,
    who: keyof typeof keys = "contractor",
  ) {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${keys[who]}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === "" ? undefined : JSON.parse(text)) as T };
  }
  const make = (fields: object) =>
    orders.call<WorkOrder>("POST", "/work-orders", { title: "Bytt filter", ...fields });

  it("sees the orders that are assigned to it as a contractor, and no others", async () => {
    const own = await make({ assignee: mine, assigneeKind: "contractor" });
    await make({ assignee: "En annen AS", assigneeKind: "contractor" });
    // A person who happens to be called so is somebody else.
    await make({ assignee: mine, assigneeKind: "person" });
    await make({});
    const list = await call<{ items: WorkOrder[] }>("GET", "/work-orders");
    expect(list.body.items.map(({ id }) => id)).toEqual([own.id]);
    // A filter narrows what may be seen, and never widens it.
    const other = await call<{ items: WorkOrder[] }>("GET", "/work-orders?assignee=En%20annen%20AS");
    expect(other.body.items).toEqual([]);
    const counts = await call<WorkOrderCounts>("GET", "/work-order-counts");
    expect(counts.body).toMatchObject({ total: 1, byStatus: { assigned: 1, new: 0 } });
    expect(
      (await call<{ items: WorkOrder[] }>("GET", "/work-orders", undefined, "caretaker")).body.items,
    ).toHaveLength(4);
  });

  it("is told that what it may not see is not there, whatever it tries", async () => {
    const { id } = await make({ assignee: "En annen AS", assigneeKind: "contractor" });
    const tries: [string, string, unknown?][] = [
      ["GET", `/work-orders/${id}`],
      ["PATCH", `/work-orders/${id}`, { status: "inProgress" }],
      ["POST", `/work-orders/${id}/comments`, { text: "Hei" }],
      ["POST", `/work-orders/${id}/hours`, { day: "2026-11-02", hours: 1 }],
      ["POST", `/work-orders/${id}/materials`, { name: "Reim", quantity: 1 }],
      ["PATCH", `/work-orders/${id}/checklist/1`, { done: true }],
      ["DELETE", `/work-orders/${id}/hours/1`],
      ["GET", `/work-orders/${id}/attachments/1`],
    ];
    for (const [method, path, body] of tries)
      expect(await call(method, path, body), `${method} ${path}`).toMatchObject({
        status: 404,
        body: { code: "work-order-not-found" },
      });
    expect((await orders.call<WorkOrderDetail>("GET", `/work-orders/${id}`)).comments).toEqual([]);
  });

  it.each([
    ["POST", "/work-orders", { title: "x" }],
    ["POST", "/work-orders/bulk", { ids: ["1"], change: { status: "done" } }],
    ["GET", "/work-order-names", undefined],
    ["GET", "/work-order-export", undefined],
    ["GET", "/calendar-feeds", undefined],
    ["GET", "/maintenance-plans", undefined],
    ["GET", "/report-places", undefined],
    ["GET", "/buildings", undefined],
    ["GET", "/alarms", undefined],
    ["GET", "/webhooks", undefined],
  ])("has no access to %s %s", async (method, path, body) => {
    expect(await call(method, path, body)).toMatchObject({
      status: 403,
      body: { code: "permission-missing" },
    });
  });

  it("takes the work and says what was done, and decides nothing that is the municipality's", async () => {
    const { id } = await make({ assignee: mine, assigneeKind: "contractor" });
    expect((await call("PATCH", `/work-orders/${id}`, { status: "inProgress" })).status).toBe(200);
    expect((await call("POST", `/work-orders/${id}/hours`, { day: "2026-11-02", hours: 2 })).status).toBe(
      201,
    );
    for (const patch of [
      { status: "closed" },
      { status: "approved" },
      { assignee: "Noen" },
      { costNok: 1 },
      { priority: 1 },
    ])
      expect(await call("PATCH", `/work-orders/${id}`, patch), JSON.stringify(patch)).toMatchObject({
        status: 403,
        body: { code: "not-for-contractors" },
      });
    const done = await call<WorkOrder>("PATCH", `/work-orders/${id}`, {
      status: "done",
      action: "Byttet filter",
    });
    expect(done.body).toMatchObject({ status: "done", action: "Byttet filter" });
    await orders.call("PATCH", `/work-orders/${id}`, { assignee: "En annen AS" });
    expect((await call("GET", `/work-orders/${id}`)).status).toBe(404);
  });
});

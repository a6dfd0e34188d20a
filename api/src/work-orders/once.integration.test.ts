import type { WorkOrder, WorkOrderDetail } from "@kontrollrom/contracts/work-order.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestOrders, type TestOrders } from "./test-orders.ts";

describe("an act with a key of the caller's", () => {
  let orders: TestOrders;
  let order: WorkOrder;
  beforeEach(async () => {
    orders = await startTestOrders();
    order = await orders.call<WorkOrder>("POST", "/work-orders", { title: "Dør i vranglås" });
  });
  afterEach(() => orders.stop());

  const send = async (method: string, path: string, key: string, body: unknown) => {
    const bytes = body instanceof Uint8Array;
    const response = await fetch(`${orders.url}/api/v1${path}`, {
      method,
      headers: { "idempotency-key": key, "content-type": bytes ? "image/png" : "application/json" },
      body: bytes ? Buffer.from(body) : JSON.stringify(body),
    });
    return { status: response.status, answer: (await response.json()) as { id: string; code?: string } };
  };
  const detail = () => orders.call<WorkOrderDetail>("GET", `/work-orders/${order.id}`);
  const key = "3c9f0f0e-4a58-4a6c-9d0a-0f6a1a2b3c4d";

  it.each([
    ["POST", "/comments", { text: "Byttet lås" }, (found: WorkOrderDetail) => found.comments],
    ["POST", "/hours", { day: "2026-11-02", hours: 1.5 }, (found: WorkOrderDetail) => found.hours],
    ["POST", "/materials", { name: "Lås", quantity: 1 }, (found: WorkOrderDetail) => found.materials],
    [
      "POST",
      "/attachments?name=lås.png&kind=after",
      new Uint8Array([1, 2, 3]),
      (found: WorkOrderDetail) => found.attachments,
    ],
  ] as const)("%s %s is done once, and answered alike", async (method, path, body, entries) => {
    const first = await send(method, `/work-orders/${order.id}${path}`, key, body);
    const events = orders.events.length;
    const second = await send(method, `/work-orders/${order.id}${path}`, key, body);
    expect(second).toEqual(first);
    expect(entries(await detail())).toHaveLength(1);
    expect(orders.events).toHaveLength(events);
  });

  it("makes one order, however often it is sent and at the same time", async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => send("POST", "/work-orders", key, { title: "Vindu knust" })),
    );
    const made = answers.filter(({ status }) => status === 201);
    expect(new Set(made.map(({ answer }) => answer.id)).size).toBe(1);
    const found = await orders.call<{ items: WorkOrder[] }>("GET", "/work-orders?search=Vindu");
    expect(found.items).toHaveLength(1);
  });

  it("is not taken for a conflict with itself when its answer was lost", async () => {
    const body = { status: "done", revision: order.revision };
    const first = await send("PATCH", `/work-orders/${order.id}`, key, body);
    const second = await send("PATCH", `/work-orders/${order.id}`, key, body);
    expect(second).toEqual(first);
    expect(await detail()).toMatchObject({ status: "done", revision: order.revision + 1 });
    const other = await send("PATCH", `/work-orders/${order.id}`, `${key}-2`, body);
    expect(other).toMatchObject({ status: 409, answer: { code: "changed-meanwhile" } });
  });

  it("leaves no key behind when it is refused, so that it can be sent again mended", async () => {
    expect((await send("POST", "/work-orders", key, { title: "Feil", spaceId: "nowhere" })).status).toBe(422);
    expect((await send("POST", "/work-orders", key, { title: "Rett" })).status).toBe(201);
  });

  it("refuses a key that is none, or was used for something else", async () => {
    expect(await send("POST", "/work-orders", "kort", { title: "A" })).toMatchObject({
      status: 400,
      answer: { code: "bad-idempotency-key" },
    });
    await send("POST", "/work-orders", key, { title: "A" });
    const elsewhere = await send("POST", `/work-orders/${order.id}/comments`, key, { text: "B" });
    expect(elsewhere).toMatchObject({ status: 409, answer: { code: "idempotency-key-used" } });
  });
});

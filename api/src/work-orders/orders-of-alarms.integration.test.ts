import type { WorkOrder, WorkOrderDetail } from "@kontrollrom/contracts/work-order.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AlarmFollower, createAlarmFollower } from "./follow-alarms.ts";
import { openOrderOf } from "./repository.ts";
import { startTestOrders, type TestOrders } from "./test-orders.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
const start = Date.UTC(2026, 10, 2, 8);

describe("orders of alarms", () => {
  let orders: TestOrders;
  let follower: AlarmFollower;
  /** What the sensor says and when. */
  let samples: { time: number; value: number }[];
  beforeEach(async () => {
    orders = await startTestOrders({ clock: start });
    samples = [];
    follower = createAlarmFollower({
      db: orders.db,
      writer: orders.writer,
      sampleFrom: async (pointId, from) => {
        const found = samples.find((sample) => sample.time >= from);
        return found && { pointId, quality: "good", receivedAt: found.time, frameId: "frame", ...found };
      },
      now: () => orders.clock,
      onError: (error) => {
        throw error;
      },
    });
  });
  afterEach(async () => {
    await follower.stop();
    await orders.stop();
  });

  const detail = (id: string) => orders.call<WorkOrderDetail>("GET", `/work-orders/${id}`);
  const change = (id: string, body: object) => orders.call<WorkOrder>("PATCH", `/work-orders/${id}`, body);
  const returned = (id: string, at: number | null) =>
    orders.db.updateTable("alarm").set({ returned_at: at }).where("id", "=", id).execute();
  const withdrawn = (id: string) =>
    orders.db.updateTable("alarm").set({ withdrawn: 1 }).where("id", "=", id).execute();

  it("answer an occurrence that comes soon after with the same order, and keep both", async () => {
    const first = await orders.raise({ at: start });
    await returned(first.id, start + 10 * minute);
    const second = await orders.raise({ at: start + 20 * minute });
    expect(second.orderId).toBe(first.orderId);
    expect((await detail(first.orderId)).alarms.map((alarm) => alarm.alarmId)).toEqual([first.id, second.id]);
    expect(await openOrderOf(orders.db, "high-co2", 1)).toMatchObject({ id: first.orderId });
    expect(await openOrderOf(orders.db, "high-co2", 2)).toBeUndefined();
  });

  it("are verified by the sensor when the value stayed normal, with the sample that shows it", async () => {
    const alarm = await orders.raise({ at: start });
    await returned(alarm.id, start + 10 * minute);
    samples = [{ time: start + 12 * minute, value: 900 }];
    await follower.follow();
    // A sensor that has gone silent shows nothing.
    expect(await detail(alarm.orderId)).not.toHaveProperty("verifiedAt");
    samples.push({ time: start + 26 * minute, value: 640 });
    await follower.follow();
    const verified = await detail(alarm.orderId);
    expect(verified).toMatchObject({
      status: "new",
      verifiedAt: new Date(start + 25 * minute).toISOString(),
      evidence: { value: 640, sampleTime: new Date(start + 26 * minute).toISOString() },
    });
    await follower.follow();
    expect((await detail(alarm.orderId)).revision).toBe(verified.revision);
    // Late values show that it had not returned.
    await returned(alarm.id, null);
    await follower.follow();
    expect(await detail(alarm.orderId)).not.toHaveProperty("verifiedAt");
  });

  it("that nobody took up give way to the order of the next trouble", async () => {
    const first = await orders.raise({ at: start });
    await returned(first.id, start + 10 * minute);
    samples = [{ time: start + 60 * minute, value: 640 }];
    const second = await orders.raise({ at: start + 5 * 60 * minute });
    expect(second.orderId).not.toBe(first.orderId);
    await follower.follow();
    expect(await detail(first.orderId)).toMatchObject({ status: "closed" });
    expect(await detail(second.orderId)).toMatchObject({ status: "new", followsId: first.orderId });
    expect(await openOrderOf(orders.db, "high-co2", 1)).toMatchObject({ id: second.orderId });
  });

  it("that somebody works on take what comes, and are no longer verified", async () => {
    const first = await orders.raise({ at: start });
    await change(first.orderId, { assignee: "Kari" });
    await returned(first.id, start + 10 * minute);
    samples = [{ time: start + 60 * minute, value: 640 }];
    await follower.follow();
    expect(await detail(first.orderId)).toHaveProperty("verifiedAt");
    const second = await orders.raise({ at: start + 5 * 60 * minute });
    expect(second.orderId).toBe(first.orderId);
    const order = await detail(first.orderId);
    expect(order).toMatchObject({ status: "assigned" });
    expect(order).not.toHaveProperty("verifiedAt");
  });

  it("are opened again when the alarm comes back within the days that are set", async () => {
    const first = await orders.raise({ at: start });
    await returned(first.id, start + 10 * minute);
    await change(first.orderId, { assignee: "Kari" });
    orders.clock = start + day;
    await change(first.orderId, { status: "closed" });
    const back = await orders.raise({ at: start + 3 * day });
    expect(back.orderId).toBe(first.orderId);
    expect(await detail(first.orderId)).toMatchObject({ status: "assigned" });
    await returned(back.id, start + 3 * day + minute);
    orders.clock = start + 4 * day;
    await change(first.orderId, { status: "closed" });
    const late = await orders.raise({ at: start + 20 * day });
    expect(late.orderId).not.toBe(first.orderId);
    expect((await detail(late.orderId)).follows?.id).toBe(first.orderId);
  });

  it("are cancelled when late values withdraw the alarm and nobody has begun, else only told", async () => {
    const untouched = await orders.raise({ at: start });
    const begun = await orders.raise({ at: start, pointId: 2 });
    await change(begun.orderId, { status: "inProgress" });
    await withdrawn(untouched.id);
    await withdrawn(begun.id);
    await follower.follow();
    await follower.follow();
    const cancelled = await detail(untouched.orderId);
    expect(cancelled.status).toBe("cancelled");
    expect(cancelled.comments).toHaveLength(1);
    const going = await detail(begun.orderId);
    expect(going.status).toBe("inProgress");
    expect(going.comments).toHaveLength(1);
  });

  it("are made once for an occurrence, however often it is told", async () => {
    const alarm = await orders.raise({ at: start });
    const again = await orders.db.transaction().execute((tx) => orders.service.createForAlarm(tx, alarm));
    expect(again).toBeUndefined();
    const { items } = await orders.call<{ items: WorkOrder[] }>("GET", "/work-orders");
    expect(items).toHaveLength(1);
  });
});

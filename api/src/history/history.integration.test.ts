import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { BuildingState, BuildingStateSpan, Marks, TrendView } from "@kontrollrom/contracts/history.ts";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTelemetry, type TestTelemetry } from "../telemetry/test/telemetry-platform.ts";

const minute = 60_000;
const hour = 60 * minute;
/** Just past the night when the clocks went back, so that local days and those of UTC differ. */
const now = Date.parse("2026-10-26T12:00:00Z");
const noon = Date.parse("2026-10-20T12:00:00Z");
const iso = (ms: number) => new Date(ms).toISOString();

describe("the past of a building", () => {
  let t: TestTelemetry;
  let co2: number;
  let slow: number;
  let other: number;

  beforeAll(async () => {
    t = await startTelemetry(
      [
        { externalId: "room-1", quantities: ["co2"], buildingId: "skole", expectedIntervalS: 600 },
        { externalId: "room-2", quantities: ["temperature"], buildingId: "skole", expectedIntervalS: 86_400 },
        { externalId: "annet", quantities: ["co2"], buildingId: "hall" },
      ],
      { now: () => now },
    );
    co2 = t.pointOf("room-1", "co2");
    slow = t.pointOf("room-2", "temperature");
    other = t.pointOf("annet", "co2");
    // Ten minutes apart, for a day around noon; each value says how many it is.
    await t.store(
      co2,
      Array.from({ length: 144 }, (_, i) => [noon - 12 * hour + i * 10 * minute, 400 + i] as const),
    );
    await t.store(slow, [
      [noon - 10 * 24 * hour, 18],
      [noon - 5 * hour - 7 * minute, 19.5],
    ]);
    await t.store(other, [[noon, 999]]);
    const alarm = (id: string, columns: Record<string, string | number | null>) => ({
      id,
      rule_id: "r",
      rule_name: "CO2 for høy",
      priority: 2,
      state: "normal",
      live_state: "normal",
      aside: "",
      hold: null,
      point_id: co2,
      quantity: "co2",
      unit: "[ppm]",
      device_name: "room-1",
      condition: JSON.stringify({
        kind: "threshold",
        direction: "above",
        setpoint: 1000,
        deadband: 0,
        onDelayMs: 0,
        offDelayMs: 0,
      }),
      withdrawn: 0,
      value: 1100,
      advice: "",
      building_id: "skole",
      building_name: "skole",
      condition_since: noon,
      sample_time: noon,
      frame_id: "1",
      ...columns,
    });
    await t.db
      .insertInto("alarm")
      .values([
        alarm("stood", {
          raised_at: noon - hour,
          returned_at: noon + hour,
          acknowledged_at: noon,
          acknowledged_by: "Kari",
        }),
        alarm("never-was", { raised_at: noon - 2 * hour, returned_at: noon - 2 * hour, withdrawn: 1 }),
        alarm("later", { raised_at: noon + 2 * hour, state: "unacknowledged" }),
        alarm("elsewhere", {
          raised_at: noon - hour,
          state: "unacknowledged",
          building_id: "hall",
          point_id: other,
        }),
      ] as never)
      .execute();
    const step = (at: number, from: string, to: string, reason: string) =>
      sql`insert into alarm_step (alarm_id, at, from_state, to_state, reason, "by") values ('stood', ${at}, ${from}, ${to}, ${reason}, 'Kari')`.execute(
        t.db,
      );
    await step(noon - hour, "normal", "unacknowledged", "raised");
    await step(noon, "unacknowledged", "acknowledged", "acknowledged");
    await step(noon + hour, "acknowledged", "normal", "returned");
    await sql`insert into work_order (id, number, title, description, type, status, priority, building_id, point_id,
        created_at, created_by, updated_at, closed_at, revision)
      values ('ao', 'AO-1', 'Luft', '', 'alarm', 'closed', 2, 'skole', ${co2}, ${noon - hour}, 'kari', ${noon + 3 * hour}, ${noon + 3 * hour}, 3)`.execute(
      t.db,
    );
    for (const [at, from, to] of [
      [noon + hour, "new", "inProgress"],
      [noon + 3 * hour, "inProgress", "closed"],
    ] as const)
      await sql`insert into work_order_step (work_order_id, at, "by", field, from_value, to_value)
        values ('ao', ${at}, 'kari', 'status', ${from}, ${to})`.execute(t.db);
  });
  afterAll(() => t.stop());

  const state = async (at: number) =>
    (await t.call<BuildingState>("GET", `/buildings/skole/state?at=${iso(at)}`)).body;
  const valueAt = (answer: BuildingState, id: number) => answer.values.find(({ pointId }) => pointId === id);

  it("tells the last value at or before a moment, with its own time and its age judged then", async () => {
    expect(valueAt(await state(noon), co2)).toEqual({
      pointId: co2,
      time: noon,
      value: 472,
      quality: "good",
    });
    expect(valueAt(await state(noon - 1), co2)).toMatchObject({ time: noon - 10 * minute, value: 471 });
    // An hour after the last sample of a sensor that is expected every ten minutes.
    const last = noon + 12 * hour - 10 * minute;
    expect(valueAt(await state(last + hour), co2)).toMatchObject({
      value: 543,
      time: last,
      quality: "stale",
    });
  });

  it("finds values of sensors that are seldom heard, and none before the first", async () => {
    expect(valueAt(await state(noon), slow)).toMatchObject({ value: 19.5, time: noon - 6 * hour });
    const before = valueAt(await state(noon - 24 * hour), slow);
    expect(before).toMatchObject({ value: 18, quality: "stale" });
    expect(Math.abs((before?.time ?? 0) - (noon - 10 * 24 * hour))).toBeLessThan(24 * hour);
    expect((await state(noon - 60 * 24 * hour)).values).toEqual([]);
  });

  it("shows what came late and what was corrected, as it is known now", async () => {
    const at = noon + 30 * minute;
    await t.send("room-1", at - minute, "co2", 1234);
    expect(valueAt(await state(at - 1), co2)).toMatchObject({ value: 1234, time: at - minute });
    const { status } = await t.call("POST", `/points/${co2}/corrections`, {
      time: iso(at - minute),
      change: { kind: "value", value: 480 },
      reason: "Pust rett på føleren",
    });
    expect(status).toBe(201);
    expect(valueAt(await state(at - 1), co2)).toMatchObject({ value: 480, quality: "substituted" });
  });

  it("has the alarms that stood and the orders that were open, as they then were", async () => {
    const { alarms, orders, alarmBefore, alarmAfter } = await state(noon - 30 * minute);
    expect(alarms?.map(({ id, state }) => [id, state])).toEqual([["stood", "unacknowledged"]]);
    expect(alarms?.[0]).not.toHaveProperty("returnedAt");
    expect(alarms?.[0]).not.toHaveProperty("acknowledgedBy");
    expect(orders?.map(({ id, status }) => [id, status])).toEqual([["ao", "new"]]);
    expect([alarmBefore, alarmAfter]).toEqual([iso(noon - hour), iso(noon + 2 * hour)]);

    const later = await state(noon + 90 * minute);
    expect(later.alarms).toEqual([]);
    expect(later.orders?.map(({ status }) => status)).toEqual(["inProgress"]);
    expect((await state(noon + 4 * hour)).orders).toEqual([]);
  });

  it("gives a span from which the end of every step can be told as that moment itself would be", async () => {
    const from = noon - 3 * hour;
    const to = noon + 3 * hour;
    const { status, body } = await t.call<BuildingStateSpan>(
      "GET",
      `/buildings/skole/state/span?from=${iso(from)}&to=${iso(to)}&step=PT10M`,
    );
    expect(status).toBe(200);
    for (let end = from + 10 * minute; end <= to; end += 10 * minute) {
      // What is measured at the very end belongs to the next step.
      const at = end - 1;
      const alone = await state(at);
      const course = body.points.find(({ pointId }) => pointId === co2);
      const index = course?.offsets.findLastIndex((offset) => from + offset * 1000 <= end) ?? -1;
      const value =
        index < 0 ? body.start.find(({ pointId }) => pointId === co2)?.value : course?.values[index];
      expect(value, iso(at)).toBe(valueAt(alone, co2)?.value);
      const standing = (body.alarms ?? []).flatMap(({ alarm, states }): [string, Alarm["state"]][] => {
        const now = states.findLast((one) => one.at <= at)?.state;
        return now === undefined || now === "normal" ? [] : [[alarm.id, now]];
      });
      expect(standing, iso(at)).toEqual(alone.alarms?.map(({ id, state }) => [id, state]));
    }
    expect(body.doubts).toEqual([{ pointId: co2, index: expect.any(Number), quality: "substituted" }]);
  });

  it("refuses what cannot be or is too much, and says what to ask for", async () => {
    const span = (query: string) =>
      t
        .call<{ code: string }>("GET", `/buildings/skole/state/span?${query}`)
        .then(({ status, body }) => [status, body.code]);
    expect(await span(`from=${iso(noon)}&to=${iso(noon)}&step=PT1H`)).toEqual([400, "empty-period"]);
    expect(await span(`from=${iso(noon - 48 * hour)}&to=${iso(noon)}&step=PT1M`)).toEqual([
      413,
      "too-many-steps",
    ]);
    expect((await t.call("GET", `/buildings/skole/state?at=${iso(now + hour)}`)).body).toMatchObject({
      code: "future-moment",
    });
    expect((await t.call("GET", `/buildings/nei/state?at=${iso(noon)}`)).status).toBe(404);
  });

  it("marks what happened around points in a period", async () => {
    const marks = async (from: number, to: number) =>
      (await t.call<Marks>("POST", "/marks/query", { pointIds: [co2], from: iso(from), to: iso(to) })).body;
    const all = await marks(noon - 6 * hour, noon + 6 * hour);
    expect(all.alarms?.map(({ alarm }) => alarm.id)).toEqual(["later", "stood"]);
    expect(all.orders?.map(({ order }) => order.id)).toEqual(["ao"]);
    expect((await marks(noon - 6 * hour, noon - 2 * hour)).alarms).toEqual([]);
  });

  it("tells no alarms to those who may not read them", async () => {
    const { key } = await t.server.addKey("integrator", "Systemet");
    const response = await fetch(`${t.url}/buildings/skole/state?at=${iso(noon)}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    const body = (await response.json()) as BuildingState;
    expect(body.values.length).toBe(2);
    expect(body).not.toHaveProperty("alarms");
    expect(body).not.toHaveProperty("alarmBefore");
    expect(body).not.toHaveProperty("orders");
  });

  it("keeps sets of points for the one who saved them", async () => {
    const save = (name: string, query: string) => t.call<TrendView>("POST", "/trend-views", { name, query });
    const { body: first } = await save("CO₂ i 1. etasje", "punkter=1,2&lengde=24h");
    await save("CO₂ i 1. etasje", "punkter=1,2,3&lengde=7d");
    const { body } = await t.call<{ items: TrendView[] }>("GET", "/trend-views");
    expect(body.items.map(({ id, query }) => [id, query])).toEqual([[first.id, "punkter=1,2,3&lengde=7d"]]);

    const { key } = await t.server.addKey("operator", "Ola");
    const asOla = (method: string, path: string) =>
      fetch(`${t.url}${path}`, { method, headers: { authorization: `Bearer ${key}` } });
    expect(await (await asOla("GET", "/trend-views")).json()).toEqual({ items: [] });
    expect((await asOla("DELETE", `/trend-views/${first.id}`)).status).toBe(404);
    expect((await t.call("DELETE", `/trend-views/${first.id}`)).status).toBe(204);
    expect((await save("x", "<script>")).status).toBe(400);
  });
});

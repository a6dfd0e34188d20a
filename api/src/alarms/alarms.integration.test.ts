import type { Alarm, AlarmStep } from "@kontrollrom/contracts/alarm.ts";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AlarmBench, minute, startAlarmBench } from "./test-bench.ts";

let bench: AlarmBench;
let point: number;
beforeEach(async () => {
  bench = await startAlarmBench();
  point = await bench.device("sensor-1");
});
afterEach(() => bench.stop());

const one = async () => {
  const [alarm] = await bench.list();
  if (!alarm) throw new Error("there is no alarm");
  return alarm;
};
const states = async (query = "") => (await bench.list(query)).map((alarm) => alarm.state);
const history = async (id: string) =>
  (await bench.call<{ items: AlarmStep[] }>("GET", `/alarms/${id}/history`)).items;
const order = (id: string, status = "new") =>
  sql`insert into work_order (id, number, title, description, type, status, priority, created_at, created_by, updated_at, revision)
      values (${id}, ${id}, 't', '', 'alarm', ${status}, 2, 0, 'kari', 0, 1)`.execute(bench.db);

describe("what a person does with an alarm", () => {
  it("an alarm that latches waits for a reset after it is over", async () => {
    const rule = bench.rule({ latching: true });
    await bench.raise(rule, point);
    const { id, raisedAt } = await one();
    await expect(bench.call("POST", `/alarms/${id}/reset`, {})).rejects.toMatchObject({
      status: 409,
      code: "still-present",
    });
    await bench.return(rule, point, Date.parse(raisedAt));
    expect((await one()).state).toBe("latchedUnacknowledged");
    await bench.call("POST", `/alarms/${id}/acknowledge`, { comment: "sett" });
    expect((await one()).state).toBe("latchedAcknowledged");
    await bench.call("POST", `/alarms/${id}/reset`, {});
    expect((await one()).state).toBe("normal");
    expect((await history(id)).map((step) => step.reason)).toEqual([
      "raised",
      "returned",
      "acknowledged",
      "reset",
    ]);
  });

  it("a new occurrence takes the place of one that is latched", async () => {
    const rule = bench.rule({ latching: true });
    await bench.raise(rule, point);
    const first = bench.now;
    await bench.return(rule, point, first);
    bench.now += minute;
    await bench.raise(rule, point);
    expect(await states()).toEqual(["unacknowledged", "normal"]);
  });

  it("many are acknowledged at once; one that cannot be is named and leaves the others alone", async () => {
    const rule = bench.rule();
    const second = await bench.device("sensor-2");
    await bench.raise(rule, point);
    await bench.raise(rule, second);
    const ids = (await bench.list()).map((alarm) => alarm.id);
    await bench.call("POST", `/alarms/${ids[0]}/acknowledge`, {});
    const answer = await bench.call<{ items: Alarm[]; refused: { id: string; code: string }[] }>(
      "POST",
      "/alarms/acknowledge",
      { ids: [...ids, "nobody"], comment: "samme feil" },
    );
    expect(answer.items.map((alarm) => alarm.id)).toEqual([ids[1]]);
    expect(answer.refused.map(({ id, code }) => [id, code])).toEqual([
      [ids[0], "already-acknowledged"],
      ["nobody", "alarm-not-found"],
    ]);
  });

  it("a comment stands in the history and changes nothing else", async () => {
    await bench.raise(bench.rule(), point);
    const { id, state } = await one();
    const after = await bench.call("POST", `/alarms/${id}/comments`, { comment: "Vinduet er åpnet" });
    expect(after.state).toBe(state);
    expect((await history(id)).at(-1)).toMatchObject({
      reason: "commented",
      comment: "Vinduet er åpnet",
      from: "unacknowledged",
      to: "unacknowledged",
    });
  });
});

describe("an alarm on the shelf", () => {
  it("leaves the active list, also where it comes again, and comes back by itself as what it then is", async () => {
    const rule = bench.rule();
    await bench.raise(rule, point);
    const { id, raisedAt } = await one();
    const shelved = await bench.call("POST", `/alarms/${id}/shelve`, { reason: "maler taket", minutes: 30 });
    expect(shelved).toMatchObject({
      state: "shelved",
      liveState: "unacknowledged",
      hold: { reason: "maler taket", until: new Date(bench.now + 30 * minute).toISOString() },
    });
    expect(await states("?state=active")).toEqual([]);
    expect(await states("?state=aside")).toEqual(["shelved"]);

    await bench.return(rule, point, Date.parse(raisedAt));
    bench.now += minute;
    await bench.raise(rule, point);
    expect(await states("?state=active")).toEqual([]);
    expect(await states("?state=shelved")).toEqual(["shelved"]);

    bench.now += 29 * minute;
    await bench.alarms.holds.tick();
    expect(await states("?state=active")).toEqual(["unacknowledged"]);
    expect((await history((await one()).id)).map((step) => [step.reason, step.to])).toEqual([
      ["raised", "unacknowledged"],
      ["shelved", "shelved"],
      ["shelving-expired", "unacknowledged"],
    ]);
  });

  it("is remembered over a restart", async () => {
    const rule = bench.rule();
    await bench.raise(rule, point);
    await bench.call("POST", `/alarms/${(await one()).id}/shelve`, { reason: "r", minutes: 30 });
    await bench.restart();
    bench.now += minute;
    await bench.raise(rule, await bench.device("sensor-2"));
    expect((await states()).toSorted()).toEqual(["shelved", "unacknowledged"]);
    bench.now += 30 * minute;
    await bench.alarms.holds.tick();
    expect(await states()).toEqual(["unacknowledged", "unacknowledged"]);
  });

  it("is taken down by whoever finds it wrong, and says by whom", async () => {
    await bench.raise(bench.rule(), point);
    const { id } = await one();
    await bench.call("POST", `/alarms/${id}/shelve`, { reason: "r", minutes: 30 });
    await bench.call("POST", `/alarms/${id}/unshelve`, { comment: "ferdig" });
    expect((await one()).hold).toBeUndefined();
    expect((await history(id)).at(-1)).toMatchObject({
      reason: "unshelved",
      to: "unacknowledged",
      comment: "ferdig",
    });
    expect((await history(id)).at(-1)?.by).toBeTruthy();
    await expect(bench.call("POST", `/alarms/${id}/unshelve`, {})).rejects.toMatchObject({
      code: "not-shelved",
    });
  });

  it.each([
    [{ minutes: 30 }, 400],
    [{ reason: " ", minutes: 30 }, 400],
    [{ reason: "r", minutes: 24 * 60 + 1 }, 422],
  ])("is not put there by %j", async (body, status) => {
    await bench.raise(bench.rule(), point);
    await expect(bench.call("POST", `/alarms/${(await one()).id}/shelve`, body)).rejects.toMatchObject({
      status,
    });
    expect(await states()).toEqual(["unacknowledged"]);
  });
});

describe("an alarm out of service", () => {
  it("comes back when its work order has ended", async () => {
    await order("o-1");
    await bench.raise(bench.rule(), point);
    const { id } = await one();
    await bench.call("POST", `/alarms/${id}/out-of-service`, { reason: "byttes", workOrderId: "o-1" });
    await bench.alarms.holds.tick();
    expect(await states()).toEqual(["outOfService"]);
    await sql`update work_order set status = 'closed'`.execute(bench.db);
    await bench.alarms.holds.tick();
    expect(await states()).toEqual(["unacknowledged"]);
  });

  it.each([
    ["unknown", undefined, "work-order-unknown"],
    ["that has ended", "closed", "work-order-ended"],
  ])("is not bound to an order %s", async (_what, status, code) => {
    if (status !== undefined) await order("o-1", status);
    await bench.raise(bench.rule(), point);
    await expect(
      bench.call("POST", `/alarms/${(await one()).id}/out-of-service`, { reason: "r", workOrderId: "o-1" }),
    ).rejects.toMatchObject({ status: 422, code });
  });
});

describe("suppression by design", () => {
  const service = (subject: unknown) =>
    bench.call<{ id: string; points: number; label: string }>("POST", "/service-modes", {
      subject,
      reason: "filterbytte",
      minutes: 60,
    });

  it.each([
    ["device", { kind: "device", id: "sensor-1" }, "sensor-1"],
    ["room", { kind: "space", id: "r101" }, "101 Klasserom, Furuset skole"],
    ["building", { kind: "building", id: "school" }, "Furuset skole"],
    ["system", { kind: "system", id: "360.001", buildingId: "school" }, "360.001, Furuset skole"],
  ])("a %s in service mode silences its points", async (_what, subject, label) => {
    await bench.db
      .updateTable("device")
      .set({ tfm_tag: "=360.001-RT401", bound_by: "tag" })
      .where("id", "=", "sensor-1")
      .execute();
    await bench.restart();
    const rule = bench.rule();
    const elsewhere = await bench.device("elsewhere", { space_id: null, building_id: null, storey_id: null });
    await bench.raise(rule, point);
    const mode = await service(subject);
    expect(mode).toMatchObject({ label, points: 1 });
    await bench.raise(rule, elsewhere);
    bench.now += minute;
    await bench.raise(bench.rule(), point);
    expect((await states("?state=active")).length).toBe(1);
    expect(await states("?state=suppressedByDesign")).toHaveLength(2);

    const refused = bench.call("POST", `/alarms/${(await bench.list("?state=aside"))[0]?.id}/unsuppress`, {});
    await expect(refused).rejects.toMatchObject({ code: "suppressed-with-others" });
    await bench.call("DELETE", `/service-modes/${mode.id}`);
    expect(await states("?state=aside")).toEqual([]);
    expect(await states("?state=active")).toHaveLength(3);
  });

  it("ends by its time, while what is also shelved stays on the shelf", async () => {
    await bench.raise(bench.rule(), point);
    const { id } = await one();
    await bench.call("POST", `/alarms/${id}/shelve`, { reason: "r", minutes: 120 });
    await service({ kind: "device", id: "sensor-1" });
    expect(await states()).toEqual(["suppressedByDesign"]);
    bench.now += 60 * minute;
    await bench.alarms.holds.tick();
    expect(await states()).toEqual(["shelved"]);
  });

  it("a silent gateway silences what is silent behind it, and is told of once", async () => {
    const silence = bench.rule({ condition: { kind: "no-data", onDelayMs: 0, offDelayMs: 0 } });
    const high = bench.rule();
    const points: number[] = [];
    for (const id of ["a", "b", "c"]) {
      points.push(await bench.device(id));
      bench.health.seen([{ deviceId: id, time: bench.now, gatewayId: "gw-1" }]);
    }
    bench.now += 21 * minute;
    // The watch runs by the platform's clock; here the test is the clock.
    await expect.poll(() => states("?state=active"), { timeout: 10_000 }).toEqual(["unacknowledged"]);
    expect(await one()).toMatchObject({
      cause: { kind: "gateway-silent", gatewayId: "gw-1", devices: 3 },
      priority: 2,
    });
    bench.now += 10 * minute;
    for (const pointId of points) await bench.raise(silence, pointId);
    await bench.raise(high, points[0] ?? 0);
    expect(await states("?state=suppressedByDesign")).toHaveLength(3);
    expect(await states("?state=active")).toHaveLength(2);

    bench.now += 10 * minute;
    bench.health.seen([{ deviceId: "b", time: bench.now, gatewayId: "gw-1" }]);
    await expect.poll(() => states("?state=suppressedByDesign"), { timeout: 10_000 }).toEqual([]);
    // Those of the others are now their own trouble.
    expect(await states("?state=active")).toHaveLength(5);
    expect((await bench.list()).find((alarm) => alarm.cause)?.state).toBe("returnedUnacknowledged");
  });
});

it("an alarm that comes three times in a minute is marked as chattering", async () => {
  const rule = bench.rule();
  for (let times = 0; times < 3; times++) {
    await bench.raise(rule, point);
    await bench.return(rule, point, bench.now);
    bench.now += 10_000;
  }
  expect((await bench.list()).map((alarm) => alarm.chattering ?? false)).toEqual([true, false, false]);
});

describe("many alarms", () => {
  it("are gathered by what they have in common", async () => {
    const silence = bench.rule({ condition: { kind: "no-data", onDelayMs: 0, offDelayMs: 0 }, priority: 1 });
    for (const id of ["a", "b"]) {
      const pointId = await bench.device(id);
      bench.health.seen([{ deviceId: id, time: bench.now, gatewayId: "gw-1" }]);
      await bench.raise(silence, pointId);
      bench.now += minute;
    }
    await bench.raise(bench.rule(), point);
    const { items } = await bench.call<{ items: { key: string; count: number; firstOutId: string }[] }>(
      "GET",
      "/alarms/groups",
    );
    expect(items.map(({ key, count }) => [key, count])).toEqual([
      ["gateway:gw-1", 2],
      ["rule:rule-2:school", 1],
    ]);
    expect((await bench.call("GET", `/alarms/${items[0]?.firstOutId}`)).deviceName).toBe("a");
  });

  it("are a flood, and everybody who follows events is told when it begins and ends", async () => {
    for (let number = 0; number < 11; number++) await bench.raise(bench.rule(), point);
    const floods = () => bench.events.flatMap((event) => (event.kind === "alarm-flood" ? [event.flood] : []));
    await expect
      .poll(() => floods().map(({ active, per10Minutes }) => [active, per10Minutes]), { timeout: 10_000 })
      .toEqual([[true, 11]]);
    expect(await bench.call("GET", "/alarms/flood")).toMatchObject({ active: true });
    bench.now += 11 * minute;
    await expect.poll(() => floods().map(({ active }) => active), { timeout: 10_000 }).toEqual([true, false]);
  });

  it("have their figures; what was on the shelf from the first was told to nobody", async () => {
    const often = bench.rule({ priority: 1 });
    const from = bench.now;
    for (let times = 0; times < 3; times++) {
      await bench.raise(often, point);
      await bench.return(often, point, bench.now);
      bench.now += 20_000;
    }
    const shelved = bench.rule();
    await bench.raise(shelved, point);
    await bench.call("POST", `/alarms/${(await bench.list("?ruleId=rule-2"))[0]?.id}/shelve`, {
      reason: "r",
      minutes: 600,
    });
    bench.now += minute;
    await bench.raise(shelved, point);
    bench.now = from + 60 * minute;
    const at = (ms: number) => encodeURIComponent(new Date(ms).toISOString());
    const figures = await bench.call<Record<string, unknown>>(
      "GET",
      `/alarms/statistics?from=${at(from)}&to=${at(bench.now)}`,
    );
    expect(figures).toMatchObject({
      told: 4,
      perHour: { value: 4, verdict: "good" },
      chattering: { value: 1, verdict: "bad" },
      standing: 1,
      badActors: [
        { ruleId: often.id, told: 3, percent: 75, chattering: true },
        { ruleId: shelved.id, told: 1 },
      ],
    });
    expect(figures.priorities).toMatchObject([{ percent: 75 }, { percent: 25 }, { told: 0 }, { told: 0 }]);
  });
});

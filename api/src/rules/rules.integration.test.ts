import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { Rule, RulePreview, RuleResetDone, RunningHours } from "@kontrollrom/contracts/rule.ts";
import type { WorkOrderDetail } from "@kontrollrom/contracts/work-order.ts";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

const hour = 3_600_000;
const patient = { timeout: 30_000, interval: 100 };

let folder: string;
let child: ChildProcess;
let url = "";
let buildingId = "";

async function launch(): Promise<void> {
  child = fork(join(import.meta.dirname, "../main.ts"), [], {
    env: {
      ...process.env,
      KR_HTTP_PORT: "0",
      KR_MQTT_PORT: "0",
      KR_DATA_DIR: join(folder, "data"),
      KR_LOG_LEVEL: "error",
    },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const [message] = await once(child, "message");
  url = message.url;
}
async function kill(): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    ...(body !== undefined && {
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  });
  const text = await response.text();
  const json = text === "" ? undefined : JSON.parse(text);
  if (!response.ok) throw json;
  return json as T;
}
const makeRule = (body: object) => call<Rule>("POST", "/rules", body);
const measure = (device: string, quantity: string, value: number, time = Date.now()) =>
  call("POST", "/ingest/json", {
    device,
    time: new Date(time).toISOString(),
    values: [{ quantity, value }],
  });
const pointOf = async (device: string): Promise<number> => {
  const { items } = await call<{ items: { id: number; deviceName: string }[] }>("GET", "/points?limit=1000");
  return items.find(({ deviceName }) => deviceName === device)?.id ?? 0;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kr-rules-"));
  await launch();
  buildingId = (await call<{ id: string }>("POST", "/buildings", { name: "Furuset skole" })).id;
  for (const [name, quantity, value] of [
    ["Vifte 360.001", "fan-running", 1],
    ["CO2 rom 101", "co2", 600],
    ["CO2 rom 102", "co2", 700],
  ] as const) {
    await call("POST", "/devices", { externalId: name, name, buildingId });
    await measure(name, quantity, value, Date.now() - 12 * hour);
  }
  await vi.waitFor(async () => expect(await pointOf("CO2 rom 102")).toBeGreaterThan(0), patient);
}, 60_000);
afterAll(async () => {
  await kill();
  await rm(folder, { recursive: true, force: true });
});

describe("the running hours of a rule", () => {
  let rule: Rule;
  let pointId: number;
  const hours = async () =>
    (await call<{ items: RunningHours[] }>("GET", `/rules/${rule.id}/running-hours`)).items.find(
      (one) => one.pointId === pointId,
    );
  beforeAll(async () => {
    pointId = await pointOf("Vifte 360.001");
    rule = await makeRule({
      name: "Filterbytte",
      scope: { quantity: "fan-running" },
      condition: { kind: "running-hours", values: [1], hours: 5 },
      createsWorkOrder: true,
      ownerGroup: "Ventilasjon",
      text: "Bytt filter på {{device}}: {{value}} av {{limit}}",
    });
  });

  it("begin anew from the moment that is said, and say who did it and why", async () => {
    const at = new Date(Date.now() - 10 * hour).toISOString();
    const done = await call<RuleResetDone>("POST", `/rules/${rule.id}/reset`, {
      pointId,
      at,
      why: "nytt filter",
    });
    expect(done).toMatchObject({ pointId, at, why: "nytt filter" });
    expect((await hours())?.hours).toBeGreaterThan(9.9);
    expect((await hours())?.resets).toEqual([done]);
  });

  it("make an order in the rule's own words for the group that looks after it, and begin anew when it is done", async () => {
    const [alarm] = (await call<{ items: Alarm[] }>("GET", `/alarms?ruleId=${rule.id}`)).items;
    expect(alarm?.text?.replaceAll(/\s/g, " ")).toMatch(/^Bytt filter på Vifte 360.001: \S+ h av 5 h$/);
    const path = `/work-orders/${alarm?.workOrderId}`;
    const order = await call<WorkOrderDetail>("GET", path);
    expect(order).toMatchObject({
      title: alarm?.text,
      assignee: "Ventilasjon",
      assigneeKind: "group",
      status: "assigned",
    });
    await call("PATCH", path, { status: "inProgress" });
    expect((await hours())?.hours).toBeGreaterThan(9.9);
    await call("PATCH", path, { status: "done" });
    await expect.poll(async () => (await hours())?.hours, patient).toBeLessThan(0.1);
    expect((await hours())?.resets[0]).toMatchObject({ why: order.number });
    await expect
      .poll(async () => (await call<Alarm>("GET", `/alarms/${alarm?.id}`)).returnedAt, patient)
      .toBeTruthy();
    // Closing what is done is not another service.
    await call("PATCH", path, { status: "closed" });
    await kill();
    await launch();
    await expect.poll(async () => (await hours())?.resets.length, patient).toBe(2);
    expect((await hours())?.hours).toBeLessThan(0.1);
  }, 60_000);

  it.each([
    ["of a point it does not judge", () => ({ pointId: 99_999, why: "x" }), 422, "point-not-in-rule"],
    [
      "ahead of time",
      () => ({ pointId, at: new Date(Date.now() + hour).toISOString(), why: "x" }),
      422,
      "time-ahead",
    ],
    ["without a reason", () => ({ pointId, why: " " }), 400, "invalid-request"],
  ])("are not set back %s", async (_what, body, status, code) => {
    await expect(call("POST", `/rules/${rule.id}/reset`, body())).rejects.toMatchObject({ status, code });
  });

  it("are refused by a rule that counts none", async () => {
    const { id } = await makeRule({
      name: "CO2",
      scope: { quantity: "co2", spaceNameContains: "finnes ikke" },
      condition: { kind: "threshold", direction: "above", setpoint: 1000 },
    });
    for (const [method, path, body] of [
      ["GET", `/rules/${id}/running-hours`],
      ["POST", `/rules/${id}/reset`, { pointId, why: "x" }],
    ] as const)
      await expect(call(method, path, body)).rejects.toMatchObject({ status: 409, code: "no-running-hours" });
  });
});

describe("a rule", () => {
  it("shows which points it would judge, with the values that hold", async () => {
    const found = await call<RulePreview>("POST", "/rules/preview", { scope: { quantity: "co2" } });
    expect(found).toMatchObject({
      count: 2,
      unplaced: 0,
      buildings: [{ id: buildingId, name: "Furuset skole", count: 2 }],
      points: [
        { deviceName: "CO2 rom 101", value: 600 },
        { deviceName: "CO2 rom 102", value: 700 },
      ],
    });
    const less = { quantity: "co2", excludePointIds: [found.points[0]?.pointId] };
    expect((await call<RulePreview>("POST", "/rules/preview", { scope: less })).count).toBe(1);
  });

  it("that somebody else has changed is not overwritten", async () => {
    const { id, revision } = await makeRule({
      name: "Kaldt",
      scope: { quantity: "temperature" },
      condition: { kind: "threshold", direction: "below", setpoint: 15 },
    });
    await call("PATCH", `/rules/${id}`, { priority: 1, revision });
    await expect(call("PATCH", `/rules/${id}`, { priority: 4, revision })).rejects.toMatchObject({
      status: 409,
      code: "rule-changed-meanwhile",
    });
    expect(await call<Rule>("GET", `/rules/${id}`)).toMatchObject({ priority: 1, revision: revision + 1 });
  });
});

describe("a cursor", () => {
  it("goes on where the page before ended, also when what it ended with is gone", async () => {
    const named = async (query: string) =>
      call<{ items: Rule[]; nextCursor?: string }>("GET", `/rules?limit=1${query}`);
    const first = await named("");
    const second = await named(`&cursor=${first.nextCursor}`);
    expect(second.items[0]?.name.localeCompare(first.items[0]?.name ?? "", "nb")).toBeGreaterThanOrEqual(0);
    expect(second.items[0]?.id).not.toBe(first.items[0]?.id);
    const extra = await makeRule({
      name: "Absolutt kaldt",
      scope: { quantity: "temperature" },
      condition: { kind: "threshold", direction: "below", setpoint: 1 },
    });
    const third = await named("");
    const after = await named(`&cursor=${third.nextCursor}`);
    await call("DELETE", `/rules/${third.items[0]?.id}`);
    expect((await named(`&cursor=${third.nextCursor}`)).items).toEqual(after.items);
    expect([third.items[0]?.id, ...after.items.map(({ id }) => id)]).toContain(extra.id);
  });

  it.each([
    "/alarms",
    "/work-orders",
    "/devices",
    "/points",
    "/rules",
    "/derived-points",
    "/points/1/corrections",
  ])("of another list is refused by %s with a clear error", async (path) => {
    const cursor = Buffer.from(JSON.stringify(["a", "b", "/buildings"])).toString("base64url");
    await expect(call("GET", `${path}?cursor=${cursor}`)).rejects.toMatchObject({
      status: 400,
      code: "bad-cursor",
      detail: expect.stringContaining("was answered by /buildings"),
    });
  });
});

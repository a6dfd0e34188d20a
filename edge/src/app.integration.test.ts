import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createEdge, type Edge } from "./app.ts";
import type { EdgeConfig } from "./config.ts";
import { ModbusTcpConfig } from "./protocols/modbus-config.ts";
import { createTestBroker, type TestBroker } from "./test/broker.ts";
import { createTestModbusServer, type TestModbusServer } from "./test/modbus-server.ts";
import { until } from "./test/until.ts";

let device: TestModbusServer;
let broker: TestBroker;
let folder: string;
let edges: Edge[];
let reads: number;
const lines: string[] = [];
const log = pino({ level: "info" }, { write: (line: string) => lines.push(line) });

beforeEach(async () => {
  device = createTestModbusServer();
  broker = createTestBroker();
  await device.start();
  await broker.start();
  folder = mkdtempSync(join(tmpdir(), "kr-edge-app-"));
  edges = [];
  lines.length = 0;
  reads = 0;
  // Each poll finds a value that was never there before.
  device.onRead(() => {
    reads += 1;
    device.holding.writeUInt32BE(reads, 0);
  });
});
afterEach(async () => {
  await Promise.all(edges.map((edge) => edge.stop()));
  await device.stop();
  await broker.stop();
  rmSync(folder, { recursive: true });
});

function begin(part: Partial<EdgeConfig> = {}): Edge {
  const source = ModbusTcpConfig.parse({
    protocol: "modbus-tcp",
    host: "127.0.0.1",
    port: device.port(),
    device: "meter-1",
    pollMs: 100,
    registers: [
      { address: 0, table: "holding", type: "uint32", quantity: "energy" },
      { address: 2, table: "holding", type: "int16", quantity: "temperature", resolution: 0.5 },
    ],
  });
  const config: EdgeConfig = {
    site: "test",
    mqttUrl: `mqtt://127.0.0.1:${broker.port()}`,
    token: undefined,
    outbox: { path: join(folder, "o.db"), maxBytes: 1e8, maxAgeMs: 1e9 },
    sources: [source],
    logLevel: "info",
    ...part,
  };
  const edge = createEdge(config, { log, now: Date.now, random: () => 0 });
  edge.start();
  edges.push(edge);
  return edge;
}

const energies = () => broker.received.filter(({ quantity }) => quantity === "energy");
const values = () => energies().map(({ value }) => Number(value));

describe("a gateway", () => {
  test("delivers what changes, and only that", async () => {
    const edge = begin();
    await until("ten values", () => energies().length >= 10);
    expect(broker.topics).toEqual(new Set(["kr/v1/edge/test"]));
    expect(broker.received.filter(({ quantity }) => quantity === "temperature")).toHaveLength(1);
    expect(energies()[0]).toMatchObject({ device: "meter-1", channel: undefined });
    await until("nothing waits", () => edge.health().outbox.waiting === 0);
  });

  test("keeps every value while the platform is away, and delivers it later in order with its own time", async () => {
    const edge = begin();
    await until("a first value", () => energies().length > 0);
    await broker.stop();
    const leftAt = reads;
    const from = Date.now();
    await until("a backlog", () => reads >= leftAt + 15);
    const to = Date.now();
    expect(edge.health().forwarder.connected).toBe(false);
    expect(edge.health().outbox.waiting).toBeGreaterThanOrEqual(13);
    await broker.start();
    await until(
      "all is delivered",
      () => edge.health().outbox.waiting === 0 && values().includes(leftAt + 14),
    );
    const seen = values();
    expect(new Set(seen)).toEqual(
      new Set(Array.from({ length: Math.max(...seen) }, (_, index) => index + 1)),
    );
    const backlog = energies().filter(
      ({ value }) => Number(value) > leftAt + 1 && Number(value) < leftAt + 15,
    );
    for (const { time } of backlog) expect(time >= from - 100 && time <= to).toBe(true);
    const times = backlog.map(({ time }) => time);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    // Sent again, perhaps; measured again, never.
    const timesOf = Map.groupBy(energies(), ({ value }) => value);
    for (const same of timesOf.values()) expect(new Set(same.map(({ time }) => time)).size).toBe(1);
  });

  test("a platform that acknowledges nothing gets no more than the window, and loses nothing", async () => {
    broker.holdBack(true);
    const edge = begin();
    await until("it is connected", () => edge.health().forwarder.connected);
    await until("a backlog", () => reads >= 25);
    expect(edge.health().forwarder.delivered).toBe(0);
    const { waiting } = edge.health().outbox;
    expect(waiting).toBeGreaterThanOrEqual(23);
    expect(broker.offered()).toBeGreaterThan(0);
    expect(broker.offered()).toBeLessThanOrEqual(16);
    broker.holdBack(false);
    // The publishes held back are never acknowledged on that connection: a new one starts again with them.
    await broker.stop();
    await broker.start();
    await until("all is delivered", () => edge.health().outbox.waiting === 0 && values().length >= waiting);
    expect(new Set(values()).size).toBe(Math.max(...values()));
  });

  test("goes on from the outbox after a restart", async () => {
    await broker.stop();
    const first = begin();
    await until("a backlog", () => reads >= 5);
    await first.stop();
    edges = [];
    await device.stop();
    await broker.start();
    const second = begin();
    await until("it is delivered without the device", () => values().length >= 5);
    expect(values()).toEqual(Array.from({ length: values().length }, (_, index) => index + 1));
    await until("nothing waits", () => second.health().outbox.waiting === 0);
  });

  test("signs in with its key, says so when it is refused, and never shows it", async () => {
    broker.demand("right-key");
    const edge = begin({ token: "wrong-key" });
    await until("it is refused", () => edge.health().forwarder.detail?.includes("KR_EDGE_TOKEN") === true);
    expect(broker.received).toEqual([]);
    await edge.stop();
    edges = [];
    begin({ token: "right-key" });
    await until("values", () => broker.received.length > 0);
    expect(broker.logins.at(-1)).toEqual({ username: "kr-edge-test", password: "right-key" });
    expect(lines.join("")).not.toMatch(/right-key|wrong-key/);
  });
});

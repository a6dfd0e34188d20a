import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { NativeMessage } from "@kontrollrom/contracts/envelope.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTestBroker, type TestBroker } from "./test/broker.ts";
import { createTestModbusServer, type TestModbusServer } from "./test/modbus-server.ts";
import { until } from "./test/until.ts";

const main = fileURLToPath(new URL("./main.ts", import.meta.url));
let device: TestModbusServer;
let broker: TestBroker;
let folder: string;
let reads: number;
const children: ChildProcess[] = [];

beforeEach(async () => {
  device = createTestModbusServer();
  broker = createTestBroker();
  await device.start();
  await broker.start();
  folder = mkdtempSync(join(tmpdir(), "kr-edge-main-"));
  reads = 0;
  device.onRead(() => {
    reads += 1;
    device.holding.writeUInt32BE(reads, 0);
  });
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await device.stop();
  await broker.stop();
  rmSync(folder, { recursive: true });
});

function launch(environment: Record<string, string> = {}) {
  const file = join(folder, "edge.json");
  const register = { address: 0, table: "holding", type: "uint32", quantity: "energy" };
  const source = {
    protocol: "modbus-tcp",
    host: "127.0.0.1",
    device: "m",
    pollMs: 100,
    registers: [register],
  };
  writeFileSync(file, JSON.stringify({ site: "test", sources: [source] }));
  const child = spawn(process.execPath, [main], {
    env: {
      KR_EDGE_CONFIG: file,
      KR_DATA_DIR: folder,
      KR_MQTT_PORT: String(broker.port()),
      KR_MODBUS_PORT: String(device.port()),
      ...environment,
    },
  });
  children.push(child);
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (text) => (output.stdout += String(text)));
  child.stderr.on("data", (text) => (output.stderr += String(text)));
  const ended = new Promise<{ code: number | null }>((resolve) =>
    child.on("exit", (code) => resolve({ code })),
  );
  return { child, output, ended };
}

/** What lies in the outbox of a process that is gone. */
function inOutbox(): { value: number; time: number }[] {
  const database = new DatabaseSync(join(folder, "edge", "test.db"));
  const rows = database.prepare("SELECT payload FROM message ORDER BY seq").all();
  database.close();
  return rows.map(({ payload }) => {
    const { time, values } = NativeMessage.parse(JSON.parse(String(payload)));
    return { value: Number(values[0]?.value), time: Date.parse(time) };
  });
}

describe("the process", () => {
  test("says in one line that it is ready, and stops when asked", async () => {
    const { child, output, ended } = launch();
    await until("values arrive", () => broker.received.length > 2);
    expect(output.stdout).toMatch(
      /^Kontrollrom edge test is ready: 1 sources to mqtt:\/\/127\.0\.0\.1:\d+, 0 messages waiting\n$/,
    );
    child.kill("SIGTERM");
    expect(await ended).toEqual({ code: 0 });
  });

  test("stops although neither platform nor device answers", async () => {
    await device.stop();
    await broker.stop();
    const { child, output, ended } = launch();
    await until("it is ready", () => output.stdout.includes("is ready"));
    child.kill("SIGTERM");
    expect(await ended).toEqual({ code: 0 });
  });

  test("stops although the platform acknowledges nothing, and keeps what it has", async () => {
    broker.holdBack(true);
    const { child, ended } = launch();
    await until("something is under way", () => broker.offered() > 0);
    child.kill("SIGTERM");
    expect(await ended).toEqual({ code: 0 });
    expect(inOutbox().length).toBeGreaterThan(0);
  });

  test("kill -9 loses nothing that was kept: all of it arrives after the restart, with its own time", async () => {
    const seen = new Map<number, number>();
    for (let round = 0; round < 3; round += 1) {
      if (round === 1) await broker.stop();
      const { child, ended } = launch();
      const readsBefore = reads;
      await until("it has read", () => reads >= readsBefore + 8);
      child.kill("SIGKILL");
      await ended;
      for (const { value, time } of inOutbox()) seen.set(value, time);
      if (round === 1) {
        expect(inOutbox().length).toBeGreaterThanOrEqual(7);
        await broker.start();
      }
    }
    // What was delivered and not yet known to be when the kill came is delivered once more.
    const kept = inOutbox().map(({ value }) => value);
    const receivedBefore = broker.received.length;
    const readsBefore = reads;
    const last = launch();
    await until("the outbox is delivered", () => {
      const again = new Set(broker.received.slice(receivedBefore).map(({ value }) => Number(value)));
      return kept.every((value) => again.has(value)) && [...again].some((value) => value > readsBefore + 3);
    });
    for (const got of broker.received) {
      const readAt = seen.get(Number(got.value));
      if (readAt !== undefined) expect(got.time).toBe(readAt);
    }
    last.child.kill("SIGTERM");
    await last.ended;
    // What was read in the last moment before the stop may wait for the next start; nothing older does.
    const waiting = inOutbox();
    expect(waiting.filter(({ value }) => seen.has(value))).toEqual([]);
    // Every value read arrived or waits, but for those that were read and not yet kept when a kill came.
    const arrived = new Set([...broker.received, ...waiting].map(({ value }) => Number(value)));
    const missing = Array.from({ length: reads }, (_, index) => index + 1).filter(
      (value) => !arrived.has(value),
    );
    expect(missing.length).toBeLessThanOrEqual(4);
  });

  test.each([
    [{ KR_EDGE_CONFIG: "" }, "edge: KR_EDGE_CONFIG is wrong: missing: give the path"],
    [{ KR_MQTT_PORT: "99999" }, 'edge: KR_MQTT_PORT is wrong: "99999": expected a port number'],
  ])("a wrong configuration %j stops it with one clear line", async (environment, line) => {
    const { output, ended } = launch(environment);
    expect(await ended).toEqual({ code: 1 });
    expect(output.stdout).toBe("");
    expect(output.stderr.trim().split("\n")).toHaveLength(1);
    expect(output.stderr).toContain(line);
  });

  test("a second process on the same outbox is refused in one line", async () => {
    const first = launch();
    await until("it is ready", () => first.output.stdout.includes("is ready"));
    const second = launch();
    expect(await second.ended).toEqual({ code: 1 });
    expect(second.output.stderr).toMatch(
      /^edge: the outbox .*test\.db is used by another process: stop it first\n$/,
    );
  });
});

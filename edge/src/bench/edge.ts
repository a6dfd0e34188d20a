import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { arch, cpus, platform, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createTestBroker, type TestBroker } from "../test/broker.ts";
import { createTestModbusServer, type TestModbusServer } from "../test/modbus-server.ts";
import { until } from "../test/until.ts";

export interface BenchOptions {
  /** One JSON object a line, else text. */
  readonly json: boolean;
  write(line: string): void;
}

const deviceCount = 40;
/** 32-bit values: two words each, 62 to a request. */
const registersEach = 500;
const registersPerBlock = 62;
const steadyMs = 5000;
const breakMs = 2000;

/**
 * The gateway as a process of its own, between Modbus TCP servers and an MQTT broker: every poll of every device finds new values
 * in all registers. After a steady stretch the broker goes away for two seconds and comes back.
 *
 * `edge.points_per_s`: values delivered a second in the steady stretch. `edge.lost`: values that a device answered and
 * that never arrived. `edge.double`: values that arrived as if measured twice, under two times. `edge.redelivered`: values sent
 * again after the break under their own time, which the platform merges.
 */
export async function runEdgeBench({ json, write }: BenchOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "kr-edge-bench-"));
  const broker = createTestBroker();
  await broker.start();
  const devices = await Promise.all(Array.from({ length: deviceCount }, (_, index) => startDevice(index)));
  const edge = launch(folder, broker, devices);
  try {
    await until("values arrive", () => broker.received.length > deviceCount * registersEach);
    const from = performance.now();
    const before = broker.received.length;
    await sleep(steadyMs);
    const delivered = broker.received.length - before;
    const perSecond = Math.round((delivered / (performance.now() - from)) * 1000);

    await broker.stop();
    await sleep(breakMs);
    await broker.start();
    await sleep(1000);
    for (const device of devices) device.freeze();
    const expected = devices.flatMap((device) => device.expected());
    const arrived = new Map<string, Set<number>>();
    let counted = 0;
    const lost = (): number => {
      for (; counted < broker.received.length; counted += 1) {
        const { device, channel, value, time } = broker.received[counted] as (typeof broker.received)[number];
        const key = `${device}/${channel}/${value}`;
        const times = arrived.get(key);
        if (times === undefined) arrived.set(key, new Set([time]));
        else times.add(time);
      }
      return expected.filter((key) => !arrived.has(key)).length;
    };
    let missing = lost();
    for (let wait = 0; missing > 0 && wait < 40; wait += 1) {
      await sleep(500);
      missing = lost();
    }
    const double = [...arrived.values()].filter((times) => times.size > 1).length;
    const n = expected.length;
    const machine = `${cpus()[0]?.model ?? "unknown"} ×${cpus().length} ${platform()}-${arch()} node ${process.version}`;
    const report = (name: string, value: number, unit: string, count: number): void =>
      write(
        json
          ? JSON.stringify({ name, value, unit, n: count, machine })
          : `${name}: ${value} ${unit} (n=${count})`,
      );
    report("edge.points_per_s", perSecond, "1/s", delivered);
    report("edge.lost", missing, "1", n);
    report("edge.double", double, "1", n);
    report("edge.redelivered", broker.received.length - arrived.size, "1", n);
  } finally {
    edge.kill("SIGTERM");
    await once(edge, "exit");
    await broker.stop();
    await Promise.all(devices.map((device) => device.server.stop()));
    rmSync(folder, { recursive: true });
  }
}

/** A device in which each request finds a number in all registers that was never there before. */
async function startDevice(index: number) {
  const server = createTestModbusServer();
  const served: { start: number; generation: number }[] = [];
  let generation = 0;
  let frozen = false;
  server.onRead((start) => {
    if (frozen) return;
    generation += 1;
    served.push({ start, generation });
    for (let i = 0; i < registersPerBlock; i += 1)
      server.holding.writeUInt32BE(generation, (start + 2 * i) * 2);
  });
  await server.start();
  const device = `device-${index}`;
  return {
    server,
    device,
    freeze(): void {
      frozen = true;
    },
    expected: (): string[] =>
      served.flatMap(({ start, generation: value }) => {
        const first = start / 2;
        const count = Math.min(registersPerBlock, registersEach - first);
        return Array.from({ length: count }, (_, i) => `${device}/r${first + i}/${value}`);
      }),
  };
}

function launch(
  folder: string,
  broker: TestBroker,
  devices: readonly { readonly server: TestModbusServer; readonly device: string }[],
) {
  const sources = devices.map(({ server, device }) => ({
    protocol: "modbus-tcp",
    host: "127.0.0.1",
    port: server.port(),
    device,
    pollMs: 100,
    timeoutMs: 10_000,
    registers: Array.from({ length: registersEach }, (_, index) => ({
      address: 2 * index,
      table: "holding",
      type: "uint32",
      quantity: "energy",
      channel: `r${index}`,
    })),
  }));
  const file = join(folder, "edge.json");
  writeFileSync(file, JSON.stringify({ site: "bench", sources }));
  return spawn(process.execPath, [fileURLToPath(new URL("../main.ts", import.meta.url))], {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      KR_EDGE_CONFIG: file,
      KR_DATA_DIR: folder,
      KR_MQTT_PORT: String(broker.port()),
      KR_LOG_LEVEL: "error",
    },
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await runEdgeBench({ json: process.argv.includes("--json"), write: (line) => console.log(line) });

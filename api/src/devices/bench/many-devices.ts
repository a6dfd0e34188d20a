import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pino from "pino";
import { readPlatformConfig } from "../../config.ts";
import { createPlatform } from "../../platform.ts";

const atOnce = 10_000;
const inAll = 50_000;
const liveSensors = 100;
const liveEveryMs = 50;
const asked = 20;

/**
 * A municipality with very many sensors: how long an import of 10,000 in one file takes, how long the event loop is held at most meanwhile
 * (processor time of its longest turn), how long a live message waits; then the lists of 50,000 devices. `--devices=N` for another number in all.
 */
export async function runDevicesBench(options: {
  readonly json: boolean;
  write(line: string): void;
  readonly arguments: readonly string[];
}): Promise<void> {
  const total = Number(
    options.arguments.find((text) => text.startsWith("--devices="))?.split("=")[1] ?? inAll,
  );
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}, Node ${process.versions.node}; platform and load in one process`;
  const report = (name: string, value: number, unit: string, n: number): void => {
    const figure = { name: `devices.${name}`, value: Math.round(value * 100) / 100, unit, n, machine };
    options.write(
      options.json
        ? JSON.stringify(figure)
        : `${figure.name.padEnd(36)} ${String(figure.value).padStart(10)} ${unit}`,
    );
  };
  const dataDir = await mkdtemp(join(tmpdir(), "kontrollrom-devices-"));
  const config = readPlatformConfig({ KR_HTTP_PORT: "0", KR_MQTT_PORT: "0", KR_DATA_DIR: dataDir });
  const platform = createPlatform(config, {
    log: pino({ level: "error" }, pino.destination(2)),
    now: Date.now,
  });
  const { url } = await platform.start();
  const turns = watchTurns();

  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const csv = typeof body === "string";
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      ...(body !== undefined && {
        headers: { "content-type": csv ? "text/csv" : "application/json" },
        body: csv ? body : JSON.stringify(body),
      }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** While live values come in: how long the work took, and how long the loop and a live message waited at most. */
  async function whileLive(work: () => Promise<void>) {
    let working = true;
    const waits: number[] = [];
    const live = (async () => {
      for (let n = 0; working; n++) {
        const begun = performance.now();
        await call(
          "POST",
          "/ingest/json",
          Array.from({ length: liveSensors }, (_, i) => ({
            time: new Date().toISOString(),
            device: `live-${i}`,
            values: [{ quantity: "fill-level", value: (n + i) % 100 }],
          })),
        );
        waits.push(performance.now() - begun);
        await sleep(liveEveryMs);
      }
    })();
    await sleep(500);
    waits.length = 0;
    turns.reset();
    const begun = performance.now();
    const cpu = process.cpuUsage();
    await work();
    const s = (performance.now() - begun) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    // What follows from it, such as rules that are bound anew, belongs to it.
    await sleep(2500);
    const turnMs = turns.longestMs();
    working = false;
    await live;
    return {
      s,
      cpuS: (user + system) / 1e6,
      turnMs,
      waitMs: Math.max(...waits),
      live: waits.length,
    };
  }

  try {
    for (const rule of [
      {
        name: "full",
        scope: { quantity: "fill-level" },
        condition: { kind: "threshold", direction: "above", setpoint: 101 },
      },
      { name: "silent", scope: { quantity: "fill-level" }, condition: { kind: "no-data" } },
      {
        name: "warm",
        scope: { quantity: "temperature" },
        condition: { kind: "threshold", direction: "above", setpoint: 60 },
      },
    ])
      await call("POST", "/rules", rule);
    await call("POST", "/devices/import", csv("live", 0, liveSensors));
    for (let from = 0; from < total; from += atOnce) {
      const n = Math.min(atOnce, total - from);
      const text = csv("bench", from, n);
      const first = await whileLive(async () => {
        const { created } = await call<{ created: number }>("POST", "/devices/import", text);
        if (created !== n) throw new Error(`${created} of ${n} devices were created`);
      });
      const name = `import_${n}_at_${from}`;
      report(`${name}_s`, first.s, "s", 1);
      report(`${name}_cpu_s`, first.cpuS, "s", 1);
      report(`${name}_turn_max_ms`, first.turnMs, "ms", 1);
      report(`${name}_live_wait_max_ms`, first.waitMs, "ms", first.live);
    }
    const again = await whileLive(async () => {
      await call("POST", "/devices/import", csv("bench", 0, Math.min(atOnce, total)));
    });
    report("import_again_s", again.s, "s", 1);
    report("import_again_turn_max_ms", again.turnMs, "ms", 1);
    for (const [name, path] of [
      ["list_page", "/devices?limit=100"],
      ["list_by_state", "/devices?limit=100&sort=state"],
      ["list_search", "/devices?limit=100&search=merke%2049"],
      ["health", "/devices/health"],
      ["points_page", "/points?limit=100"],
      ["map_sensors_page", "/map/sensors"],
    ] as const) {
      turns.reset();
      const times: number[] = [];
      for (let i = 0; i < asked; i++) {
        const begun = performance.now();
        await call("GET", path);
        times.push(performance.now() - begun);
      }
      report(`${name}_p50_ms`, times.sort((a, b) => a - b)[asked >> 1] ?? 0, "ms", asked);
      report(`${name}_turn_max_ms`, turns.longestMs(), "ms", asked);
    }
  } finally {
    turns.stop();
    await platform.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Processor time of the main thread between two turns of the event loop: what else the machine does is not counted. */
function watchTurns() {
  let last = threadMs();
  let longest = 0;
  let timer: NodeJS.Timeout;
  const look = (): void => {
    const now = threadMs();
    longest = Math.max(longest, now - last);
    last = now;
    timer = setTimeout(look, 1);
  };
  timer = setTimeout(look, 1);
  return {
    reset() {
      longest = 0;
    },
    longestMs: () => longest,
    stop: () => clearTimeout(timer),
  };
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function csv(prefix: string, from: number, n: number): string {
  const lines = ["externalId,name,lat,lon,expectedIntervalS,points"];
  for (let i = from; i < from + n; i++)
    lines.push(
      `${prefix}-${i},Merke ${i},${(63.09 + Math.floor(i / 100) * 0.0005).toFixed(5)},${(7.7 + (i % 100) * 0.001).toFixed(5)},3600,fill-level temperature`,
    );
  return lines.join("\n");
}

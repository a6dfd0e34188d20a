import { type ChildProcess, fork } from "node:child_process";
import { join, resolve } from "node:path";
import { ensureViewer } from "./ensure-viewer.ts";

/**
 * `npm start`: the platform, and in demo mode beside it what a municipality has around it: a plant that speaks Modbus, the gateway that
 * reads it, and some hundred sensors. Each is a process of its own that knows the others by the network alone.
 */
const root = resolve(import.meta.dirname, "..");
const demo = (process.env.KR_MODE ?? "demo") === "demo";
const children: { readonly name: string; readonly process: ChildProcess }[] = [];
let stopping = false;

interface Ready {
  readonly url: string;
  readonly mqttPort: number;
}

function launch(name: string, file: string, environment: NodeJS.ProcessEnv = {}): ChildProcess {
  const child = fork(join(root, file), [], {
    env: { ...process.env, ...environment },
    // The platform's line with the address is the one to read; the others speak up on stderr when something is wrong.
    stdio: ["ignore", name === "platform" ? "inherit" : "ignore", "inherit", "ipc"],
  });
  children.push({ name, process: child });
  child.once("exit", (code, signal) => {
    if (stopping) return;
    process.stderr.write(`${name} ended unexpectedly (${signal ?? `exit code ${code}`})\n`);
    // Without the platform there is nothing to see; the demo's surroundings may fail without it.
    if (name === "platform") void stop(code ?? 1);
  });
  return child;
}

/** The first message that a process sends when it is ready. */
function ready<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolveReady, reject) => {
    child.once("message", (message) => resolveReady(message as T));
    child.once("exit", () => reject(new Error("ended before it was ready")));
  });
}

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  // Sensors and gateways first, so that the platform takes what they have sent.
  for (const { process: child } of children.toReversed()) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = new Promise((resolveEnded) => child.once("exit", resolveEnded));
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
    await ended;
    clearTimeout(timer);
  }
  process.exit(code);
}

async function surroundings(platform: Ready): Promise<void> {
  const { seedDemo } = await import("../fixtures/src/demo/seed.ts");
  const token = process.env.KR_ADMIN_TOKEN;
  await seedDemo({
    baseUrl: platform.url,
    ...(token !== undefined && { token }),
    log: (line) => process.stdout.write(`${line}\n`),
  });
  const modbus = launch("plant", "fixtures/src/modbus/main.ts", {
    KR_MODBUS_PORT: process.env.KR_MODBUS_PORT ?? "0",
  });
  const { modbusPort } = await ready<{ modbusPort: number }>(modbus);
  const broker = {
    KR_MQTT_HOST: process.env.KR_MQTT_HOST ?? "127.0.0.1",
    KR_MQTT_PORT: String(platform.mqttPort),
  };
  launch("gateway", "edge/src/main.ts", {
    ...broker,
    KR_EDGE_CONFIG: join(root, "edge/demo/edge.json"),
    KR_MODBUS_PORT: String(modbusPort),
    KR_LOG_LEVEL: process.env.KR_LOG_LEVEL ?? "warn",
  });
  launch("sensors", "fixtures/src/simulator/main.ts", {
    ...broker,
    KR_DEMO_RATE: process.env.KR_DEMO_RATE ?? "1",
  });
}

process.once("SIGTERM", () => void stop(0));
process.once("SIGINT", () => void stop(0));

try {
  await ensureViewer(root);
  // The C library's own arenas, one for each of many threads, never give back what a flood has filled; elsewhere it means nothing.
  const memory = { MALLOC_ARENA_MAX: process.env.MALLOC_ARENA_MAX ?? "2" };
  const platform = await ready<Ready>(launch("platform", "api/src/main.ts", memory));
  if (demo && Number(process.env.KR_DEMO_RATE ?? "1") > 0) await surroundings(platform);
} catch (error) {
  if (!stopping) {
    process.stderr.write(`${(error as Error).message}\n`);
    await stop(1);
  }
}

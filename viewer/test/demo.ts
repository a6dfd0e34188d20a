import { type ChildProcess, execFile, spawn } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { RouteAnswer, RouteKey } from "@kontrollrom/contracts/routes.ts";

const root = resolve(import.meta.dirname, "../..");

/** Names the data folder of a demo that has its buildings, devices and rules, and that has not measured yet. */
export const seededDemoVariable = "KONTROLLROM_SEEDED_DEMO";

/** The whole demo as `npm start` runs it, on free ports and a data folder of its own. */
export interface Demo {
  readonly url: string;
  /** Calls the interface as a demo visitor. */
  call<K extends RouteKey>(method: string, path: string, body?: unknown): Promise<RouteAnswer<K>>;
  stop(): Promise<void>;
}

/** `npm start` with an environment and a data folder of its own, on free ports. A folder that is given is left when it stops. */
export async function startPlatform(
  environment: NodeJS.ProcessEnv = {},
): Promise<{ readonly url: string; readonly seeded: Promise<void>; stop(): Promise<void> }> {
  const dataDir = environment.KR_DATA_DIR ?? (await mkdtemp(join(tmpdir(), "kontrollrom-viewer-")));
  const child: ChildProcess = spawn(process.execPath, [join(root, "scripts/start.ts")], {
    env: {
      ...process.env,
      KR_HTTP_PORT: "0",
      KR_MQTT_PORT: "0",
      KR_MODBUS_PORT: "0",
      KR_DATA_DIR: dataDir,
      ...environment,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<number | null>((resolveEnded) => child.once("exit", resolveEnded));
  const ready = Promise.withResolvers<string>();
  const seeded = Promise.withResolvers<void>();
  void ended.then((code) => {
    for (const { reject } of [ready, seeded])
      reject(new Error(`the platform ended with ${code} before it was ready`));
  });
  // Who does not wait for the demo's things does not hear of them.
  seeded.promise.catch(() => {});
  if (child.stdout === null) throw new Error("the platform has no output");
  createInterface({ input: child.stdout }).on("line", (line) => {
    const url = /^Kontrollrom is ready: (https?:\S+)$/.exec(line)?.[1];
    if (url !== undefined) ready.resolve(url);
    if (/^demo: (.* added|everything is in place)$/.test(line)) seeded.resolve();
  });
  return {
    url: await ready.promise,
    seeded: seeded.promise,
    async stop() {
      child.kill("SIGTERM");
      await ended;
      if (environment.KR_DATA_DIR === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The demo with its buildings, devices and rules in place, and sensors that begin to measure. A folder that is given is left when it stops. */
export async function startDemo(environment: NodeJS.ProcessEnv = {}): Promise<Demo> {
  const dataDir = environment.KR_DATA_DIR ?? (await mkdtemp(join(tmpdir(), "kontrollrom-viewer-")));
  const seededDir = process.env[seededDemoVariable];
  if (seededDir !== undefined && (await readdir(dataDir)).length === 0)
    await cp(seededDir, dataDir, { recursive: true });
  const platform = await startPlatform({ ...environment, KR_DATA_DIR: dataDir });
  await platform.seeded;
  return asDemo({
    url: platform.url,
    async stop() {
      await platform.stop();
      if (environment.KR_DATA_DIR === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  });
}

/** The platform as a demo visitor meets it, with nothing in it and nobody who measures. */
export async function startEmpty(): Promise<Demo> {
  return asDemo(await startPlatform({ KR_DEMO_RATE: "0" }));
}

function asDemo({ url, stop }: Pick<Demo, "url" | "stop">): Demo {
  return {
    url,
    async call(method, path, body) {
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      });
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
      return response.json() as never;
    },
    stop,
  };
}

/**
 * Imports the drawing of one of the demo's buildings (`school`, `nursing-home`, `kindergarten`), as its query says. The head of the file
 * has the name as well: with the bytes of the demo's own file it would be the same drawing, imported once.
 */
export async function importDrawing(
  demo: Demo,
  building: string,
  query: Readonly<Record<string, string>> & { readonly name: string },
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "kontrollrom-drawing-"));
  try {
    const file = join(folder, "drawing.ifc");
    const generator = join(root, "fixtures/src/cli/generate-ifc.ts");
    await promisify(execFile)(process.execPath, [generator, "--building", building, "--out", file]);
    const response = await fetch(`${demo.url}/api/v1/models?${new URLSearchParams(query)}`, {
      method: "POST",
      headers: { "content-type": "application/x-step" },
      body: (await readFile(file, "utf8")).replace(/FILE_NAME\('[^']*'/, `FILE_NAME('${query.name}'`),
    });
    if (!response.ok) throw new Error(`POST /models: ${response.status} ${await response.text()}`);
    const { jobId } = (await response.json()) as { jobId: string };
    await until(async () => {
      const job = await demo.call<"GET /jobs/{id}">("GET", `/jobs/${jobId}`);
      if (job.state === "failed") throw new Error(JSON.stringify(job.error));
      return job.state === "succeeded";
    }, 120_000);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Waits for something to become true; throws when it takes too long. */
export async function until(condition: () => Promise<boolean>, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`still not true after ${timeoutMs} ms: ${condition}`);
    await new Promise((wake) => setTimeout(wake, 250));
  }
}

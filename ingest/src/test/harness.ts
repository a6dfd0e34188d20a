import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import pino from "pino";
import { createIngest, type IngestDeps } from "../app.ts";
import type { IngestConfig } from "../config.ts";
import { readIngestConfig } from "../config.ts";
import type { DeviceSeen } from "../pipeline/pipeline.ts";
import { createMemoryPointIndex } from "./memory-point-index.ts";

export const silent = pino({ level: "silent" });

/** A folder that is gone afterwards. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "kr-ingest-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** An ingest on a free port and an empty folder, with what it told its listeners. */
export async function startIngest(
  options: {
    readonly config?: Partial<IngestConfig>;
    readonly deps?: Partial<IngestDeps>;
    readonly dataDir?: string;
  } = {},
) {
  const folder = options.dataDir === undefined ? await temporaryFolder() : undefined;
  const dataDir = options.dataDir ?? folder?.path ?? "";
  const pointIndex = createMemoryPointIndex();
  const committed: CommittedSample[] = [];
  const seen: DeviceSeen[] = [];
  const defaults = readIngestConfig({ KR_MQTT_PORT: "0", KR_DATA_DIR: dataDir });
  const ingest = createIngest(
    { ...defaults, ...options.config },
    {
      pointIndex,
      authenticate: async ({ username }) =>
        username === "stranger"
          ? undefined
          : { name: username ?? "", mayPublish: username !== "reader", maySubscribe: true },
      onCommitted: (samples) => void committed.push(...samples),
      onDevicesSeen: (devices) => void seen.push(...devices),
      now: () => Date.now(),
      log: silent,
      ...options.deps,
    },
  );
  await ingest.start();
  try {
    await ingest.open();
  } catch (cause) {
    await ingest.stop();
    await folder?.remove();
    throw cause;
  }
  const clients: MqttClient[] = [];
  const url = `mqtt://127.0.0.1:${ingest.mqttAddress()?.port}`;
  return {
    ingest,
    dataDir,
    pointIndex,
    committed,
    seen,
    url,
    port: ingest.mqttAddress()?.port ?? 0,
    async connect(client: IClientOptions = {}): Promise<MqttClient> {
      const connected = await mqtt.connectAsync(url, { reconnectPeriod: 0, username: "gateway", ...client });
      // A test asserts on what a client is refused; an unheard error would end the run.
      connected.on("error", () => undefined);
      clients.push(connected);
      return connected;
    },
    async stop(): Promise<void> {
      for (const client of clients) client.end(true);
      await ingest.stop();
      await folder?.remove();
    },
  };
}
export type StartedIngest = Awaited<ReturnType<typeof startIngest>>;

/** A promise that is resolved from outside. */
export function deferred(): { readonly promise: Promise<void>; resolve(): void } {
  return Promise.withResolvers<void>();
}

/** Waits for something to become true, at most 20 s. */
export async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await what())) {
    if (Date.now() > end) throw new Error(`still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pino from "pino";
import { createInfluxStore } from "../store/influx/influx-store.ts";
import type { SeriesStore } from "../store/split/series-store.ts";
import { startInfluxd } from "../store/test/influxd.ts";
import { startVictoria } from "../store/test/victoria.ts";
import { createVictoriaStore } from "../store/victoria/victoria-store.ts";
import { type Contender, type CreateContender, folderBytes } from "./telemetry-contender.ts";

const log = pino({ level: "error" });

interface Server {
  readonly url: string;
  pid(): number;
  stop(): Promise<void>;
}

/** Resident memory of another process, bytes; 0 where it cannot be told. */
async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}

/** A store whose server is started and ended with it; its data is below `folder`. */
function serverContender(
  name: string,
  folder: string,
  startServer: () => Promise<Server>,
  connect: (url: string) => SeriesStore,
): Contender {
  let server: Server | undefined;
  let store: SeriesStore | undefined;
  const opened = (): SeriesStore => {
    if (store === undefined) throw new Error(`${name} is not started`);
    return store;
  };
  return {
    name,
    store: {
      async start() {
        server = await startServer();
        store = connect(server.url);
        await store.start();
      },
      async stop() {
        await store?.stop();
        await server?.stop();
      },
      commit: (batch) => opened().write(batch.samples),
      series: (request) => opened().series(request),
      latest: (pointIds) => opened().latest(pointIds),
    },
    bytes: () => folderBytes(folder),
    rss: () => residentBytes(server?.pid() ?? 0),
  };
}

/** InfluxDB 1 as the platform uses it, beside it on the same machine. */
export const createInfluxContender: CreateContender = (dataDir, now) => {
  const folder = join(dataDir, "server");
  return serverContender(
    "influxdb",
    folder,
    () => startInfluxd({ folder }),
    (url) => createInfluxStore({ url, token: undefined, org: undefined, bucket: "bench" }, { now, log }),
  );
};

/** VictoriaMetrics as the platform uses it, beside it on the same machine. */
export const createVictoriaContender: CreateContender = (dataDir, now) => {
  const folder = join(dataDir, "server");
  return serverContender(
    "victoria-metrics",
    folder,
    () => startVictoria({ folder }),
    (url) => createVictoriaStore({ url, username: undefined, password: undefined, dataDir }, { now, log }),
  );
};

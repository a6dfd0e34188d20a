import { afterAll, beforeAll } from "vitest";
import { silent, temporaryFolder } from "../../test/harness.ts";
import { createDuckdbStore } from "../duckdb-store.ts";
import { describeSampleStore } from "../sample-store.contract.ts";
import { describeSeriesStore } from "../split/series-store.contract.ts";
import { createSplitStore } from "../split/split-store.ts";
import { type Influxd, startInfluxd } from "../test/influxd.ts";
import { createInfluxStore } from "./influx-store.ts";

const now = Date.UTC(2026, 10, 21, 9);

let influxd: Influxd;
beforeAll(async () => {
  influxd = await startInfluxd();
});
afterAll(() => influxd?.dispose());

const open = async (dataDir: string, bucket: string) => {
  const deps = { now: () => now, log: silent };
  const store = createSplitStore(
    dataDir,
    createInfluxStore({ url: influxd.url, token: undefined, org: undefined, bucket }, deps),
    createDuckdbStore(
      {
        dataDir,
        memoryMb: 256,
        threads: 2,
        frameDays: 30,
        deadLetters: { maxCount: 1000, maxBytes: 1_000_000 },
      },
      deps,
    ),
  );
  await store.start();
  return store;
};

let databases = 0;
describeSampleStore("InfluxDB 1", async () => {
  const folder = await temporaryFolder();
  const bucket = `test${++databases}`;
  let store = await open(folder.path, bucket);
  return {
    store,
    async reopen() {
      await store.stop();
      store = await open(folder.path, bucket);
      return store;
    },
    async remove() {
      await store.stop();
      await folder.remove();
    },
  };
});

describeSeriesStore("InfluxDB 1", async () => {
  const config = { url: influxd.url, token: undefined, org: undefined, bucket: `test${++databases}` };
  const store = createInfluxStore(config, { now: () => now, log: silent });
  await store.start();
  return { store, remove: () => store.stop() };
});

import { silent, temporaryFolder } from "../../test/harness.ts";
import { createDuckdbStore } from "../duckdb-store.ts";
import { describeSampleStore } from "../sample-store.contract.ts";
import { describeSeriesStore } from "../split/series-store.contract.ts";
import { createSplitStore } from "../split/split-store.ts";
import { startVictoria } from "../test/victoria.ts";
import { createVictoriaStore } from "./victoria-store.ts";

const now = Date.UTC(2026, 10, 21, 9);

const open = async (dataDir: string, url: string) => {
  const deps = { now: () => now, log: silent };
  const store = createSplitStore(
    dataDir,
    createVictoriaStore({ url, username: undefined, password: undefined, dataDir }, deps),
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

describeSampleStore("VictoriaMetrics", async () => {
  const victoria = await startVictoria();
  const folder = await temporaryFolder();
  let store = await open(folder.path, victoria.url);
  return {
    store,
    async reopen() {
      await store.stop();
      store = await open(folder.path, victoria.url);
      return store;
    },
    async remove() {
      await store.stop();
      await folder.remove();
      await victoria.dispose();
    },
  };
});

describeSeriesStore("VictoriaMetrics", async () => {
  const victoria = await startVictoria();
  const folder = await temporaryFolder();
  const config = { url: victoria.url, username: undefined, password: undefined, dataDir: folder.path };
  const store = createVictoriaStore(config, { now: () => now, log: silent });
  await store.start();
  return {
    store,
    async remove() {
      await store.stop();
      await folder.remove();
      await victoria.dispose();
    },
  };
});

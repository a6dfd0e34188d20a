import { createDuckdbStore } from "../store/duckdb-store.ts";
import type { IngestStore } from "../store/ingest-store.ts";
import { silent } from "./harness.ts";

/** The real store with a hand on its commits: they can be held up, or made to fail. */
export function createHeldStore(dataDir: string) {
  const store = createDuckdbStore(
    {
      dataDir,
      memoryMb: 256,
      threads: 2,
      frameDays: 30,
      deadLetters: { maxCount: 10_000, maxBytes: 10_000_000 },
    },
    { now: () => Date.now(), log: silent },
  );
  let released: PromiseWithResolvers<void> | undefined;
  let failure: Error | undefined;
  let attempts = 0;
  const held: IngestStore = {
    ...store,
    async commit(batch) {
      attempts++;
      await released?.promise;
      if (failure !== undefined) throw failure;
      await store.commit(batch);
    },
  };
  return {
    store: held,
    attempts: () => attempts,
    hold(): void {
      released = Promise.withResolvers();
    },
    release(): void {
      released?.resolve();
      released = undefined;
    },
    fail(error: Error | undefined): void {
      failure = error;
    },
  };
}

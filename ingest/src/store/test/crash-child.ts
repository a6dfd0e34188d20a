import { join } from "node:path";
import pino from "pino";
import { createDuckdbStore } from "../duckdb-store.ts";
import { now, retentionOf, samplesOf } from "./crash-plan.ts";

/**
 * A store that is written to, sealed, thinned by age and copied, all at once, until it is killed:
 * `node crash-child.ts <data folder> <first step> <folder for copies>`. Tells each step that is durable, and each copy.
 */
const [dataDir = "", first = "0", copies = ""] = process.argv.slice(2);
const store = createDuckdbStore(
  {
    dataDir,
    memoryMb: 256,
    threads: 2,
    frameDays: 30,
    deadLetters: { maxCount: 1000, maxBytes: 1_000_000 },
    upkeep: { sealAfterMs: 1, sealRows: 1, sliceRows: 1500 },
  },
  { now: () => now, log: pino({ level: "fatal" }), retentionOf },
);
await store.start();
process.send?.({ started: true });

let step = Number(first);
let durable = step - 1;
async function write(): Promise<never> {
  for (; ; step++) {
    await store.commit({ samples: samplesOf(step), frames: [], deadLetters: [] });
    durable = step;
    process.send?.({ durable });
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
async function seal(): Promise<never> {
  for (;;) {
    await store.upkeep();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
async function copy(): Promise<never> {
  for (let number = 0; ; number++) {
    const folder = join(copies, `${first}-${number}`);
    const since = durable;
    await store.backup(folder);
    process.send?.({ copied: folder, since });
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}
await Promise.all([write(), seal(), copy()]);

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import pino from "pino";
import { createDuckdbStore } from "../store/duckdb-store.ts";
import type { SampleStore } from "../store/sample-store.ts";

/** A store that takes part in the bench. Nothing of it lives before `start` or after `stop`. */
export interface Contender {
  /** Figures of others than the platform's own are told as `telemetry.<name>.…`. */
  readonly name: string;
  readonly store: Pick<SampleStore, "start" | "stop" | "commit" | "series" | "latest">;
  /** Puts in order what was written, where the store does not do that before it is asked. */
  settle?(): Promise<void>;
  /** What it takes on the disk, bytes. */
  bytes(): Promise<number>;
  /** Resident memory of processes of its own, bytes. */
  rss?(): Promise<number>;
}

export type CreateContender = (dataDir: string, now: () => number) => Contender;

/** All files below a folder, bytes. */
export async function folderBytes(folder: string): Promise<number> {
  let sum = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) sum += (await stat(join(entry.parentPath, entry.name))).size;
  return sum;
}

export const createDuckdbContender: CreateContender = (dataDir, now) => {
  const store = createDuckdbStore(
    {
      dataDir,
      memoryMb: 256,
      threads: 1,
      frameDays: 30,
      deadLetters: { maxCount: 1000, maxBytes: 1_000_000 },
    },
    { now, log: pino({ level: "error" }) },
  );
  return { name: "duckdb", store, settle: () => store.upkeep(), bytes: () => folderBytes(dataDir) };
};

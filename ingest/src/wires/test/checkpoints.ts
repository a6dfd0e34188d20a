import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Checkpoint, CheckpointStore } from "../checkpoint-store.ts";

/** Checkpoints in memory, whose saves can be made to fail. */
export function createMemoryCheckpoints(from: Iterable<readonly [string, Checkpoint]> = []) {
  const saved = new Map<string, Checkpoint>(from);
  let failing = false;
  return {
    load: async (key: string) => saved.get(key),
    async save(key: string, sequenceNumber: number, offset: string) {
      if (failing) throw new Error("the registry is locked");
      saved.set(key, { sequenceNumber, offset });
    },
    saved,
    /** Sequence numbers by partition. */
    at: () => Object.fromEntries([...saved].map(([key, one]) => [key.split("/").at(-1), one.sequenceNumber])),
    fail(on: boolean): void {
      failing = on;
    },
  };
}

/** Checkpoints in files, for a process that is killed. */
export function createFileCheckpoints(folder: string): CheckpointStore {
  mkdirSync(folder, { recursive: true });
  const pathOf = (key: string) => join(folder, encodeURIComponent(key));
  return {
    async load(key) {
      try {
        return JSON.parse(readFileSync(pathOf(key), "utf8")) as Checkpoint;
      } catch {
        return undefined;
      }
    },
    async save(key, sequenceNumber, offset) {
      writeFileSync(`${pathOf(key)}.new`, JSON.stringify({ sequenceNumber, offset }));
      renameSync(`${pathOf(key)}.new`, pathOf(key));
    },
  };
}

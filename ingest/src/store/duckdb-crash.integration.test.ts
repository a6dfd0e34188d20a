import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silent, temporaryFolder } from "../test/harness.ts";
import { createDuckdbStore } from "./duckdb-store.ts";
import { bucketsOf } from "./series/buckets.ts";
import { summaryOf } from "./series/summary.ts";
import { createZone } from "./series/zone.ts";
import { base, expectedAfter, now, points, retentionOf } from "./test/crash-plan.ts";

const day = 86_400_000;
const kills = 14;

interface Message {
  readonly started?: true;
  readonly durable?: number;
  readonly copied?: string;
  readonly since?: number;
}

describe("a store that is killed while it seals, lets go and is copied", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let child: ChildProcess | undefined;
  beforeEach(async () => {
    folder = await temporaryFolder();
    await mkdir(join(folder.path, "copies"));
  });
  afterEach(async () => {
    child?.kill("SIGKILL");
    await folder.remove();
  });

  /** Whether the store in a folder has exactly what steps 0 … last commit. */
  async function hasExactly(dataDir: string, lasts: readonly number[]): Promise<number | undefined> {
    const store = createDuckdbStore(
      {
        dataDir,
        memoryMb: 256,
        threads: 2,
        frameDays: 30,
        deadLetters: { maxCount: 1000, maxBytes: 1_000_000 },
      },
      { now: () => now, log: silent, retentionOf },
    );
    await store.start();
    try {
      const period = { from: base, to: base + 80 * day, limit: 100_000 };
      const kept = [...points.sparse, points.dense];
      const raw = await store.series({ ...period, pointIds: kept, bucket: "raw", aggregates: [] });
      const aggregates = ["count", "sum", "first", "last", "timeWeightedAvg", "consumption"] as const;
      const hourly = await store.series({
        ...period,
        pointIds: [...kept, points.shortLived],
        bucket: "PT1H",
        aggregates,
      });
      const daily = await store.series({
        ...period,
        pointIds: [...kept, points.shortLived],
        bucket: "P1D",
        aggregates,
      });
      const found = lasts.find((last) => {
        const times = expectedAfter(last).get(1);
        return JSON.stringify(raw.get(1)) === JSON.stringify(entriesOf(times));
      });
      if (found === undefined) return undefined;
      const expected = expectedAfter(found);
      for (const id of kept) expect(raw.get(id)).toEqual(entriesOf(expected.get(id)));
      for (const id of [...kept, points.shortLived]) {
        const samples = [...(expected.get(id)?.values() ?? [])].toSorted((a, b) => a.time - b.time);
        const request = { ...period, aggregates, zone: createZone("Europe/Oslo") };
        for (const [bucket, answer] of [
          ["PT1H", hourly],
          ["P1D", daily],
        ] as const)
          expect(rounded(answer.get(id))).toEqual(
            rounded(bucketsOf(samples.map(summaryOf), { ...request, bucket })),
          );
      }
      return found;
    } finally {
      await store.stop();
    }
  }

  async function samplesOfShortLived(): Promise<number | undefined> {
    const store = createDuckdbStore(
      {
        dataDir: folder.path,
        memoryMb: 256,
        threads: 2,
        frameDays: 30,
        deadLetters: { maxCount: 9, maxBytes: 9 },
      },
      { now: () => now, log: silent, retentionOf },
    );
    await store.start();
    await store.upkeep();
    const id = points.shortLived;
    const all = await store.series({
      pointIds: [id],
      from: 0,
      to: now,
      bucket: "raw",
      aggregates: [],
      limit: 9,
    });
    await store.stop();
    return all.get(id)?.length;
  }

  it("has everything that was durable, once, its hours and days as its samples, and whole copies", async () => {
    let last = -1;
    let copy: { readonly folder: string; readonly since: number } | undefined;
    for (let round = 0; round < kills; round++) {
      const running = fork(
        join(import.meta.dirname, "test/crash-child.ts"),
        [folder.path, String(last + 1), join(folder.path, "copies")],
        { stdio: ["ignore", "inherit", "inherit", "ipc"] },
      );
      child = running;
      const started = Promise.withResolvers<void>();
      running.on("message", (message: Message) => {
        if (message.started) started.resolve();
        if (message.durable !== undefined) last = message.durable;
        if (message.copied !== undefined) copy = { folder: message.copied, since: message.since ?? -1 };
      });
      const ended = once(running, "exit");
      await Promise.race([
        started.promise,
        ended.then(() => Promise.reject(new Error("the store ended by itself"))),
      ]);
      await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 500));
      expect(running.exitCode).toBeNull();
      running.kill("SIGKILL");
      await ended;
      // What was being committed may be there or not; what was told to be durable is.
      const found = await hasExactly(folder.path, [last, last + 1]);
      expect(found).toBeDefined();
      last = found as number;
    }
    expect(last).toBeGreaterThan(kills);
    expect(await samplesOfShortLived()).toBe(0);
    expect(copy).toBeDefined();
    if (copy === undefined) return;
    const { folder: path, since } = copy;
    const some = await hasExactly(
      path,
      Array.from({ length: last - since + 2 }, (_, i) => since + i),
    );
    expect(some).toBeGreaterThanOrEqual(since);
    await rm(path, { recursive: true });
  }, 180_000);
});

function entriesOf(
  samples: ReturnType<typeof expectedAfter> extends Map<number, infer T> ? T | undefined : never,
) {
  return [...(samples?.values() ?? [])]
    .toSorted((a, b) => a.time - b.time)
    .map(({ time, value, quality }) => ({ time, value, quality }));
}

function rounded(entries: readonly object[] | undefined) {
  return entries?.map((entry) =>
    Object.fromEntries(
      Object.entries(entry).map(([name, value]) => [
        name,
        typeof value === "number" ? Number(value.toPrecision(10)) + 0 : value,
      ]),
    ),
  );
}

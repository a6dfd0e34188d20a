import { execFile } from "node:child_process";
import { readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silent, temporaryFolder } from "../test/harness.ts";
import { createDuckdbStore, type DuckdbStoreConfig } from "./duckdb-store.ts";
import type { Retention } from "./retention.ts";
import { batch, describeSampleStore, sample } from "./sample-store.contract.ts";
import type { NewDeadLetter, StoreBatch } from "./sample-store.ts";
import { alignedTo } from "./test/aligned.ts";

const day = 86_400_000;
const now = Date.UTC(2026, 10, 21, 9);

const config = (dataDir: string, change: Partial<DuckdbStoreConfig> = {}): DuckdbStoreConfig => ({
  dataDir,
  memoryMb: 256,
  threads: 2,
  frameDays: 30,
  deadLetters: { maxCount: 1000, maxBytes: 1_000_000 },
  ...change,
});

/** The contract, with nothing sealed, and with everything sealed before each question. */
for (const sealed of [false, true])
  describeSampleStore(sealed ? "DuckDB, sealed" : "DuckDB", async () => {
    const folder = await temporaryFolder();
    let commits = 0;
    const make = () => {
      const store = createDuckdbStore(
        config(folder.path, { upkeep: { sealAfterMs: day, sealRows: 1e9, sliceRows: 50 } }),
        { now: () => now, log: silent, retentionOf: () => ({ rawDays: 10_000, hourlyDays: 10_000 }) },
      );
      if (!sealed) return store;
      return {
        ...store,
        // Now and then something stays unsealed, so that both are joined.
        async commit(batch: StoreBatch) {
          await store.commit(batch);
          if (++commits % 3 > 0) await store.upkeep();
        },
      };
    };
    let store = make();
    await store.start();
    return {
      store,
      async reopen() {
        await store.stop();
        store = make();
        await store.start();
        return store;
      },
      async remove() {
        await store.stop();
        await folder.remove();
      },
    };
  });

const letter = (id: number, change: Partial<NewDeadLetter> = {}): NewDeadLetter => ({
  id: String(id),
  receivedAt: now + id,
  source: "mqtt:kr/v1/x",
  format: "json",
  reason: "unknown-device",
  detail: "register it",
  device: "d",
  payload: Buffer.from(`payload ${id}`),
  ...change,
});

describe("the DuckDB store", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let clock = now;
  beforeEach(async () => {
    folder = await temporaryFolder();
    clock = now;
  });
  afterEach(() => folder.remove());

  const open = async (
    change: Partial<DuckdbStoreConfig> = {},
    retentionOf: (pointId: number) => Retention = () => ({ rawDays: 10_000, hourlyDays: 10_000 }),
  ) => {
    const store = createDuckdbStore(config(folder.path, change), {
      now: () => clock,
      log: silent,
      retentionOf,
    });
    await store.start();
    return store;
  };

  /** Runs something on the database file of a store that is closed. */
  const withDatabase = async (work: (connection: DuckDBConnection) => Promise<void>) => {
    const instance = await DuckDBInstance.create(join(folder.path, "telemetry.duckdb"));
    const connection = await instance.connect();
    await work(connection);
    connection.closeSync();
    instance.closeSync();
  };

  it("keeps raw frames for their days and drops them then, while samples stay", async () => {
    const store = await open({ frameDays: 2 });
    const frame = (id: string) => ({
      id,
      receivedAt: clock,
      source: "s",
      device: "d",
      payload: Buffer.from(id),
    });
    for (const id of ["1", "2", "3", "4"]) {
      await store.commit(batch([sample(1, clock, 1, id)], { frames: [frame(id)] }));
      clock += day;
    }
    expect(await store.frame("1")).toBeUndefined();
    expect(await store.frame("2")).toBeDefined();
    expect(await store.frame("4")).toBeDefined();
    expect(await store.count()).toEqual({ samples: 4, frames: 3 });
    expect(await store.highestId()).toBe(4);
    await store.stop();
  });

  it("finds the frames of some devices without looking into the blocks of others, and reads what was kept before those had marks", async () => {
    const frame = (id: number, device: string, also?: readonly string[]) => ({
      id: String(id),
      receivedAt: clock,
      source: "s",
      device,
      ...(also === undefined ? {} : { also }),
      payload: Buffer.from(`payload ${id}`),
    });
    const found = async (store: Awaited<ReturnType<typeof open>>, ...devices: readonly string[]) => {
      const ids: string[] = [];
      for await (const chunk of store.frames(0, new Set(devices))) ids.push(...chunk.map(({ id }) => id));
      return ids;
    };
    let store = await open();
    await store.commit(batch([], { frames: [frame(1, "a"), frame(2, "b", ["å 'quoted'", "c"])] }));
    await store.commit(batch([], { frames: [frame(3, "a")] }));
    clock += day;
    await store.commit(batch([], { frames: [frame(4, "d")] }));
    expect(await found(store, "a")).toEqual(["3", "2", "1"]);
    expect(await found(store, "å 'quoted'")).toEqual(["2", "1"]);
    expect(await found(store, "d", "c")).toEqual(["4", "2", "1"]);
    expect(await found(store, "e")).toEqual([]);
    expect(await found(store)).toEqual([]);
    await store.stop();

    await withDatabase(async (connection) => {
      for (const column of ["bytes", "devices"])
        await connection.run(`ALTER TABLE frame_${Math.floor(now / day)} DROP COLUMN ${column}`);
      await connection.run("DELETE FROM schema_version WHERE version = 4");
    });
    store = await open();
    await store.commit(batch([], { frames: [frame(5, "e")] }));
    expect(await found(store, "e")).toEqual(["5", "3", "2", "1"]);
    expect(await store.frame("2")).toMatchObject({ device: "b", also: ["å 'quoted'", "c"] });
    expect(await store.count()).toEqual({ samples: 0, frames: 5 });
    await store.stop();
  });

  it("goes on with ids above all that it has, also of frames that are gone", async () => {
    let store = await open({ frameDays: 1 });
    await store.commit(batch([sample(1, clock, 1, "900")], { deadLetters: [letter(901)] }));
    await store.stop();
    clock += 10 * day;
    store = await open({ frameDays: 1 });
    expect(await store.highestId()).toBe(901);
    await store.stop();
  });

  it("lists dead letters by page, reason, device and whether they are open, and changes them", async () => {
    const store = await open();
    const odd = "d'; DROP TABLE sample; --";
    await store.commit(
      batch([], {
        deadLetters: [
          letter(1),
          letter(2, { device: odd, reason: "not-json" }),
          letter(3, { device: undefined }),
          letter(4),
        ],
      }),
    );
    const ids = async (filter: Partial<Parameters<typeof store.listDeadLetters>[0]>) =>
      (await store.listDeadLetters({ order: "newest-first", limit: 10, ...filter })).map(({ id }) => id);
    expect(await ids({})).toEqual(["4", "3", "2", "1"]);
    expect(await ids({ limit: 2, behind: "4" })).toEqual(["3", "2"]);
    expect(await ids({ order: "oldest-first", behind: "2" })).toEqual(["3", "4"]);
    expect(await ids({ reasons: ["unknown-device"] })).toEqual(["4", "3", "1"]);
    expect(await ids({ devices: [odd] })).toEqual(["2"]);
    expect(await ids({ devices: [] })).toEqual([]);
    expect(await ids({ ids: ["1", "x", "4"] })).toEqual(["4", "1"]);

    await store.changeDeadLetters([
      { id: "1", replayedAt: now },
      { id: "4", reason: "wrong-unit", detail: "it's in “°F”" },
    ]);
    expect(await ids({ open: true })).toEqual(["4", "3", "2"]);
    const [changed] = await store.listDeadLetters({ order: "newest-first", limit: 1 });
    expect(changed).toMatchObject({ reason: "wrong-unit", detail: "it's in “°F”", replayedAt: undefined });
    expect(Buffer.from(changed?.payload ?? []).toString()).toBe("payload 4");
    await store.stop();
  });

  it.each([
    ["count", { maxCount: 80, maxBytes: 1e9 }, 10],
    ["size", { maxCount: 1e6, maxBytes: 80_000 }, 1000],
  ])(
    "keeps the newest dead letters up to a %s, also after it was opened again",
    async (_what, deadLetters, bytes) => {
      let store = await open({ deadLetters });
      for (let id = 1; id <= 200; id++) {
        await store.commit(batch([], { deadLetters: [letter(id, { payload: Buffer.alloc(bytes) })] }));
        if (id !== 150) continue;
        await store.stop();
        store = await open({ deadLetters });
      }
      const ids = (await store.listDeadLetters({ order: "oldest-first", limit: 1000 })).map(({ id }) =>
        Number(id),
      );
      expect(ids.at(-1)).toBe(200);
      expect(ids.length).toBeGreaterThanOrEqual(70);
      expect(ids.length).toBeLessThanOrEqual(81);
      expect(ids).toEqual(Array.from({ length: ids.length }, (_, i) => 201 - ids.length + i));
      await store.stop();
    },
  );

  it("takes whatever text comes from outside", async () => {
    const store = await open();
    const odd = "\u0000 \ud800 \u{1f3eb} ' \" \\ \n";
    await store.commit(
      batch([], {
        deadLetters: [letter(1, { device: odd, detail: odd, source: odd, payload: new Uint8Array() })],
      }),
    );
    await store.changeDeadLetters([{ id: "1", reason: "not-json", detail: odd }]);
    await store.listDeadLetters({ devices: [odd], order: "newest-first", limit: 1 });
    expect(await store.listDeadLetters({ order: "newest-first", limit: 9 })).toHaveLength(1);
    await store.stop();
  });

  it("commits on while a long history is read and put in order", async () => {
    const store = await open();
    const commits = 60;
    const readings: Promise<unknown>[] = [];
    for (let i = 0; i < commits; i++) {
      const samples = Array.from({ length: 20_000 }, (_, n) =>
        sample(1 + (n % 50), now + i * 1000 + n, n, String(i + 1)),
      );
      await store.commit(batch(samples));
      if (i % 10 === 0)
        readings.push(
          store.series({
            pointIds: [1, 2],
            from: 0,
            to: now * 2,
            bucket: "PT1H",
            aggregates: ["avg"],
            limit: 100,
          }),
          store.latest(),
        );
    }
    await Promise.all(readings);
    expect(await store.samplesAfter(50, 0, 100_000)).toHaveLength(
      new Set(
        Array.from({ length: commits }, (_, i) =>
          Array.from({ length: 400 }, (_unused, n) => i * 1000 + n * 50 + 49),
        ).flat(),
      ).size,
    );
    await store.stop();
  });

  describe("seals", () => {
    const minute = 60_000;
    const hour = 60 * minute;
    const may = Date.UTC(2026, 4, 1);
    /** Whole numbers below 5000, as good as random: they do not pack into nothing. */
    const valueAt = (i: number) => Math.floor(Math.abs(Math.sin(i * i)) * 5000);
    const everyMinute = (pointId: number, from: number, count: number) =>
      Array.from({ length: count }, (_, i) => sample(pointId, from + i * minute, valueAt(i)));
    const files = async () => (await readdir(join(folder.path, "telemetry"))).toSorted();
    const bytes = async () => {
      const sizes = await Promise.all(
        (await files()).map(async (name) => (await stat(join(folder.path, "telemetry", name))).size),
      );
      return sizes.reduce((sum, size) => sum + size, 0);
    };
    const raw = async (store: Awaited<ReturnType<typeof open>>, pointId: number) =>
      (
        await store.series({
          pointIds: [pointId],
          from: 0,
          to: now * 2,
          bucket: "raw",
          aggregates: [],
          limit: 99_999,
        })
      ).get(pointId) ?? [];
    const hours = async (store: Awaited<ReturnType<typeof open>>, pointId: number) =>
      (
        await store.series({
          pointIds: [pointId],
          from: 0,
          to: now * 2,
          bucket: "PT1H",
          aggregates: ["count", "sum", "consumption"],
          limit: 99_999,
        })
      ).get(pointId) ?? [];

    const days = async (store: Awaited<ReturnType<typeof open>>, pointId: number) =>
      (
        await store.series({
          pointIds: [pointId],
          from: 0,
          to: now * 2,
          bucket: "P1D",
          aggregates: ["count", "sum", "timeWeightedAvg", "consumption"],
          limit: 99_999,
        })
      ).get(pointId) ?? [];
    it("into files of a month, made anew for late and corrected samples alone", async () => {
      const store = await open();
      await store.commit(batch([sample(1, may, 1), sample(1, may + 40 * day, 2), sample(2, may, 3)]));
      await store.upkeep();
      const before = await files();
      expect(before.map((name) => name.replace(/\.\d+\.0\./, ". .")).join()).toBe(
        "2026-05. .point.parquet,2026-05. .raw.parquet,2026-06. .point.parquet,2026-06. .raw.parquet",
      );
      await store.commit(batch([sample(1, may, 7), sample(2, may + 1, 4)]));
      await store.upkeep();
      const after = await files();
      expect(after.filter((name) => name.startsWith("2026-06"))).toEqual(
        before.filter((name) => name.startsWith("2026-06")),
      );
      expect(after).toHaveLength(4);
      expect(after.filter((name) => before.includes(name))).toHaveLength(2);
      expect((await raw(store, 1)).map(({ value }) => value)).toEqual([7, 2]);
      expect(await store.count()).toMatchObject({ samples: 4 });
      await store.stop();
    });

    it("and keeps hours of what is heard often", async () => {
      const store = await open();
      await store.commit(batch([...everyMinute(1, may, 5000), sample(2, may, 1)]));
      const unsealed = await hours(store, 1);
      await store.upkeep();
      expect((await files()).filter((name) => name.includes(".hour."))).toHaveLength(1);
      expect(await hours(store, 1)).toEqual(unsealed);
      // A correction is seen at once, in its hour alone.
      await store.commit(batch([sample(1, may + 90 * minute, 1000)]));
      const corrected = await hours(store, 1);
      expect(corrected[1]?.sum).toBe((unsealed[1]?.sum ?? 0) - valueAt(90) + 1000);
      expect(corrected.toSpliced(1, 1).map(({ sum }) => sum)).toEqual(
        unsealed.toSpliced(1, 1).map(({ sum }) => sum),
      );
      await store.upkeep();
      expect(await hours(store, 1)).toEqual(corrected);
      await store.stop();
    });

    it("and keeps days of Norway of what is heard every hour, also where the clocks change and a month of UTC ends", async () => {
      const store = await open();
      const october = Date.UTC(2026, 9, 20);
      // Two readings with more than a day between them, in the day of 25 hours.
      const longDay = [Date.parse("2026-10-24T22:00Z"), Date.parse("2026-10-25T22:59Z")];
      const samples = Array.from({ length: 20 * 36 }, (_, i) =>
        sample(1, october + i * 40 * minute, valueAt(i)),
      ).filter(({ time }) => time < (longDay[0] as number) || time > (longDay[1] as number));
      await store.commit(batch([...samples, ...longDay.map((time, i) => sample(1, time, 100 + i))]));
      const ask = async (bucket: "P1D" | "P1W" | "P1M" | "P1Y") =>
        (
          await store.series({
            pointIds: [1],
            from: Date.parse("2026-10-20T22:00Z"),
            to: Date.parse("2026-11-07T23:00Z"),
            bucket,
            aggregates: [
              "count",
              "avg",
              "min",
              "max",
              "sum",
              "first",
              "last",
              "timeWeightedAvg",
              "consumption",
            ],
            limit: 99,
          })
        ).get(1);
      const all = async () => ({
        P1D: await ask("P1D"),
        P1W: await ask("P1W"),
        P1M: await ask("P1M"),
        P1Y: await ask("P1Y"),
      });
      const unsealed = await all();
      expect(unsealed.P1D).toHaveLength(18);
      await store.upkeep();
      expect((await files()).map((name) => name.split(".")[3]).toSorted()).toEqual(
        ["day", "day", "point", "point", "raw", "raw"].toSorted(),
      );
      expect(alignedTo(unsealed, await all())).toEqual(unsealed);
      // A correction in the day that has a part in each of two months.
      await store.commit(batch([sample(1, Date.parse("2026-10-31T23:30Z"), 4000)]));
      const corrected = await all();
      const day = corrected.P1D?.find(({ time }) => time === Date.parse("2026-10-31T23:00Z"));
      expect(day).toMatchObject({ count: 37 });
      await store.upkeep();
      expect(alignedTo(corrected, await all())).toEqual(corrected);
      await store.stop();
    });

    it("and reads what was sealed before days were kept, and makes them with the next late sample", async () => {
      let store = await open();
      await store.commit(batch(everyMinute(1, may, 5000)));
      await store.upkeep();
      const before = await days(store, 1);
      await store.stop();
      await withDatabase(async (connection) => {
        await connection.run(`CREATE TABLE older AS SELECT * EXCLUDE (day_rows) FROM segment`);
        await connection.run("DROP TABLE segment");
        await connection.run("ALTER TABLE older RENAME TO segment");
        await connection.run("DELETE FROM schema_version WHERE version >= 3");
      });
      for (const name of await files())
        if (name.includes(".day.")) await rm(join(folder.path, "telemetry", name));
      store = await open();
      expect(alignedTo(before, await days(store, 1))).toEqual(before);
      await store.commit(batch([sample(1, may + 6000 * minute, 1)]));
      await store.upkeep();
      expect((await files()).filter((name) => name.includes(".day."))).toHaveLength(1);
      expect(alignedTo(before.slice(0, 3), (await days(store, 1)).slice(0, 3))).toEqual(before.slice(0, 3));
      await store.stop();
    });

    it("lets go of samples and later of hours when they were kept long enough, each by the class of its point", async () => {
      const retentionOf = (id: number) =>
        id === 1 ? { rawDays: 60, hourlyDays: 200 } : { rawDays: 1000, hourlyDays: 1000 };
      clock = may + 31 * day;
      let store = await open({}, retentionOf);
      for (let i = 0; i < 3; i++)
        await store.commit(
          batch([...everyMinute(1, may + i * 10 * day, 10_000), ...everyMinute(2, may + i * 10 * day, 2000)]),
        );
      await store.upkeep();
      const all = await hours(store, 1);
      const allDays = await days(store, 1);
      const whole = await bytes();
      expect(await raw(store, 1)).toHaveLength(30_000);

      clock = may + 31 * day + 61 * day;
      await store.upkeep();
      expect(await raw(store, 1)).toEqual([]);
      expect(await raw(store, 2)).toHaveLength(6000);
      expect(await hours(store, 1)).toEqual(all);
      expect(alignedTo(allDays, await days(store, 1))).toEqual(allDays);
      expect(await bytes()).toBeLessThan(whole * 0.75);
      expect(await store.latest([1])).toMatchObject([{ time: may + 20 * day + 9999 * minute }]);
      const june = { pointIds: [1], from: may + 10 * day, to: may + 12 * day, longerThanMs: 2 * hour };
      expect((await store.gaps(june)).get(1)).toEqual([]);

      // What is as old as that and comes only now joins where nothing is, and changes nothing that was counted.
      await store.commit(batch([sample(1, may + 5 * minute, 9999), sample(1, may + 9 * day, 33)]));
      const late = () =>
        store.series({
          pointIds: [1],
          from: may,
          to: may + 10 * day,
          bucket: "P1D",
          aggregates: ["max"],
          limit: 99,
        });
      const unsealed = await late();
      const unsealedDays = await days(store, 1);
      await store.upkeep();
      expect(await late()).toEqual(unsealed);
      // These are now joined from the hours, which is all that is left.
      expect(alignedTo(unsealedDays, await days(store, 1))).toEqual(unsealedDays);
      expect(unsealed.get(1)?.find(({ time }) => time > may + 8 * day)?.max).toBe(33);
      expect(unsealed.get(1)?.[0]?.max).toBeLessThan(5000);

      await store.stop();
      store = await open({}, retentionOf);
      expect((await hours(store, 1)).slice(0, 100)).toEqual(all.slice(0, 100));
      clock = may + 31 * day + 201 * day;
      await store.upkeep();
      expect(await hours(store, 1)).toEqual([]);
      expect(await days(store, 1)).toEqual([]);
      expect(await raw(store, 2)).toHaveLength(6000);
      await store.stop();
    });

    it("and can be copied while commits go on; the copy is a store", async () => {
      const store = await open();
      await store.commit(batch(everyMinute(1, may, 3000)));
      await store.upkeep();
      await store.commit(batch([sample(1, may, 55), sample(2, may, 1)]));
      const copy = join(folder.path, "copy");
      const copying = store.backup(copy);
      await store.commit(batch([sample(9, may, 1)]));
      await copying;
      const expected = await raw(store, 1);
      await store.stop();
      const copied = createDuckdbStore(config(copy), { now: () => clock, log: silent });
      await copied.start();
      expect(await raw(copied, 1)).toEqual(expected);
      expect(await copied.latest([2])).toMatchObject([{ value: 1 }]);
      await copied.stop();
    });

    it("and forgets files that a break left behind", async () => {
      let store = await open();
      await store.commit(batch([sample(1, may, 1)]));
      await store.upkeep();
      await store.stop();
      const kept = await files();
      await writeFile(join(folder.path, "telemetry", "2026-05.9999999999999.0.raw.parquet"), "half");
      store = await open();
      expect(await files()).toEqual(kept);
      await store.stop();
    });
  });

  it("says who has the file when another process does", async () => {
    const store = await open();
    const script = `
      import { createDuckdbStore } from ${JSON.stringify(join(import.meta.dirname, "duckdb-store.ts"))};
      const store = createDuckdbStore(${JSON.stringify(config(folder.path))}, { now: Date.now, log: console });
      await store.start();`;
    const second = promisify(execFile)(process.execPath, ["--input-type=module", "-e", script]);
    await expect(second).rejects.toThrow(
      /telemetry\.duckdb: another process has it open; stop that one first/,
    );
    await store.stop();
  });

  it("does not touch a file that a newer program wrote", async () => {
    const store = await open();
    await store.stop();
    const instance = await DuckDBInstance.create(join(folder.path, "telemetry.duckdb"));
    const connection = await instance.connect();
    await connection.run("INSERT INTO schema_version VALUES (99)");
    connection.closeSync();
    instance.closeSync();
    await expect(open()).rejects.toThrow("telemetry.duckdb has version 99");
  });
});

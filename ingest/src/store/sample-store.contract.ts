import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SampleStore, SeriesRequest, StoreBatch } from "./sample-store.ts";
import { bucketsOf } from "./series/buckets.ts";
import { isCounted } from "./series/quality.ts";
import { summaryOf } from "./series/summary.ts";
import { createZone } from "./series/zone.ts";
import { alignedTo } from "./test/aligned.ts";

const hour = 3_600_000;
const day = 24 * hour;
/** 21 November 2026, 09:00 UTC. */
const now = Date.UTC(2026, 10, 21, 9);

/** A sample; what is not given is the same for all. */
export function sample(pointId: number, time: number, value: number, frameId = "1"): CommittedSample {
  return { pointId, time, value, quality: "good", frameId, receivedAt: time + 300 };
}

export function batch(samples: readonly CommittedSample[], more: Partial<StoreBatch> = {}): StoreBatch {
  return { samples, frames: [], deadLetters: [], ...more };
}

/**
 * What any time-series store has to do, run against an empty one. `reopen` closes it and opens the same data again.
 */
export function describeSampleStore(
  name: string,
  make: () => Promise<{ store: SampleStore; reopen(): Promise<SampleStore>; remove(): Promise<void> }>,
): void {
  describe(`${name} as a sample store`, () => {
    let made: Awaited<ReturnType<typeof make>>;
    let store: SampleStore;
    beforeEach(async () => {
      made = await make();
      store = made.store;
    });
    afterEach(() => made.remove());

    const series = async (request: Partial<SeriesRequest>) => {
      const answer = await store.series({
        pointIds: [1],
        from: now - 365 * day,
        to: now + day,
        bucket: "raw",
        aggregates: ["avg", "min", "max"],
        limit: 1000,
        ...request,
      });
      return Object.fromEntries(answer);
    };

    it("answers an empty store with nothing", async () => {
      expect(await series({ pointIds: [1, 2] })).toEqual({ 1: [], 2: [] });
      expect(await store.latest()).toEqual([]);
      expect(await store.samplesAfter(1, 0, 10)).toEqual([]);
      expect(await store.frame("1")).toBeUndefined();
      expect(await store.count()).toEqual({ samples: 0, frames: 0 });
    });

    it("gives the samples of each point within [from, to), by time, however they came", async () => {
      await store.commit(batch([sample(1, now + 2, 3), sample(2, now, 20), sample(1, now, 1)]));
      await store.commit(batch([sample(1, now + 1, 2), sample(3, now, 30)]));
      expect(await series({ pointIds: [1, 2, 9], from: now, to: now + 2 })).toEqual({
        1: [
          { time: now, value: 1, quality: "good" },
          { time: now + 1, value: 2, quality: "good" },
        ],
        2: [{ time: now, value: 20, quality: "good" }],
        9: [],
      });
    });

    it("keeps, of samples of the same point and time, the last one committed", async () => {
      await store.commit(batch([sample(1, now, 1), sample(1, now, 2)]));
      expect(await series({})).toEqual({ 1: [{ time: now, value: 2, quality: "good" }] });
      await store.commit(batch([{ ...sample(1, now, 3, "9"), quality: "uncertain" }]));
      await store.commit(batch([sample(1, now + hour, 7)]));
      expect(await series({})).toEqual({
        1: [
          { time: now, value: 3, quality: "uncertain" },
          { time: now + hour, value: 7, quality: "good" },
        ],
      });
      expect(await series({ bucket: "PT1H", aggregates: ["sum", "count"] })).toEqual({
        1: [
          { time: now, sum: 3, count: 1, quality: "uncertain" },
          { time: now + hour, sum: 7, count: 1 },
        ],
      });
      expect(await store.samplesAfter(1, 0, 1)).toEqual([
        { ...sample(1, now, 3, "9"), quality: "uncertain" },
      ]);
      expect(await store.count()).toMatchObject({ samples: 2 });
    });

    it("aggregates into buckets that begin where they should, and leaves out empty ones", async () => {
      const values = [4, 8, 6, 1];
      await store.commit(batch(values.map((value, i) => sample(1, now + i * 5 * 60_000, value))));
      await store.commit(batch([sample(1, now + 3 * hour + 1, 5)]));
      const aggregates = ["avg", "min", "max", "sum", "count", "first", "last"] as const;
      expect(await series({ bucket: "PT10M", aggregates: ["avg"], to: now + hour })).toEqual({
        1: [
          { time: now, avg: 6 },
          { time: now + 600_000, avg: 3.5 },
        ],
      });
      expect(await series({ bucket: "PT1H", aggregates: [...aggregates] })).toEqual({
        1: [
          { time: now, avg: 4.75, min: 1, max: 8, sum: 19, count: 4, first: 4, last: 1 },
          { time: now + 3 * hour, avg: 5, min: 5, max: 5, sum: 5, count: 1, first: 5, last: 5 },
        ],
      });
    });

    it.each([
      ["of 24 hours", "2026-11-21", "2026-11-20T23:00:00Z", 24],
      ["of 23 hours, when clocks go forward", "2026-03-29", "2026-03-28T23:00:00Z", 23],
      ["of 25 hours, when clocks go back", "2026-10-25", "2026-10-24T22:00:00Z", 25],
    ])("takes a day %s as it is in Norway", async (_what, _date, begin, hours) => {
      const from = Date.parse(begin);
      const samples = Array.from({ length: 60 }, (_, i) => sample(1, from + (i - 10) * hour, i));
      await store.commit(batch(samples));
      const answer = await series({ bucket: "P1D", aggregates: ["count", "first"] });
      expect(answer[1]?.find(({ time }) => time === from)).toEqual({ time: from, count: hours, first: 10 });
      expect(answer[1]?.[0]?.time).toBe(from - 24 * hour);
    });

    it("answers one entry more than the limit, for each point", async () => {
      const samples = [1, 2].flatMap((point) =>
        Array.from({ length: 9 }, (_, i) => sample(point, now + i * hour, i)),
      );
      await store.commit(batch(samples));
      const raw = await series({ pointIds: [1, 2], limit: 3 });
      expect([raw[1]?.length, raw[2]?.length]).toEqual([4, 4]);
      const hourly = await series({ pointIds: [1, 2], limit: 5, bucket: "PT1H" });
      expect([hourly[1]?.length, hourly[2]?.length]).toEqual([6, 6]);
      expect(hourly[2]?.[0]?.time).toBe(now);
    });

    it("gives the newest sample of every point", async () => {
      await store.commit(batch([sample(1, now, 1), sample(2, now + 5, 5), sample(1, now + 1, 2)]));
      await store.commit(batch([sample(1, now - day, 99), sample(2, now + 5, 6)]));
      const latest = (await store.latest()).toSorted((a, b) => a.pointId - b.pointId);
      expect(latest).toEqual([
        { pointId: 1, time: now + 1, value: 2, quality: "good" },
        { pointId: 2, time: now + 5, value: 6, quality: "good" },
      ]);
    });

    it("gives the samples after a moment, oldest first, as they were committed", async () => {
      const samples = Array.from({ length: 6 }, (_, i) => sample(1, now + i, i, String(i + 1)));
      await store.commit(batch(samples.toReversed()));
      expect(await store.samplesAfter(1, now + 2, 2)).toEqual(samples.slice(3, 5));
    });

    it("tells what is stored of points in a period, with the frame that it came in", async () => {
      await store.commit(batch([sample(1, now, 1, "7"), sample(2, now + 1, 2, "7"), sample(3, now, 3, "7")]));
      await store.commit(batch([sample(1, now, 1.5, "8"), sample(1, now + 2, 9, "9")]));
      const found = await store.committedIn([1, 2], now, now + 1);
      expect(found.toSorted((a, b) => a.pointId - b.pointId)).toEqual([
        sample(1, now, 1.5, "8"),
        sample(2, now + 1, 2, "7"),
      ]);
      expect(await store.committedIn([], now, now + 1)).toEqual([]);
    });

    it("walks through all raw frames, the newest first", async () => {
      const frame = (id: number) => ({
        id: String(id),
        receivedAt: now,
        source: "mqtt:kr/v1/a",
        device: `device-${id % 2}`,
        payload: Buffer.from(`payload ${id}`),
      });
      for (let id = 1; id <= 40; id += 2)
        await store.commit(
          batch([sample(1, now + id, 1, String(id))], { frames: [frame(id), frame(id + 1)] }),
        );
      const walked = [];
      for await (const chunk of store.frames(now - day)) walked.push(...chunk);
      expect(walked.map(({ id }) => Number(id))).toEqual(Array.from({ length: 40 }, (_, i) => 40 - i));
      expect(walked[0]).toMatchObject({ device: "device-0", source: "mqtt:kr/v1/a", receivedAt: now });
      expect(Buffer.from(walked.at(-1)?.payload ?? []).toString()).toBe("payload 1");
    });

    it("walks through at least the raw frames of some devices, those of messages that tell of several too", async () => {
      for (let id = 1; id <= 40; id++) {
        const device = `device-${id % 20}`;
        const also = id % 20 === 7 ? { also: ["device-3", "device-99"] } : {};
        const frame = {
          id: String(id),
          receivedAt: now,
          source: "x",
          device,
          ...also,
          payload: Buffer.from("p"),
        };
        await store.commit(batch([sample(1, now + id, 1, String(id))], { frames: [frame] }));
      }
      const walked = [];
      const devices = new Set(["device-3", "nobody's"]);
      for await (const chunk of store.frames(now - day, devices))
        walked.push(...chunk.filter(({ device, also }) => devices.has(device) || also?.includes("device-3")));
      expect(walked.map(({ id }) => Number(id))).toEqual([27, 23, 7, 3]);
      for await (const chunk of store.frames(now - day, new Set(["device-100"]))) expect(chunk).toEqual([]);
    });

    it("leads back to raw frames", async () => {
      const frame = {
        id: "41",
        receivedAt: now,
        source: "mqtt:kr/v1/å",
        device: "måler",
        payload: Buffer.from([0, 255, 10]),
      };
      await store.commit(batch([sample(1, now, 1, "41")], { frames: [frame, { ...frame, id: "42" }] }));
      const found = await store.frame("41");
      expect({ ...found, payload: Buffer.from(found?.payload ?? []) }).toEqual(frame);
      expect(await store.frame("43")).toBeUndefined();
      expect(await store.frame("'; --")).toBeUndefined();
      expect(await store.count()).toEqual({ samples: 1, frames: 2 });
    });

    it("has all of it after it was closed and opened again", async () => {
      const frame = { id: "7", receivedAt: now, source: "x", device: "d", payload: Buffer.from("raw") };
      await store.commit(batch([sample(1, now, 1.5, "7")], { frames: [frame] }));
      store = await made.reopen();
      expect(await series({})).toEqual({ 1: [{ time: now, value: 1.5, quality: "good" }] });
      expect(Buffer.from((await store.frame("7"))?.payload ?? []).toString()).toBe("raw");
      await store.commit(batch([sample(1, now, 2.5, "8")]));
      expect(await series({})).toEqual({ 1: [{ time: now, value: 2.5, quality: "good" }] });
    });

    it("gives the newest sample of some points only, where they are named", async () => {
      await store.commit(batch([sample(1, now, 1), sample(2, now, 2), sample(3, now, 3)]));
      await store.commit(batch([{ ...sample(3, now + 1, 4), quality: "bad" }]));
      expect((await store.latest([3, 1, 9])).toSorted((a, b) => a.pointId - b.pointId)).toEqual([
        { pointId: 1, time: now, value: 1, quality: "good" },
        { pointId: 3, time: now + 1, value: 4, quality: "bad" },
      ]);
      expect(await store.latest([])).toEqual([]);
    });

    it("lets no value that is bad into an aggregate, and tells the worst quality of a bucket", async () => {
      const at = (minutes: number, value: number, quality: CommittedSample["quality"]) => ({
        ...sample(1, now + minutes * 60_000, value),
        quality,
      });
      await store.commit(
        batch([
          at(0, 1, "good"),
          at(10, 3, "uncertain"),
          at(20, 999, "bad"),
          at(70, 5, "good"),
          at(130, -50, "out-of-range"),
        ]),
      );
      await store.commit(batch([at(190, 8, "substituted"), at(195, 9, "stale")]));
      const aggregates = ["avg", "min", "max", "sum", "count", "first", "last"] as const;
      expect(await series({ bucket: "PT1H", aggregates: [...aggregates] })).toEqual({
        1: [
          { time: now, avg: 2, min: 1, max: 3, sum: 4, count: 2, first: 1, last: 3, quality: "bad" },
          { time: now + hour, avg: 5, min: 5, max: 5, sum: 5, count: 1, first: 5, last: 5 },
          { time: now + 2 * hour, count: 0, quality: "out-of-range" },
          {
            time: now + 3 * hour,
            avg: 8.5,
            min: 8,
            max: 9,
            sum: 17,
            count: 2,
            first: 8,
            last: 9,
            quality: "stale",
          },
        ],
      });
      expect((await series({}))[1]).toHaveLength(7);
    });

    it("weighs values by the time that they hold, also that of before the period", async () => {
      await store.commit(
        batch([
          sample(1, now - 30 * 60_000, 10),
          sample(1, now + 30 * 60_000, 20),
          { ...sample(1, now + 40 * 60_000, 500), quality: "bad" },
          sample(1, now + 90 * 60_000, 0),
        ]),
      );
      const answer = await series({
        bucket: "PT1H",
        aggregates: ["timeWeightedAvg"],
        from: now,
        to: now + 30 * hour,
      });
      expect(answer[1]?.slice(0, 3)).toEqual([
        { time: now, timeWeightedAvg: 15, quality: "bad" },
        { time: now + hour, timeWeightedAvg: 10 },
        { time: now + 2 * hour, timeWeightedAvg: 0 },
      ]);
      // The last value holds for a day and no longer.
      expect(answer[1]?.at(-1)?.time).toBe(now + 25 * hour);
    });

    it("joins the readings of a counter by straight lines, cut at the edges of buckets, through resets and long silence", async () => {
      await store.commit(
        batch([
          sample(1, now - 40 * day, 100),
          sample(1, now - 39 * day, 124),
          sample(1, now - 9 * day, 124 + 30 * 24),
          sample(1, now + 30 * 60_000, 20),
          sample(1, now + 90 * 60_000, 60),
        ]),
      );
      const metered = async (request: Partial<SeriesRequest>) =>
        ((await series({ bucket: "PT1H", aggregates: ["consumption"], ...request }))[1] ?? []).map(
          ({ time, consumption }) => [(time - now) / hour, Number(consumption?.toFixed(6))],
        );
      // The counter began again at zero within the nine days and a half hour before its reading of 20.
      expect(await metered({ from: now, to: now + 3 * hour })).toEqual([
        [0, Number(((20 * 0.5) / (9 * 24 + 0.5) + 20).toFixed(6))],
        [1, 20],
      ]);
      expect(await metered({ from: now - 20 * day, to: now - 20 * day + 2 * hour })).toEqual([
        [-480, 1],
        [-479, 1],
      ]);
      const days = await metered({ from: now - 40 * day, to: now - 9 * day, bucket: "P1D" });
      expect(days.reduce((sum, [, value]) => sum + (value as number), 0)).toBeCloseTo(24 + 30 * 24, 4);
    });

    it.each([
      [
        "P1W",
        "Europe/Oslo",
        ["2026-03-15T23:00Z", "2026-03-22T23:00Z", "2026-03-29T22:00Z"],
        [168, 167, 168],
      ],
      [
        "P1D",
        "America/New_York",
        ["2026-03-07T05:00Z", "2026-03-08T05:00Z", "2026-03-09T04:00Z"],
        [24, 23, 24],
      ],
      ["P1D", "Asia/Kolkata", ["2026-03-07T18:30Z", "2026-03-08T18:30Z"], [24, 24]],
      [
        "P1M",
        "Europe/Oslo",
        ["2026-01-31T23:00Z", "2026-02-28T23:00Z", "2026-03-31T22:00Z"],
        [672, 743, 720],
      ],
      ["P1Y", "Europe/Oslo", ["2025-12-31T23:00Z"], [8760]],
    ] as const)(
      "counts %s in %s by its calendar, summer time included",
      async (bucket, zone, starts, hours) => {
        const begin = Date.UTC(2025, 11, 1);
        await store.commit(
          batch(Array.from({ length: 14 * 31 * 24 }, (_, i) => sample(1, begin + i * hour + 1800_000, 1))),
        );
        const from = Date.parse(starts[0]);
        const answer = await series({
          bucket,
          zone,
          from,
          to: begin + 14 * 31 * day,
          aggregates: ["count", "sum"],
        });
        expect(answer[1]?.slice(0, starts.length)).toEqual(
          starts.map((start, i) => ({ time: Date.parse(start), count: hours[i], sum: hours[i] })),
        );
      },
    );

    it("finds the stretches without a sample, also before the first and after the last", async () => {
      const minutes = [0, 5, 10, 40, 45, 200];
      await store.commit(batch(minutes.map((m) => sample(1, now + m * 60_000, 1))));
      const gaps = await store.gaps({
        pointIds: [1, 2],
        from: now - hour,
        to: now + 5 * hour,
        longerThanMs: 30 * 60_000,
      });
      const told = (id: number) =>
        gaps.get(id)?.map(({ from, to }) => [(from - now) / 60_000, (to - now) / 60_000]);
      expect(told(1)).toEqual([
        [-60, 0],
        [45, 200],
        [200, 300],
      ]);
      expect(told(2)).toEqual([[-60, 300]]);
    });

    it.each(["lttb", "min-max"] as const)("thins a long series by %s", async (method) => {
      await store.commit(
        batch(
          Array.from({ length: 5000 }, (_, i) =>
            sample(1, now + i * 1000, i === 3210 ? 99 : Math.sin(i / 200)),
          ),
        ),
      );
      const answer = await series({ downsample: { method, entries: 100 } });
      expect(answer[1]?.length).toBeLessThanOrEqual(100);
      expect(answer[1]?.length).toBeGreaterThan(60);
      expect(answer[1]).toContainEqual({ time: now + 3_210_000, value: 99, quality: "good" });
    });

    it("answers many points at once, each with its own, and no more than may be in all", async () => {
      const points = Array.from({ length: 300 }, (_, i) => i + 1);
      for (let i = 0; i < 5; i++)
        await store.commit(batch(points.map((id) => sample(id, now + i * hour + id, id * 10 + i))));
      const answer = await series({ pointIds: points, bucket: "PT1H", aggregates: ["avg", "count"] });
      for (const id of points)
        expect(answer[id]?.map(({ avg, count }) => [avg, count])).toEqual(
          [0, 1, 2, 3, 4].map((i) => [id * 10 + i, 1]),
        );
      const bounded = await store.series({
        pointIds: points,
        from: now,
        to: now + day,
        bucket: "PT1H",
        aggregates: ["avg"],
        limit: 1000,
        maxEntries: 100,
      });
      const total = [...bounded.values()].reduce((sum, entries) => sum + entries.length, 0);
      expect(total).toBe(101);
    });

    it("streams a series of any length, one point after the other, and ends when the reader does", async () => {
      const count = 9000;
      for (const id of [1, 2])
        await store.commit(batch(Array.from({ length: count }, (_, i) => sample(id, now + i * 60_000, i))));
      const request = { pointIds: [2, 1], from: now, to: now + 30 * day, aggregates: ["sum" as const] };
      const seen: [number, number][] = [];
      for await (const chunk of store.stream({ ...request, bucket: "raw" }))
        for (const entry of chunk.entries) seen.push([chunk.pointId, entry.time]);
      expect(seen).toHaveLength(2 * count);
      expect(seen).toEqual(
        [2, 1].flatMap((id) => Array.from({ length: count }, (_, i) => [id, now + i * 60_000])),
      );
      let hours = 0;
      for await (const chunk of store.stream({ ...request, bucket: "PT1H" })) hours += chunk.entries.length;
      expect(hours).toBe(2 * (count / 60));
      for await (const chunk of store.stream({ ...request, bucket: "raw" })) {
        expect(chunk.entries.length).toBeGreaterThan(0);
        break;
      }
      expect(await store.count()).toMatchObject({ samples: 2 * count });
    });

    it("gives for any samples, buckets, zones and periods what follows from the samples alone", async () => {
      const all = [
        "avg",
        "min",
        "max",
        "sum",
        "count",
        "first",
        "last",
        "timeWeightedAvg",
        "consumption",
      ] as const;
      const base = Date.UTC(2026, 2, 20);
      // Point 1 is heard of often, so that stores that keep hours and days keep them; the others now and then.
      const one = fc.oneof(
        fc.record({
          pointId: fc.constant(1),
          start: fc.integer({ min: 0, max: 400 }),
          count: fc.constant(40),
          step: fc.integer({ min: 1, max: 5 }),
        }),
        fc.record({
          pointId: fc.integer({ min: 1, max: 3 }),
          start: fc.integer({ min: 0, max: 20_000 }),
          count: fc.integer({ min: 1, max: 12 }),
          step: fc.integer({ min: 1, max: 700 }),
        }),
      );
      const quality = fc.constantFrom("good", "good", "good", "uncertain", "bad", "out-of-range" as const);
      const commit = fc.array(fc.tuple(one, quality, fc.integer({ min: 0, max: 900 })), {
        minLength: 1,
        maxLength: 5,
      });
      const question = fc.record({
        from: fc.integer({ min: -1000, max: 15_000 }),
        length: fc.integer({ min: 1, max: 20_000 }),
        bucket: fc.constantFrom("PT15M", "PT1H", "PT6H", "P1D", "P1W", "P1M" as const),
        zone: fc.constantFrom("Europe/Oslo", "Europe/Oslo", "America/New_York", "Asia/Kathmandu"),
        between: fc.boolean(),
        wholeDays: fc.boolean(),
      });
      const kept = new Map<string, CommittedSample>();
      let frame = 0;
      await fc.assert(
        fc.asyncProperty(
          commit,
          fc.array(question, { minLength: 3, maxLength: 3 }),
          async (series, questions) => {
            const samples = series.flatMap(([{ pointId, start, count, step }, its, value]) =>
              Array.from({ length: count }, (_, i) => ({
                ...sample(pointId, base + (start + i * step) * 60_000 + 7, value + i, String(++frame)),
                quality: its,
              })),
            );
            await store.commit(batch(samples));
            for (const given of samples) kept.set(`${given.pointId} ${given.time}`, given);
            for (const { from: begin, length, bucket, zone, between, wholeDays } of questions) {
              const { day: dayOf, dayStart } = createZone(zone);
              const whole = (time: number) => (wholeDays ? dayStart(dayOf(time)) : time);
              const from = whole(base + begin * 60_000);
              const to = whole(base + (begin + length) * 60_000);
              const aggregates = between ? [...all] : [...all.slice(0, 7)];
              const request = { from, to, bucket, aggregates, limit: 3000 };
              const answer = await store.series({ ...request, pointIds: [1, 2, 3], zone });
              for (const pointId of [1, 2, 3]) {
                const mine = [...kept.values()]
                  .filter((s) => s.pointId === pointId)
                  .toSorted((a, b) => a.time - b.time);
                const counted = mine.filter((s) => isCounted(s.quality));
                const expected = bucketsOf(
                  mine.filter(({ time }) => time >= from && time < to).map(summaryOf),
                  { ...request, zone: createZone(zone) },
                  {
                    before: counted.findLast(({ time }) => time < from),
                    after: counted.find(({ time }) => time >= to),
                  },
                );
                expect(alignedTo(expected, answer.get(pointId))).toEqual(expected);
              }
            }
          },
        ),
        { numRuns: 25 },
      );
    });

    it("says the same as plain arithmetic over whatever was committed", async () => {
      const one = fc.record({
        pointId: fc.integer({ min: 1, max: 3 }),
        slot: fc.integer({ min: 0, max: 400 }),
        value: fc.integer({ min: -1000, max: 1000 }),
      });
      const last = new Map<string, CommittedSample>();
      let at = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(one, { maxLength: 30 }), async (values) => {
          const samples = values.map(({ pointId, slot, value }) =>
            sample(pointId, now + slot * 7 * 60_000, value, String(++at)),
          );
          await store.commit(batch(samples));
          for (const given of samples) last.set(`${given.pointId} ${given.time}`, given);
          const from = now + 3 * hour;
          const to = now + 40 * hour;
          const hourly = await store.series({
            pointIds: [1, 2, 3],
            from,
            to,
            bucket: "PT1H",
            aggregates: ["sum", "count", "last"],
            limit: 1000,
          });
          for (const pointId of [1, 2, 3]) {
            const mine = [...last.values()]
              .filter((s) => s.pointId === pointId && s.time >= from && s.time < to)
              .toSorted((a, b) => a.time - b.time);
            const expected = [...Map.groupBy(mine, (s) => Math.floor(s.time / hour) * hour)].map(
              ([time, group]) => ({
                time,
                sum: group.reduce((sum, s) => sum + s.value, 0),
                count: group.length,
                last: group.at(-1)?.value,
              }),
            );
            expect(hourly.get(pointId)).toEqual(expected);
          }
        }),
        { numRuns: 20 },
      );
    });
  });
}

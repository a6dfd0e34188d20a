import { Aggregate, Bucket, type CommittedSample, Quality } from "@kontrollrom/contracts/sample.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SeriesChunk } from "../sample-store.ts";
import { bucketsOf } from "../series/buckets.ts";
import { downsample } from "../series/downsample.ts";
import { gapsOf } from "../series/gaps.ts";
import { isCounted } from "../series/quality.ts";
import { summaryOf } from "../series/summary.ts";
import { createZone } from "../series/zone.ts";
import { alignedTo } from "../test/aligned.ts";
import type { SeriesStore } from "./series-store.ts";

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.UTC(2026, 10, 21, 9);

/** A number from 0 to 1 that is always the same for the same seed. */
function noise(seed: number): number {
  const x = Math.sin(seed * 12.9898) * 43_758.5453;
  return x - Math.floor(x);
}

/** Half a year of two points at odd times, with holes, every quality, and days on which the clocks change. */
function history(pointId: number): CommittedSample[] {
  const samples: CommittedSample[] = [];
  for (let time = now - 250 * day, i = 0; time < now; i++) {
    time += Math.floor(noise(pointId + i) * 5 * hour) + 1;
    if (i % 97 === 96) time += 9 * day;
    const quality = noise(i * 3) < 0.85 ? "good" : (Quality.options[i % 6] ?? "good");
    const value = Math.round(noise(i * 7 + pointId) * 1000) / 8;
    samples.push({ pointId, time, value, quality, frameId: String(i + 1), receivedAt: time + 250 });
  }
  return samples;
}

/** What a server has to do beyond `sample-store.contract.ts`: say the same as arithmetic over all that was written. */
export function describeSeriesStore(
  name: string,
  make: () => Promise<{ store: SeriesStore; remove(): Promise<void> }>,
): void {
  describe(`${name} as a series store`, () => {
    const points = new Map([1, 2].map((id) => [id, history(id)]));
    const pointIds = [2, 1, 77];
    let made: Awaited<ReturnType<typeof make>>;
    let store: SeriesStore;
    beforeAll(async () => {
      made = await make();
      store = made.store;
      const all = [...points.values()].flat();
      // Two writes, the later samples first, so that there is something late, and something that is there already.
      const wrong = all
        .filter((_, i) => i % 11 === 0)
        .map((sample) => ({ ...sample, value: -1, frameId: "9999" }));
      await store.write(all.filter((_, i) => i % 3 !== 0));
      await store.write(wrong);
      await store.write(all.filter((_, i) => i % 3 === 0 || i % 11 === 0));
    });
    afterAll(() => made?.remove());

    const within = (id: number, from: number, to: number) =>
      (points.get(id) ?? []).filter(({ time }) => time >= from && time < to);

    const every = Aggregate.options;
    const joined: readonly Aggregate[] = ["timeWeightedAvg", "consumption"];
    const plain = every.filter((aggregate) => !joined.includes(aggregate));

    const periods = [
      ["all there is", now - 300 * day, now + day],
      ["from the middle of a bucket to the middle of one", now - 120 * day + 1234, now - 20 * day + 99_999],
    ] as const;
    const cases = Bucket.options
      .filter((bucket) => bucket !== "raw")
      .flatMap((bucket) =>
        [plain, every].flatMap((aggregates) =>
          periods.map(([what, from, to]) => ({ bucket, aggregates, what, from, to })),
        ),
      );

    function expected(id: number, request: (typeof cases)[number], zone: string, limit: number) {
      const { from, to, bucket, aggregates } = request;
      const counted = (points.get(id) ?? []).filter(({ quality }) => isCounted(quality));
      return bucketsOf(
        within(id, from, to).map(summaryOf),
        { from, to, bucket, aggregates, zone: createZone(zone), limit },
        {
          before: counted.findLast(({ time }) => time < from),
          after: counted.find(({ time }) => time >= to),
        },
      );
    }
    const expectSame = (actual: unknown, wanted: unknown) =>
      expect(alignedTo(wanted, actual)).toEqual(wanted);

    it.each(cases)("answers $bucket of $what: $aggregates", async (request) => {
      for (const zone of ["Europe/Oslo", "Asia/Kathmandu", "europe/oslo", "+05:45"]) {
        const limit = request.bucket === "PT1M" ? 1000 : 50_000;
        const answer = await store.series({ ...request, pointIds, zone, limit });
        expect([...answer.keys()]).toEqual(pointIds);
        for (const id of pointIds) expectSame(answer.get(id), expected(id, request, zone, limit));
      }
    });

    it.each(["raw", "PT1H", "P1M"] as const)(
      "streams %s as it answers it, one point after the other",
      async (bucket) => {
        for (const aggregates of [plain, every]) {
          const request = { pointIds, from: now - 400 * day, to: now + 400 * day, bucket, aggregates };
          const chunks: SeriesChunk[] = [];
          for await (const chunk of store.stream(request)) chunks.push(chunk);
          const answer = await store.series({ ...request, limit: 100_000 });
          expect([...new Set(chunks.map(({ pointId }) => pointId))]).toEqual([2, 1]);
          for (const id of pointIds) {
            const mine = chunks.filter(({ pointId }) => pointId === id).flatMap(({ entries }) => entries);
            expectSame(mine, answer.get(id));
          }
        }
      },
    );

    it("ends a stream when its reader does", async () => {
      for await (const { entries } of store.stream({
        pointIds,
        from: 0,
        to: now,
        bucket: "raw",
        aggregates: [],
      })) {
        expect(entries[0]?.time).toBe(points.get(2)?.[0]?.time);
        break;
      }
    });

    it("finds the gaps", async () => {
      const request = { pointIds, from: now - 260 * day, to: now, longerThanMs: 2 * day };
      const gaps = await store.gaps(request);
      for (const id of pointIds) {
        const times = within(id, request.from, request.to).map(({ time }) => time);
        expect(gaps.get(id)).toEqual(gapsOf(times, request));
      }
      expect(gaps.get(1)?.length).toBeGreaterThan(3);
    });

    it.each(["lttb", "min-max"] as const)("thins raw samples out by %s", async (method) => {
      const how = { method, entries: 100 };
      const request = { pointIds, from: 0, to: now, bucket: "raw", aggregates: [], limit: 100 } as const;
      const answer = await store.series({ ...request, downsample: how });
      for (const id of pointIds)
        expect(answer.get(id)).toEqual(
          downsample(within(id, 0, now), how).map(({ time, value, quality }) => ({ time, value, quality })),
        );
    });

    it("bounds the whole answer", async () => {
      for (const bucket of ["raw", "PT1H"] as const) {
        const request = {
          pointIds,
          from: 0,
          to: now,
          bucket,
          aggregates: ["avg"],
          limit: 100,
          maxEntries: 120,
        } as const;
        const answer = await store.series(request);
        expect([...answer.values()].flat()).toHaveLength(121);
      }
    });

    it("gives the newest of all points and of those asked for, and what came after a moment, with its frame", async () => {
      const newest = (id: number) => {
        const { pointId, time, value, quality } = (points.get(id) ?? []).at(-1) as CommittedSample;
        return { pointId, time, value, quality };
      };
      const latest = await store.latest();
      expect(latest.toSorted((a, b) => a.pointId - b.pointId)).toEqual([newest(1), newest(2)]);
      expect(await store.latest([2, 77])).toEqual([newest(2)]);
      const mine = points.get(1) ?? [];
      expect(await store.samplesAfter(1, mine[500]?.time ?? 0, 300)).toEqual(mine.slice(501, 801));
      expect(await store.countSamples()).toBe([...points.values()].flat().length);
    });

    it("answers more points than one query names", async () => {
      const many = Array.from({ length: 1300 }, (_, i) => 1000 + i);
      await store.write(
        many.map((pointId) => ({
          pointId,
          time: now,
          value: pointId,
          quality: "good",
          frameId: "5",
          receivedAt: now,
        })),
      );
      const answer = await store.series({
        pointIds: many,
        from: now - hour,
        to: now + hour,
        bucket: "PT1H",
        aggregates: ["avg"],
        limit: 10,
      });
      expect([...answer.values()].map(([entry]) => entry?.avg)).toEqual(many);
      expect(await store.latest(many)).toHaveLength(1300);
      expect(await store.committedIn(many, now, now)).toHaveLength(1300);
    });
  });
}

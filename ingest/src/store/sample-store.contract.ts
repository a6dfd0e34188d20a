import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SampleStore, SeriesRequest, StoreBatch } from "./sample-store.ts";

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

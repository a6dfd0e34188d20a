import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import { describe, expect, it } from "vitest";
import { assignRevs } from "./assign-revs.ts";
import { maxRev, type Row } from "./row.ts";

const hour = 3_600_000;
const sample = (pointId: number, time: number, change: Partial<CommittedSample> = {}): CommittedSample => ({
  pointId,
  time,
  value: 1,
  quality: "good",
  frameId: "1",
  receivedAt: time,
  ...change,
});

describe("the rev of a sample", () => {
  const stored: readonly Row[] = [
    { sample: sample(1, 10 * hour), rev: 0 },
    { sample: sample(1, 20 * hour), rev: 3 },
    { sample: sample(1, 30 * hour), rev: maxRev },
  ];
  const newest = (pointId: number) => (pointId === 1 ? 30 * hour : undefined);

  async function assign(samples: readonly CommittedSample[]) {
    const lookups: [readonly number[], number, number][] = [];
    const rows = await assignRevs(samples, newest, async (pointIds, from, to) => {
      lookups.push([pointIds, from, to]);
      return stored.filter((row) => row.sample.time >= from && row.sample.time < to);
    });
    return { revs: rows.map(({ rev }) => rev), lookups };
  }

  it("is 0 without a lookup for what is newer than all of its point, and for a point that is new", async () => {
    expect(await assign([sample(1, 31 * hour), sample(2, hour)])).toEqual({ revs: [0, 0], lookups: [] });
  });

  it.each([
    ["0 where there is nothing yet", sample(1, 11 * hour), 0],
    ["the same for the very sample, sent again", sample(1, 20 * hour), 3],
    ["one more for another value", sample(1, 10 * hour, { value: 2 }), 1],
    ["one more for another quality", sample(1, 10 * hour, { quality: "bad" }), 1],
    ["one more for another frame", sample(1, 20 * hour, { frameId: "2" }), 4],
    ["no higher than the highest", sample(1, 30 * hour, { value: 2 }), maxRev],
  ])("is %s", async (_what, given, rev) => {
    expect((await assign([given])).revs).toEqual([rev]);
  });

  it("looks near ones up together and far ones apart, in a bounded number of lookups", async () => {
    const { lookups } = await assign([sample(1, 20 * hour), sample(1, 21 * hour), sample(1, 5 * hour)]);
    expect(lookups).toEqual([
      [[1], 5 * hour, 5 * hour + 1],
      [[1], 20 * hour, 21 * hour + 1],
    ]);
    const spread = Array.from({ length: 1000 }, (_, i) => sample(1, -i * 100 * hour));
    expect((await assign(spread)).lookups.length).toBeLessThanOrEqual(32);
  });
});

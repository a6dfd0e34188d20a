import { describe, expect, it } from "vitest";
import {
  markedEntries,
  nearestEntry,
  splitAtGaps,
  splitByQuality,
  summarise,
  trendDomain,
  trendEntries,
} from "./trend-geometry.ts";

const entry = (time: number, avg: number, spread = 0) => ({
  time,
  avg,
  min: avg - spread,
  max: avg + spread,
});

it("reads raw samples and buckets alike, in order of time", () => {
  expect(
    trendEntries([
      { time: 2, avg: 21, min: 20, max: 22 },
      { time: 1, value: 19, quality: "good" },
      { time: 3, count: 0 },
    ]),
  ).toEqual([
    { time: 1, avg: 19, min: 19, max: 19 },
    { time: 2, avg: 21, min: 20, max: 22 },
  ]);
});

describe("quality", () => {
  it("is kept where it is not good", () => {
    expect(trendEntries([{ time: 1, avg: 20, quality: "substituted" }])).toEqual([
      { time: 1, avg: 20, min: 20, max: 20, quality: "substituted" },
    ]);
  });

  it("is marked where it begins, and then no closer than can be seen", () => {
    const run = [0, 1, 2, 3, 4, 5].map((time) => ({ ...entry(time, 1), quality: "uncertain" as const }));
    run[3] = { ...run[3], quality: "substituted" as const } as never;
    expect(markedEntries([entry(-1, 1), ...run], 3).map(({ time }) => time)).toEqual([0, 3, 4]);
  });

  it("splits the line, and the parts meet", () => {
    const run = [
      entry(0, 1),
      entry(1, 1),
      { ...entry(2, 1), quality: "uncertain" as const },
      entry(3, 1),
      entry(4, 1),
    ];
    const parts = splitByQuality(run).map(({ good, entries }) => [good, entries.map(({ time }) => time)]);
    expect(parts).toEqual([
      [true, [0, 1]],
      [false, [1, 2, 3]],
      [true, [3, 4]],
    ]);
  });
});

describe("gaps", () => {
  it("split the line where the sensor was silent", () => {
    const runs = splitAtGaps([entry(0, 1), entry(10, 1), entry(40, 1), entry(50, 1), entry(100, 1)], 25);
    expect(runs.map((run) => run.map(({ time }) => time))).toEqual([[0, 10], [40, 50], [100]]);
  });

  it("are none in nothing", () => expect(splitAtGaps([], 10)).toEqual([]));
});

describe("axis", () => {
  it("does not blow noise up", () => {
    const [low, high] = trendDomain([entry(0, 21), entry(1, 21.1)], [], 4);
    expect(high - low).toBeGreaterThanOrEqual(4);
  });

  it("takes a near limit in and leaves a far one out", () => {
    expect(trendDomain([entry(0, 900, 50)], [1000], 300)[1]).toBeGreaterThan(1000);
    expect(trendDomain([entry(0, 500, 50)], [5000], 300)[1]).toBeLessThan(5000);
  });

  it("is sane without entries", () => expect(trendDomain([], [], 4)).toEqual([0, 4]));
});

it("finds the entry nearest to a time", () => {
  const entries = [entry(0, 1), entry(10, 2), entry(20, 3)];
  expect([-5, 4, 6, 100].map((time) => nearestEntry(entries, time))).toEqual([0, 0, 1, 2]);
  expect(nearestEntry([], 5)).toBe(-1);
});

it("sums up what was read and what came since", () => {
  const entries = [entry(0, 20, 2), entry(1, 21)];
  expect(summarise(entries)).toEqual({ min: 18, max: 22 });
  expect(summarise(entries, 25)).toEqual({ min: 18, max: 25 });
  expect(summarise(entries, 12)).toEqual({ min: 12, max: 22 });
  expect(summarise([])).toBeUndefined();
});

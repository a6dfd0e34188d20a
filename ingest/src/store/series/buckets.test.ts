import type { Aggregate, Quality, SeriesEntry } from "@kontrollrom/contracts/sample.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bucketsBetween } from "./bucket-edges.ts";
import { bucketsOf } from "./buckets.ts";
import { isCounted } from "./quality.ts";
import { growth, holdMs, joinSummaries, type Summary, summaryOf } from "./summary.ts";
import { createZone } from "./zone.ts";

const zone = createZone("Europe/Oslo");
const minute = 60_000;
const hour = 60 * minute;
const start = Date.UTC(2026, 10, 21, 9);

interface Given {
  readonly time: number;
  readonly value: number;
  readonly quality: Quality;
}
const good = (minutes: number, value: number, quality: Quality = "good"): Given => ({
  time: start + minutes * minute,
  value,
  quality,
});

function buckets(
  samples: readonly Given[],
  aggregates: readonly Aggregate[],
  change: Partial<Parameters<typeof bucketsOf>[1]> = {},
  neighbours: Parameters<typeof bucketsOf>[2] = {},
) {
  const request = {
    from: start,
    to: start + 6 * hour,
    bucket: "PT1H" as const,
    aggregates,
    zone,
    limit: 1000,
  };
  return bucketsOf(samples.map(summaryOf), { ...request, ...change }, neighbours).map((entry) => ({
    ...entry,
    time: (entry.time - start) / hour,
  }));
}

describe("the time-weighted average", () => {
  it("weighs a value by how long it holds", () => {
    expect(
      buckets([good(0, 10), good(45, 30), good(60, 0)], ["timeWeightedAvg"], { to: start + 2 * hour }),
    ).toEqual([
      { time: 0, timeWeightedAvg: 15 },
      { time: 1, timeWeightedAvg: 0 },
    ]);
  });

  it("begins where a value holds, and goes on with the one from before", () => {
    const samples = [good(30, 10)];
    expect(buckets(samples, ["timeWeightedAvg"], { to: start + hour })).toEqual([
      { time: 0, timeWeightedAvg: 10 },
    ]);
    expect(
      buckets(
        samples,
        ["timeWeightedAvg"],
        { to: start + hour },
        { before: { time: start - hour, value: 20 } },
      ),
    ).toEqual([{ time: 0, timeWeightedAvg: 15 }]);
  });

  it("fills hours without a sample, but no longer than a day", () => {
    const entries = buckets([good(0, 7)], ["timeWeightedAvg", "count"], { to: start + 30 * hour });
    expect(entries).toHaveLength(24);
    expect(entries[0]).toEqual({ time: 0, timeWeightedAvg: 7, count: 1 });
    expect(entries.at(-1)).toEqual({ time: 23, timeWeightedAvg: 7, count: 0 });
  });
});

describe("consumption", () => {
  it.each([
    ["within an hour", [good(0, 100), good(59, 130)], [[0, 30]]],
    [
      "over the edge of an hour by a straight line",
      [good(30, 100), good(90, 160)],
      [
        [0, 30],
        [1, 30],
      ],
    ],
    [
      "over hours without a reading",
      [good(0, 0), good(180, 30)],
      [
        [0, 10],
        [1, 10],
        [2, 10],
      ],
    ],
    ["over a counter that began again", [good(0, 990), good(30, 20), good(59, 25)], [[0, 25]]],
    ["of one reading is not known", [good(0, 990)], []],
  ] as const)("%s", (_what, samples, expected) => {
    const entries = buckets(samples, ["consumption"]);
    const told = entries.filter(({ consumption }) => consumption !== undefined);
    expect(told.map(({ time, consumption }) => [time, Number(consumption?.toFixed(9))])).toEqual(expected);
  });

  it("takes the readings before and after the period into account", () => {
    const neighbours = {
      before: { time: start - hour, value: 0 },
      after: { time: start + 2 * hour, value: 40 },
    };
    expect(buckets([good(60, 20)], ["consumption"], { to: start + 2 * hour }, neighbours)).toEqual([
      { time: 0, consumption: 10 },
      { time: 1, consumption: 20 },
    ]);
  });
});

describe("quality", () => {
  it("tells the worst of a bucket, and leaves out values that are bad", () => {
    const samples = [
      good(0, 1),
      good(1, 2, "uncertain"),
      good(60, 999, "bad"),
      good(61, 5, "stale"),
      good(120, -9, "out-of-range"),
    ];
    expect(buckets(samples, ["avg", "max", "count"])).toEqual([
      { time: 0, avg: 1.5, max: 2, count: 2, quality: "uncertain" },
      { time: 1, avg: 5, max: 5, count: 1, quality: "bad" },
      { time: 2, count: 0, quality: "out-of-range" },
    ]);
  });
});

describe("any samples", () => {
  const sampleList = fc
    .uniqueArray(
      fc.record({
        time: fc.integer({ min: 0, max: 4000 }).map((m) => start + m * minute),
        value: fc.integer({ min: 0, max: 500 }),
        quality: fc.constantFrom<Quality>("good", "good", "good", "bad", "uncertain", "out-of-range"),
      }),
      { selector: ({ time }) => time, maxLength: 60 },
    )
    .map((list) => list.toSorted((a, b) => a.time - b.time));
  const all: Aggregate[] = [
    "avg",
    "min",
    "max",
    "sum",
    "count",
    "first",
    "last",
    "timeWeightedAvg",
    "consumption",
  ];

  /** The same by the definitions, without any cleverness. */
  function reference(
    samples: readonly Given[],
    from: number,
    to: number,
    bucket: "PT1H" | "P1D",
  ): SeriesEntry[] {
    const valid = samples.filter(({ quality }) => isCounted(quality));
    const entries: SeriesEntry[] = [];
    for (const edges of bucketsBetween(bucket, zone, from, to)) {
      const [begin, end] = [Math.max(edges.start, from), Math.min(edges.end, to)];
      const inside = valid.filter(({ time }) => time >= begin && time < end);
      const values = inside.map(({ value }) => value);
      const bad = samples.some(({ time, quality }) => time >= begin && time < end && !isCounted(quality));
      let held = 0;
      let integral = 0;
      let grown = 0;
      let metered = false;
      valid.forEach((sample, i) => {
        const next = valid[i + 1];
        const until = Math.min(next?.time ?? Number.POSITIVE_INFINITY, sample.time + holdMs, end);
        const ms = Math.max(0, until - Math.max(sample.time, begin));
        held += ms;
        integral += ms * sample.value;
        if (next === undefined) return;
        const line = Math.min(next.time, end) - Math.max(sample.time, begin);
        if (line <= 0) return;
        metered = true;
        grown += (growth(sample.value, next.value) * line) / (next.time - sample.time);
      });
      if (inside.length === 0 && held === 0 && !metered && !bad) continue;
      const sum = values.reduce((total, value) => total + value, 0);
      entries.push({
        time: edges.start,
        count: inside.length,
        ...(inside.length === 0
          ? {}
          : {
              avg: sum / inside.length,
              min: Math.min(...values),
              max: Math.max(...values),
              sum,
              first: values[0] as number,
              last: values.at(-1) as number,
            }),
        ...(held > 0 ? { timeWeightedAvg: integral / held } : {}),
        ...(metered ? { consumption: grown } : {}),
      });
    }
    return entries;
  }

  const rounded = (entries: readonly SeriesEntry[]) =>
    entries.map(({ quality: _quality, ...entry }) =>
      Object.fromEntries(
        Object.entries(entry).map(([name, value]) => [name, Math.round(Number(value) * 1e6) / 1e6 + 0]),
      ),
    );

  it.each(["PT1H", "P1D"] as const)("give the same as the definitions, by %s", (bucket) => {
    fc.assert(
      fc.property(sampleList, fc.integer({ min: 0, max: 2000 }), (samples, offset) => {
        const from = start + offset * minute;
        const to = from + 30 * hour;
        const valid = samples.filter(({ quality }) => isCounted(quality));
        const pieces = samples.filter(({ time }) => time >= from && time < to).map(summaryOf);
        const request = { from, to, bucket, aggregates: all, zone, limit: 1000 };
        const neighbours = {
          before: valid.findLast(({ time }) => time < from),
          after: valid.find(({ time }) => time >= to),
        };
        expect(rounded(bucketsOf(pieces, request, neighbours))).toEqual(
          rounded(reference(samples, from, to, bucket)),
        );
      }),
    );
  });

  it("give the same when those of an hour were summarised before", () => {
    fc.assert(
      fc.property(sampleList, (samples) => {
        const request = {
          from: start,
          to: start + 80 * hour,
          bucket: "P1D" as const,
          aggregates: all,
          zone,
          limit: 100,
        };
        const single = samples.map(summaryOf);
        const joined: Summary[] = [
          ...Map.groupBy(single, ({ time }) => Math.floor(time / hour)).values(),
        ].map((group) => group.reduce(joinSummaries));
        expect(rounded(bucketsOf(joined, request))).toEqual(rounded(bucketsOf(single, request)));
      }),
    );
  });

  it("are cut one entry after the limit", () => {
    fc.assert(
      fc.property(sampleList, fc.integer({ min: 1, max: 20 }), (samples, limit) => {
        const request = {
          from: start,
          to: start + 80 * hour,
          bucket: "PT1H" as const,
          aggregates: all,
          zone,
        };
        const pieces = samples.map(summaryOf);
        const whole = bucketsOf(pieces, { ...request, limit: 10_000 });
        const cut = bucketsOf(pieces, { ...request, limit });
        expect(cut).toHaveLength(Math.min(whole.length, limit + 1));
        expect(cut.slice(0, limit)).toEqual(whole.slice(0, limit));
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { downsample } from "./downsample.ts";
import { gapsOf } from "./gaps.ts";

const list = fc
  .array(fc.record({ step: fc.integer({ min: 1, max: 1000 }), value: fc.integer() }), { maxLength: 300 })
  .map((steps) => {
    let time = 0;
    return steps.map(({ step, value }) => {
      time += step;
      return { time, value };
    });
  });

describe("down-sampling", () => {
  it.each(["lttb", "min-max"] as const)(
    "by %s gives readings of the series, in order, and not more than asked",
    (method) => {
      fc.assert(
        fc.property(list, fc.integer({ min: 2, max: 80 }), (readings, entries) => {
          const kept = downsample(readings, { method, entries });
          expect(kept.length).toBeLessThanOrEqual(entries);
          expect(kept.every((one) => readings.includes(one))).toBe(true);
          expect(kept).toEqual(kept.toSorted((a, b) => a.time - b.time));
          expect(new Set(kept).size).toBe(kept.length);
        }),
      );
    },
  );

  it("by lttb keeps the first, the last and a spike", () => {
    const readings = Array.from({ length: 1000 }, (_, i) => ({
      time: i,
      value: i === 617 ? 90 : Math.sin(i / 50),
    }));
    const kept = downsample(readings, { method: "lttb", entries: 20 });
    expect(kept).toHaveLength(20);
    expect([kept[0], kept.at(-1)]).toEqual([readings[0], readings[999]]);
    expect(kept).toContain(readings[617]);
  });

  it("by min-max keeps the lowest and the highest of all", () => {
    fc.assert(
      fc.property(list, (readings) => {
        const values = readings.map(({ value }) => value);
        const kept = downsample(readings, { method: "min-max", entries: 10 }).map(({ value }) => value);
        if (values.length === 0) return;
        expect([Math.min(...kept), Math.max(...kept)]).toEqual([Math.min(...values), Math.max(...values)]);
      }),
    );
  });
});

describe("gaps", () => {
  it.each([
    ["none", [10, 20, 30], [], 10],
    ["the whole period of a silent point", [], [[0, 40]], 10],
    [
      "between, before the first and after the last",
      [15, 20, 29],
      [
        [0, 15],
        [29, 40],
      ],
      10,
    ],
    ["of exactly as long as it may are none", [20], [], 20],
  ] as const)("%s", (_what, times, expected, longerThanMs) => {
    expect(gapsOf(times, { from: 0, to: 40, longerThanMs }).map(({ from, to }) => [from, to])).toEqual(
      expected,
    );
  });
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { createPresentValues } from "./present-values.ts";
import { sampleOf } from "./test/series.ts";

test("the newest value by event time stands, whatever the order of arrival", () => {
  const present = createPresentValues();
  expect(present.apply([sampleOf(7, 2000, 21), sampleOf(7, 1000, 20)])).toEqual([7]);
  expect(present.get(7)).toEqual({ pointId: 7, time: 2000, value: 21, quality: "good" });
  expect(present.apply([sampleOf(7, 1500, 99)])).toEqual([]);
  expect(present.get(7)?.value).toBe(21);
});

test("the same sample again changes nothing; the same time with another value or quality is a correction", () => {
  const present = createPresentValues();
  present.apply([sampleOf(1, 1000, 20)]);
  expect(present.apply([sampleOf(1, 1000, 20)])).toEqual([]);
  expect(present.apply([sampleOf(1, 1000, 20.5)])).toEqual([1]);
  expect(present.apply([sampleOf(1, 1000, 20.5, "uncertain")])).toEqual([1]);
  expect(present.get(1)).toEqual({ pointId: 1, time: 1000, value: 20.5, quality: "uncertain" });
});

test("a point that changes often in one batch is reported once", () => {
  const present = createPresentValues();
  expect(present.apply([sampleOf(1, 1, 1), sampleOf(2, 1, 1), sampleOf(1, 2, 2), sampleOf(1, 3, 3)])).toEqual(
    [1, 2],
  );
});

test("what the store knew is loaded without being reported, and points without a value are left out", () => {
  const present = createPresentValues();
  present.load([sampleOf(1, 1000, 5), sampleOf(2_147_483_647, 1000, 6)]);
  expect(present.size()).toBe(2);
  expect(present.get(3)).toBeUndefined();
  expect(present.many([2_147_483_647, 3, 1]).map(({ value }) => value)).toEqual([6, 5]);
  expect(present.apply([sampleOf(1, 1000, 5)])).toEqual([]);
});

test("any number of points in any order and batching gives the newest of each", () => {
  const samples = fc.array(
    fc.record({
      pointId: fc.integer({ min: 1, max: 3000 }),
      time: fc.integer({ min: 0, max: 50 }),
      value: fc.integer({ min: 0, max: 9 }),
    }),
    { maxLength: 4000, size: "max" },
  );
  fc.assert(
    fc.property(samples, fc.integer({ min: 1, max: 500 }), (drawn, batchSize) => {
      const present = createPresentValues();
      const expected = new Map<number, { time: number; value: number }>();
      for (let start = 0; start < drawn.length; start += batchSize) {
        const batch = drawn.slice(start, start + batchSize);
        const changed = new Set<number>();
        for (const { pointId, time, value } of batch) {
          const known = expected.get(pointId);
          if (known !== undefined && (known.time > time || (known.time === time && known.value === value)))
            continue;
          expected.set(pointId, { time, value });
          changed.add(pointId);
        }
        const reported = present.apply(batch.map((s) => sampleOf(s.pointId, s.time, s.value)));
        expect(reported).toHaveLength(changed.size);
        expect(new Set(reported)).toEqual(changed);
      }
      for (const [pointId, { time, value }] of expected)
        expect(present.get(pointId)).toEqual({ pointId, time, value, quality: "good" });
    }),
    { numRuns: 20 },
  );
});

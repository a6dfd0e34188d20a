import fc from "fast-check";
import { expect, test } from "vitest";
import { sampleOf } from "../test/series.ts";
import { countHours } from "./running-hours.ts";

const hour = 3_600_000;
const start = 1_000 * hour;
const none = { since: start, ms: 0, held: undefined, heldAt: -1 };
const samples = (...list: [at: number, value: number][]) =>
  list.map(([at, value]) => sampleOf(1, start + at * hour, value));
const count = (limit: number, until: number, list: ReturnType<typeof samples>, resets: number[] = []) =>
  countHours(
    { values: [1], hours: limit },
    none,
    start,
    start + until * hour,
    list,
    resets.map((at) => start + at * hour),
  );

test.each([
  [
    "while it runs",
    10,
    [
      [1, 1],
      [3, 0],
    ],
    [],
    2,
    [],
  ],
  ["on until now", 10, [[1, 1]], [], 9, []],
  ["no longer than a day under one value", 100, [[1, 1]], [], 24, []],
  [
    "and tells the moment at which they are enough",
    5,
    [
      [1, 1],
      [3, 0],
      [4, 1],
    ],
    [],
    8,
    [[7, 2]],
  ],
  ["anew from a reset", 5, [[1, 1]], [4], 6, [[9, 2]]],
  [
    "back below at a reset",
    2,
    [[1, 1]],
    [5],
    5,
    [
      [3, 2],
      [5, 0],
      [7, 2],
    ],
  ],
] as const)("hours are counted %s", (_, limit, list, resets, ran, told) => {
  const until = limit === 100 ? 80 : 10;
  const { levels, counted } = count(limit, until, samples(...(list as unknown as [number, number][])), [
    ...resets,
  ]);
  expect(counted.ms / hour).toBe(ran);
  expect(levels.map(({ at, level }) => [(at - start) / hour, level])).toEqual(told);
});

test("values that cannot be trusted count for nothing", () => {
  const list = [...samples([1, 1]), sampleOf(1, start + 2 * hour, 0, "bad"), ...samples([4, 0])];
  expect(count(100, 10, list).counted.ms / hour).toBe(3);
});

test("counted in parts it is the same as at once", () => {
  const list = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 1 })), {
    maxLength: 30,
  });
  const resets = fc.array(fc.integer({ min: 1, max: 80 }), { maxLength: 3 });
  fc.assert(
    fc.property(list, resets, fc.integer({ min: 0, max: 80 }), (drawn, back, cut) => {
      const all = [...new Map(drawn.map(([at, value]) => [at, value]))].sort((a, b) => a[0] - b[0]);
      const read = samples(...all);
      const set = back.toSorted((a, b) => a - b).map((at) => start + at * hour);
      const rule = { values: [1], hours: 7 };
      const whole = countHours(rule, none, start, start + 80 * hour, read, set);
      const first = countHours(rule, none, start, start + cut * hour, read, set);
      const rest = countHours(rule, first.counted, start + cut * hour, start + 80 * hour, read, set);
      expect(rest.counted).toEqual(whole.counted);
      const moments = (levels: typeof whole.levels) => levels.map(({ at, level }) => [at, level]);
      expect(moments([...first.levels, ...rest.levels])).toEqual(moments(whole.levels));
    }),
  );
});

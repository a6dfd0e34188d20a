import type { Polygon, Xy } from "@kontrollrom/contracts/building.ts";
import { assert, integer, property, tuple } from "fast-check";
import { describe, expect, it } from "vitest";
import { areaOf, band, closeGaps, commonArea, difference, grow, intersection, union } from "./clip.ts";

const box = (x: number, y: number, width: number, depth: number): Polygon => [
  [
    [x, y],
    [x + width, y],
    [x + width, y + depth],
    [x, y + depth],
  ],
];

const lengthOf = ([ring = []]: Polygon): number =>
  ring.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length] ?? [x, y];
    return sum + Math.hypot(nextX - x, nextY - y);
  }, 0);

describe("clipping", () => {
  it.each<[string, Polygon[], number, number]>([
    ["joins what touches", union([box(0, 0, 2, 2), box(2, 0, 2, 2)]), 1, 8],
    ["keeps what is apart", union([box(0, 0, 2, 2), box(3, 0, 2, 2)]), 2, 8],
    ["takes the common part", intersection([box(0, 0, 2, 2)], [box(1, 1, 2, 2)]), 1, 1],
    ["finds nothing common in neighbours", intersection([box(0, 0, 2, 2)], [box(2, 0, 2, 2)]), 0, 0],
    ["leaves a hole", difference([box(0, 0, 4, 4)], [box(1, 1, 2, 2)]), 1, 12],
    ["grows square", grow([box(0, 0, 2, 2)], 0.5), 1, 9],
    ["shrinks to nothing", grow([box(0, 0, 2, 2)], -1), 0, 0],
    ["closes a wall's gap", closeGaps([box(0, 0, 2, 2), box(2.2, 0, 2, 2)], 0.2), 1, 8.4],
    ["leaves a wider gap", closeGaps([box(0, 0, 2, 2), box(2.2, 0, 2, 2)], 0.15), 2, 8],
    [
      "makes a band of a line",
      band(
        [
          [0, 0],
          [4, 0],
        ],
        0.2,
      ),
      1,
      4.2 * 0.2,
    ],
  ])("%s", (_, result, parts, area) => {
    expect(result).toHaveLength(parts);
    expect(areaOf(result)).toBeCloseTo(area, 5);
  });

  it("is as exact far from zero", () => {
    const [one, other] = [box(600_000, 7_000_000, 3.333, 2.5), box(600_001.111, 7_000_000, 3.333, 2.5)];
    expect(commonArea(one, other)).toBeCloseTo(2.222 * 2.5, 6);
    expect(areaOf(union([one, other]))).toBeCloseTo(4.444 * 2.5, 6);
  });

  it("does not care which way rings turn", () => {
    const turned: Polygon = [(box(0, 0, 2, 2)[0] as Xy[]).toReversed()];
    expect(areaOf(union([turned, box(1, 0, 2, 2)]))).toBeCloseTo(6, 6);
    expect(areaOf(difference([box(0, 0, 2, 2)], [turned]))).toBe(0);
  });

  it("adds up whatever is cut: a = (a − b) + (a ∩ b)", () => {
    const mm = integer({ min: 0, max: 9000 }).map((value) => value / 1000);
    const triangle = tuple(mm, mm, mm, mm, mm, mm).map(
      ([a, b, c, d, e, f]): Polygon => [
        [
          [a, b],
          [c, d],
          [e, f],
        ],
      ],
    );
    // The cut leaves three corners within a millimetre of each other, the last of the ring next to them.
    const notched: Polygon = [
      [
        [0, 0],
        [0.02, 0.03],
        [0, 3],
      ],
    ];
    const notch: Polygon = [
      [
        [0, 0.001],
        [0.001, 0.002],
        [0.001, 0],
      ],
    ];
    assert(
      property(triangle, triangle, (a, b) => {
        const whole = areaOf(union([a]));
        const parts = areaOf(difference([a], [b])) + areaOf(intersection([a], [b]));
        // Corners of the cut are rounded to whole millimetres: as much as a band of that width along every edge.
        const rounding = 0.001 * (lengthOf(a) + lengthOf(b)) + 1e-6;
        expect(Math.abs(whole - parts)).toBeLessThanOrEqual(rounding);
        expect(commonArea(a, b)).toBeLessThanOrEqual(whole + rounding);
      }),
      { numRuns: 300, examples: [[notched, notch]] },
    );
  });
});

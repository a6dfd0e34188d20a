import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inPolygon, nestRings, polygonArea, type Ring, signedArea, tidyRing } from "./polygon.ts";

const square = (x: number, y: number, side: number): Ring => [
  [x, y],
  [x + side, y],
  [x + side, y + side],
  [x, y + side],
];

describe("tidyRing", () => {
  it.each<[string, Ring, Ring | undefined]>([
    [
      "drops corners that come twice",
      [
        [0, 0],
        [0.0001, 0],
        [2, 0],
        [2, 2],
        [2, 2.0002],
        [0, 2],
      ],
      square(0, 0, 2),
    ],
    [
      "drops corners on a straight line",
      [
        [0, 0],
        [1, 0],
        [2, 0],
        [2, 2],
        [0, 2],
        [0, 1],
      ],
      square(0, 0, 2),
    ],
    [
      "drops spikes",
      [
        [0, 0],
        [2, 0],
        [3, 0],
        [2, 0],
        [2, 2],
        [0, 2],
      ],
      square(0, 0, 2),
    ],
    [
      "keeps nothing of a sliver",
      [
        [0, 0],
        [2, 0.0002],
        [4, 0],
      ],
      undefined,
    ],
    [
      "turns −0 into 0",
      [
        [-0.0001, 0],
        [2, 0],
        [2, 2],
        [0, 2],
      ],
      square(0, 0, 2),
    ],
  ])("%s", (_, ring, expected) => {
    expect(tidyRing(ring)).toEqual(expected);
  });

  it("gives rings that are tidy already, and keeps the area to the millimetre", () => {
    const ring = fc
      .uniqueArray(fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }), { minLength: 5, maxLength: 30 })
      .map((angles) =>
        angles
          .sort((a, b) => a - b)
          .map((angle): [number, number] => [500_000 + 5 * Math.cos(angle), 5 * Math.sin(angle)]),
      );
    fc.assert(
      fc.property(ring, (corners) => {
        const tidy = tidyRing(corners);
        if (tidy === undefined) return;
        expect(tidyRing(tidy)).toEqual(tidy);
        // At most a millimetre along a perimeter of 31 m.
        expect(Math.abs(signedArea(tidy) - signedArea(corners))).toBeLessThan(0.04);
      }),
    );
  });
});

describe("nestRings", () => {
  it("cuts holes, keeps islands, and turns outer rings counter-clockwise and holes clockwise", () => {
    const polygons = nestRings([
      square(4, 4, 2),
      square(0, 0, 10).toReversed(),
      square(2, 2, 6),
      square(20, 0, 1),
    ]);
    expect(polygons.map((polygon) => polygon.map((ring) => signedArea(ring)))).toEqual([
      [100, -36],
      [4],
      [1],
    ]);
    expect(polygons.map(polygonArea)).toEqual([64, 4, 1]);
  });

  it("counts a body modelled twice once", () => {
    expect(nestRings([square(0, 0, 3), square(0.002, 0, 3)])).toHaveLength(1);
  });

  it("makes a hole of a ring that touches the outer one", () => {
    expect(nestRings([square(0, 0, 4), square(0, 1, 1)])).toHaveLength(1);
  });
});

describe("inPolygon", () => {
  it("is false in a hole", () => {
    const polygon = [square(0, 0, 4), square(1, 1, 2).toReversed()];
    expect(inPolygon(polygon, 0.5, 0.5)).toBe(true);
    expect(inPolygon(polygon, 2, 2)).toBe(false);
    expect(inPolygon(polygon, 5, 2)).toBe(false);
  });
});

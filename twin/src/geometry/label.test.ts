import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { labelPoint } from "./label.ts";
import { distanceInside } from "./polygon.ts";

describe("labelPoint", () => {
  it("is the middle of a rectangle", () => {
    expect(
      labelPoint([
        [
          [0, 0],
          [8, 0],
          [8, 3],
          [0, 3],
        ],
      ]),
    ).toEqual([4, 1.5]);
  });

  it("is in the wide arm of an L, not in its notch", () => {
    const [x, y] = labelPoint([
      [
        [0, 0],
        [10, 0],
        [10, 1],
        [4, 1],
        [4, 10],
        [0, 10],
      ],
    ]);
    expect(x).toBeCloseTo(2, 0);
    expect(y).toBeGreaterThan(1);
  });

  it("is beside a hole", () => {
    const polygon: [number, number][][] = [
      [
        [0, 0],
        [9, 0],
        [9, 9],
        [0, 9],
      ],
      [
        [2, 2],
        [2, 7],
        [7, 7],
        [7, 2],
      ],
    ];
    expect(distanceInside(polygon, ...labelPoint(polygon))).toBeGreaterThan(1.1);
  });

  it("is inside of every star-shaped room", () => {
    const room = fc
      .array(fc.double({ min: 0.5, max: 30, noNaN: true }), { minLength: 3, maxLength: 20 })
      .map((radii) => [
        radii.map((radius, i): [number, number] => [
          radius * Math.cos((2 * Math.PI * i) / radii.length),
          radius * Math.sin((2 * Math.PI * i) / radii.length),
        ]),
      ]);
    fc.assert(
      fc.property(room, (polygon) => {
        expect(distanceInside(polygon, ...labelPoint(polygon))).toBeGreaterThan(0);
      }),
    );
  });
});

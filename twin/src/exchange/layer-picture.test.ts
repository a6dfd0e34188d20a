import { describe, expect, it } from "vitest";
import type { DxfShape } from "./dxf-shapes.ts";
import { layerPicture } from "./layer-picture.ts";

const line = (points: [number, number][], closed = false): DxfShape => ({
  kind: "line",
  layer: "A",
  points,
  closed,
});

describe("the picture of a layer", () => {
  it("lies in the box of the whole drawing, upside down as screens are", () => {
    const room = line(
      [
        [0, 0],
        [5, 0],
        [5, 5],
        [0, 5],
      ],
      true,
    );
    expect(layerPicture([room], [0, 0, 20, 10])).toBe("M0 500L250 500L250 250L0 250Z");
  });

  it("has hatches, texts as strokes, and small things as dots", () => {
    const shapes: DxfShape[] = [
      line([
        [1, 1],
        [1.001, 1],
      ]),
      { kind: "text", layer: "A", at: [0, 10], lines: ["101"] },
      {
        kind: "hatch",
        layer: "A",
        loops: [
          [
            [0, 0],
            [10, 0],
            [10, 10],
          ],
        ],
      },
    ];
    expect(layerPicture(shapes, [0, 0, 10, 10])).toBe("M0 1000L1000 1000L1000 0ZM0 0L12 0M100 900h1");
  });

  it("keeps the largest where there is too much", () => {
    const many = Array.from({ length: 5000 }, (_, i) =>
      line([
        [i % 90, 0],
        [(i % 90) + 1, 1],
      ]),
    );
    const picture = layerPicture(
      [
        ...many,
        line([
          [0, 0],
          [100, 100],
        ]),
      ],
      [0, 0, 100, 100],
    );
    expect(picture.startsWith("M0 1000L1000 0")).toBe(true);
    expect(picture.length).toBeLessThanOrEqual(8000);
  });

  it("is nothing for a layer without anything, and stands where the drawing is a point", () => {
    expect(layerPicture([], [0, 0, 1, 1])).toBe("");
    expect(
      layerPicture(
        [
          line([
            [3, 3],
            [3, 3],
          ]),
        ],
        [3, 3, 3, 3],
      ),
    ).toBe("M0 0h1");
  });
});

import type { Calibration } from "@kontrollrom/contracts/exchange.ts";
import { describe, expect, it } from "vitest";
import { levelRotation, underlayMatrix } from "./underlay-matrix.ts";

const calibration: Calibration = { a: [100, 50], b: [300, 50], distance: 10, at: [4, 7], rotation: 0 };
/** Metres of the building: x east, y north. */
function place(change: Partial<Calibration>, [x, y]: readonly [number, number]): number[] {
  const [a, b, c, d, e, f] = underlayMatrix({ ...calibration, ...change });
  return [a * x + c * y + e, -(b * x + d * y + f)].map((value) => Math.round(value * 1e6) / 1e6 + 0);
}

describe("a scanned plan lies where its two points say", () => {
  it.each([
    ["its first point where it was told", {}, [100, 50], [4, 7]],
    ["its second point the known distance away", {}, [300, 50], [14, 7]],
    ["what is below on the image, south", {}, [100, 250], [4, -3]],
    ["turned counter-clockwise about the first point", { rotation: 90 }, [300, 50], [4, 17]],
    [
      "by the length between the points, whichever way they go",
      { b: [100, 250] as [number, number] },
      [300, 50],
      [14, 7],
    ],
  ] as const)("%s", (_, change, pixel, metres) => {
    expect(place(change as Partial<Calibration>, pixel)).toEqual(metres);
  });

  it("lies level where the line between its points was askew", () => {
    const points = { a: [0, 0], b: [100, 10] } as Pick<Calibration, "a" | "b">;
    const [, y] = place({ ...points, at: [0, 0], rotation: levelRotation(points) }, [100, 10]);
    expect(y).toBeCloseTo(0, 2);
  });
});

import { zoomIdentity } from "d3";
import { describe, expect, it } from "vitest";
import { fromLocal, toLocal } from "./camera-place.ts";
import { declutter } from "./declutter.ts";
import { placeOf, transformOf } from "./plan-place.ts";
import { isKept, keptSide, sectionMiddle, sectionRange } from "./section-plane.ts";

const origin = [100, 200, 30] as const;
const place = { x: 112, y: 195, z: 31, bearing: -36, tilt: 52, span: 40, parallel: false };

describe("where one looks from", () => {
  it("is the same in the building's coordinates and in three's, and back", () => {
    const local = toLocal(place, origin);
    expect(local.target).toEqual([12, 1, 5]);
    const back = fromLocal(local, origin);
    for (const [name, value] of Object.entries(place))
      expect(back[name as keyof typeof back], name).toEqual(
        typeof value === "number" ? expect.closeTo(value) : value,
      );
  });

  it("is kept by the plan: the same middle at the same size, and the angle of the 3D picture stays", () => {
    const fit = { scale: 8, offset: [40, 700] as const, size: { width: 900, height: 600 } };
    const transform = transformOf(place, fit);
    const middle = transform.invert([450, 300]);
    expect([(middle[0] - 40) / 8, (700 - middle[1]) / 8]).toEqual([expect.closeTo(112), expect.closeTo(195)]);
    const back = placeOf(transform, fit, place, 0);
    expect(back).toMatchObject({ z: 31, bearing: -36, tilt: 52, span: expect.closeTo(40) });
    expect(placeOf(zoomIdentity, fit, undefined, 3).z).toBe(3);
  });
});

describe("a section", () => {
  const box = { min: [0, 0, -20], max: [10, 9, 0] };
  it.each([
    ["z", 33, [5, 2, -10], [5, 4, -10]],
    ["x", 104, [3, 5, -10], [5, 5, -10]],
    ["y", 205, [5, 5, -4], [5, 5, -6]],
  ] as const)(
    "across %s keeps what is below, and the other side where it is flipped",
    (axis, at, below, above) => {
      const kept = (flipped: boolean) =>
        [below, above].map(([x, y, z]) => isKept(keptSide({ axis, at, flipped }, origin), x, y, z));
      expect(kept(false)).toEqual([true, false]);
      expect(kept(true)).toEqual([false, true]);
    },
  );

  it("can be moved through the whole building, and has its handle in the middle of itself", () => {
    expect(sectionRange("z", box, origin)).toEqual([30, 39]);
    expect(sectionRange("y", box, origin)).toEqual([200, 220]);
    expect(sectionMiddle({ axis: "y", at: 207 }, box, origin)).toEqual([5, 4.5, -7]);
  });
});

it("leaves out labels that would lie on each other, and never those that are to be kept", () => {
  const size = { width: 60, height: 20 };
  const at = (x: number, y: number, keep = false) => ({ at: { x, y }, keep });
  expect(
    declutter(
      [at(0, 0, true), at(30, 5), at(30, 5, true), at(200, 0), at(90, 0), { at: undefined, keep: true }],
      size,
    ),
  ).toEqual([true, false, true, true, true, false]);
});

import type { PictureSection } from "@kontrollrom/contracts/saved-view.ts";
import type { Origin } from "./camera-place.ts";

/** A plane in three.js coordinates that keeps what has `normal · p + constant ≥ 0`. */
export interface KeptSide {
  readonly normal: readonly [number, number, number];
  readonly constant: number;
}

export type Axis = PictureSection["axis"];

/** Keeps what is below `at` on the axis, above it where it is flipped. */
export function keptSide({ axis, at, flipped }: PictureSection, [ox, oy, oz]: Origin): KeptSide {
  const sign = flipped ? -1 : 1;
  const side = (normal: readonly [number, number, number], constant: number): KeptSide => ({
    // `+ 0` takes the sign off a zero.
    normal: [normal[0] * sign + 0, normal[1] * sign + 0, normal[2] * sign + 0],
    constant: constant * sign,
  });
  if (axis === "x") return side([-1, 0, 0], at - ox);
  // three's z runs south.
  if (axis === "y") return side([0, 0, 1], at - oy);
  return side([0, -1, 0], at - oz);
}

export function isKept({ normal, constant }: KeptSide, x: number, y: number, z: number): boolean {
  return normal[0] * x + normal[1] * y + normal[2] * z + constant >= 0;
}

/** From where to where a plane can be moved, m in IFC coordinates, of a box in three.js coordinates. */
export function sectionRange(
  axis: Axis,
  box: { readonly min: readonly number[]; readonly max: readonly number[] },
  [ox, oy, oz]: Origin,
): readonly [number, number] {
  const [minX = 0, minY = 0, minZ = 0] = box.min;
  const [maxX = 0, maxY = 0, maxZ = 0] = box.max;
  if (axis === "x") return [minX + ox, maxX + ox];
  if (axis === "y") return [oy - maxZ, oy - minZ];
  return [minY + oz, maxY + oz];
}

/** Where the handle of the plane sits: its middle, in three.js coordinates. */
export function sectionMiddle(
  { axis, at }: Pick<PictureSection, "axis" | "at">,
  box: { readonly min: readonly number[]; readonly max: readonly number[] },
  [ox, oy, oz]: Origin,
): readonly [number, number, number] {
  const middle = (i: number) => ((box.min[i] ?? 0) + (box.max[i] ?? 0)) / 2;
  if (axis === "x") return [at - ox, middle(1), middle(2)];
  if (axis === "y") return [middle(0), middle(1), oy - at];
  return [middle(0), at - oz, middle(2)];
}

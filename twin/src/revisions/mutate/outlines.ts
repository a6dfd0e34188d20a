import type { Polygon } from "@kontrollrom/contracts/building.ts";
import { intersection, union } from "../../geometry/clip.ts";
import { polygonArea, ringBounds } from "../../geometry/polygon.ts";

/** Parts smaller than this are no rooms, m². */
const LEAST = 1.5;
/** Walls between rooms are at most this thick, m. */
const WALL = 0.6;

/** Cuts across the longer side; undefined when that does not give two whole rooms. */
export function splitOutline(polygon: Polygon, at: number): [Polygon, Polygon] | undefined {
  const [minX, minY, maxX, maxY] = ringBounds(polygon[0] ?? []);
  const wide = maxX - minX >= maxY - minY;
  const cut = wide ? minX + at * (maxX - minX) : minY + at * (maxY - minY);
  const far = 1e4;
  const half = (sign: 1 | -1): Polygon => {
    const end = cut + sign * far;
    return wide
      ? [rectangle(Math.min(cut, end), minY - far, Math.max(cut, end), maxY + far)]
      : [rectangle(minX - far, Math.min(cut, end), maxX + far, Math.max(cut, end))];
  };
  const parts = ([-1, 1] as const).map((sign) => only(intersection([polygon], [half(sign)])));
  const [one, other] = parts;
  return one && other && polygonArea(one) >= LEAST && polygonArea(other) >= LEAST ? [one, other] : undefined;
}

/** The outline of two rooms with the wall between them taken away; undefined when they are not neighbours. */
export function mergedOutline(a: Polygon, b: Polygon): Polygon | undefined {
  const [one, other] = [ringBounds(a[0] ?? []), ringBounds(b[0] ?? [])];
  const [left, right] = [Math.max(one[0], other[0]), Math.min(one[2], other[2])];
  const [bottom, top] = [Math.max(one[1], other[1]), Math.min(one[3], other[3])];
  const beside = right - left <= 0 && right - left >= -WALL && top - bottom >= 0.8;
  const above = top - bottom <= 0 && top - bottom >= -WALL && right - left >= 0.8;
  if (!beside && !above) return undefined;
  const gap = 0.02;
  const bridge = beside
    ? rectangle(right - gap, bottom, left + gap, top)
    : rectangle(left, top - gap, right, bottom + gap);
  const merged = only(union([a, b, [bridge]]));
  if (merged === undefined || merged.length > 1) return undefined;
  const [areas, area] = [polygonArea(a) + polygonArea(b), polygonArea(merged)];
  return area >= 0.98 * areas && area <= 1.15 * areas ? merged : undefined;
}

function rectangle(left: number, bottom: number, right: number, top: number): [number, number][] {
  return [
    [left, bottom],
    [right, bottom],
    [right, top],
    [left, top],
  ];
}

function only(polygons: readonly Polygon[]): Polygon | undefined {
  return polygons.length === 1 ? polygons[0] : undefined;
}

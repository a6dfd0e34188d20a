import type { Polygon, Xy } from "@kontrollrom/contracts/building.ts";
import { commonArea as commonPolygonArea } from "../geometry/clip.ts";
import { type Bounds, boundsOverlap, polygonArea, ringBounds, signedArea } from "../geometry/polygon.ts";
import type { DrawnRoom } from "./drawn-building.ts";
import { movedPolygon, type Similarity } from "./similarity.ts";

/** What of a room's outline is compared, in one common system. */
export interface Outline {
  readonly polygon: Polygon;
  readonly bounds: Bounds;
  readonly area: number;
  readonly perimeter: number;
  readonly centre: Xy;
}

/** Outlines lie on each other when none of these is farther off, m. */
const SAME_M = 0.05;

export function outlineOf(polygon: Polygon | undefined): Outline | undefined {
  const outer = polygon?.[0];
  if (polygon === undefined || outer === undefined || outer.length < 3) return undefined;
  const area = polygonArea(polygon);
  if (!(area > 0)) return undefined;
  let perimeter = 0;
  let previous = outer[outer.length - 1] as Xy;
  for (const corner of outer) {
    perimeter += Math.hypot(corner[0] - previous[0], corner[1] - previous[1]);
    previous = corner;
  }
  return { polygon, bounds: ringBounds(outer), area, perimeter, centre: centroid(outer) };
}

export function outlinesOf(rooms: readonly DrawnRoom[], by: Similarity | undefined): Map<string, Outline> {
  const outlines = new Map<string, Outline>();
  for (const { id, polygon } of rooms) {
    const outline = outlineOf(
      polygon === undefined || by === undefined ? polygon : movedPolygon(by, polygon),
    );
    if (outline !== undefined) outlines.set(id, outline);
  }
  return outlines;
}

/** Whether two outlines are one within drawing accuracy. */
export function sameOutline(a: Outline, b: Outline): boolean {
  return (
    Math.abs(a.area - b.area) <= 0.005 * Math.max(a.area, b.area) + 0.02 &&
    Math.hypot(a.centre[0] - b.centre[0], a.centre[1] - b.centre[1]) <= SAME_M &&
    a.bounds.every((side, i) => Math.abs(side - (b.bounds[i] as number)) <= SAME_M)
  );
}

/** Area that both cover, m². */
export function commonArea(a: Outline, b: Outline): number {
  if (!boundsOverlap(a.bounds, b.bounds)) return 0;
  if (sameOutline(a, b)) return Math.min(a.area, b.area);
  const width = Math.min(a.bounds[2], b.bounds[2]) - Math.max(a.bounds[0], b.bounds[0]);
  const depth = Math.min(a.bounds[3], b.bounds[3]) - Math.max(a.bounds[1], b.bounds[1]);
  // Neighbours touch through rounding: their boxes tell that nothing worth cutting is common.
  if (width * depth < 0.02 * Math.min(a.area, b.area)) return 0;
  return commonPolygonArea(a.polygon, b.polygon);
}

function centroid(ring: readonly Xy[]): Xy {
  const area = signedArea(ring);
  const origin = ring[0] as Xy;
  let x = 0;
  let y = 0;
  let previous = ring[ring.length - 1] as Xy;
  for (const corner of ring) {
    const [ax, ay, bx, by] = [
      previous[0] - origin[0],
      previous[1] - origin[1],
      corner[0] - origin[0],
      corner[1] - origin[1],
    ];
    const cross = ax * by - bx * ay;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
    previous = corner;
  }
  return area === 0 ? origin : [origin[0] + x / (6 * area), origin[1] + y / (6 * area)];
}

/** Finds what lies near without looking at everything: outlines by squares of the plane. */
export function createOutlineIndex(outlines: Iterable<readonly [string, Outline]>) {
  const size = 8;
  const squares = new Map<string, [string, Outline][]>();
  const wide: [string, Outline][] = [];
  const range = (bounds: Bounds): Bounds => bounds.map((side) => Math.floor(side / size)) as Bounds;
  for (const [id, outline] of outlines) {
    const [left, bottom, right, top] = range(outline.bounds);
    if ((right - left + 1) * (top - bottom + 1) > 2000) {
      wide.push([id, outline]);
      continue;
    }
    for (let column = left; column <= right; column++)
      for (let row = bottom; row <= top; row++) {
        const key = `${column},${row}`;
        const list = squares.get(key);
        if (list === undefined) squares.set(key, [[id, outline]]);
        else list.push([id, outline]);
      }
  }
  return {
    near(bounds: Bounds): [string, Outline][] {
      const [left, bottom, right, top] = range(bounds);
      if ((right - left + 1) * (top - bottom + 1) > 2000) {
        const every = new Map([...squares.values()].flat().concat(wide));
        return [...every].filter(([, outline]) => boundsOverlap(outline.bounds, bounds));
      }
      const found = new Map<string, Outline>(wide);
      for (let column = left; column <= right; column++)
        for (let row = bottom; row <= top; row++)
          for (const [id, outline] of squares.get(`${column},${row}`) ?? []) found.set(id, outline);
      return [...found].filter(([, outline]) => boundsOverlap(outline.bounds, bounds));
    },
  };
}

import type { Polygon, Xy } from "@kontrollrom/contracts/building.ts";
import {
  Clipper,
  ClipType,
  EndType,
  FillRule,
  JoinType,
  type Paths64,
  type PolyPath64,
  PolyTree64,
} from "clipper2-ts";
import { polygonArea, type Ring, signedArea, tidyRing } from "./polygon.ts";

/** The clipper counts in whole numbers: tenths of a millimetre, so that rounding stays below what drawings hold. */
const PER_METRE = 10_000;
/** Corners sharper than about 30 degrees are cut off when an outline grows. */
const MITER_LIMIT = 4;

/** All that any of them covers. Largest first; outer rings counter-clockwise, holes clockwise, whole millimetres. */
export function union(polygons: readonly Polygon[]): Polygon[] {
  return clip(ClipType.Union, polygons, []);
}

/** What both cover. */
export function intersection(a: readonly Polygon[], b: readonly Polygon[]): Polygon[] {
  return clip(ClipType.Intersection, a, b);
}

/** What `a` covers and `b` does not. */
export function difference(a: readonly Polygon[], b: readonly Polygon[]): Polygon[] {
  return clip(ClipType.Difference, a, b);
}

/** Moves every edge outwards, or inwards with a negative distance, m. Square corners stay square. */
export function grow(polygons: readonly Polygon[], metres: number): Polygon[] {
  const origin = originOf(polygons);
  const paths = toPaths(polygons, origin);
  const grown = Clipper.inflatePaths(paths, metres * PER_METRE, JoinType.Miter, EndType.Polygon, MITER_LIMIT);
  return fromTree(ClipType.Union, grown, [], origin);
}

/** The band that an open line of this width covers; it ends square, half its width beyond the line. */
export function band(line: readonly Xy[], width: number): Polygon[] {
  const origin = line[0] ?? [0, 0];
  const grown = Clipper.inflatePaths(
    [toPath(line, origin)],
    (width / 2) * PER_METRE,
    JoinType.Miter,
    EndType.Square,
    MITER_LIMIT,
  );
  return fromTree(ClipType.Union, grown, [], origin);
}

/** Fills every gap and notch that is narrower than `width` between and in them. Nothing is lost. */
export function closeGaps(polygons: readonly Polygon[], width: number): Polygon[] {
  // A little over, so that a gap of exactly this width closes.
  const half = width / 2 + 0.001;
  return union([...grow(grow(polygons, half), -half), ...polygons]);
}

/** Sum of what they enclose, m²; what two of them cover counts twice. */
export function areaOf(polygons: readonly Polygon[]): number {
  return polygons.reduce((sum, polygon) => sum + polygonArea(polygon), 0);
}

/** Area that both cover, m². */
export function commonArea(a: Polygon, b: Polygon): number {
  const origin = originOf([a]);
  const paths = Clipper.intersect(toPaths([a], origin), toPaths([b], origin), FillRule.NonZero);
  return Math.abs(Clipper.areaPaths(paths)) / PER_METRE ** 2;
}

function clip(kind: ClipType, a: readonly Polygon[], b: readonly Polygon[]): Polygon[] {
  const origin = originOf(a.length > 0 ? a : b);
  return fromTree(kind, toPaths(a, origin), toPaths(b, origin), origin);
}

function fromTree(kind: ClipType, a: Paths64, b: Paths64, origin: Xy): Polygon[] {
  const tree = new PolyTree64();
  Clipper.booleanOpWithPolyTree(kind, a, b, tree, FillRule.NonZero);
  const polygons: Polygon[] = [];
  const addOuter = (node: PolyPath64): void => {
    const outer = toRing(node, origin, true);
    const holes: Ring[] = [];
    for (let i = 0; i < node.count; i++) {
      const hole = node.child(i) as PolyPath64;
      const ring = toRing(hole, origin, false);
      if (ring !== undefined) holes.push(ring);
      for (let j = 0; j < hole.count; j++) addOuter(hole.child(j) as PolyPath64);
    }
    if (outer !== undefined) polygons.push([outer, ...holes]);
  };
  for (let i = 0; i < tree.count; i++) addOuter(tree.child(i) as PolyPath64);
  return polygons.sort((one, other) => polygonArea(other) - polygonArea(one));
}

function toRing(node: PolyPath64, origin: Xy, counterClockwise: boolean): Ring | undefined {
  const ring = tidyRing(
    (node.poly ?? []).map(({ x, y }): Xy => [x / PER_METRE + origin[0], y / PER_METRE + origin[1]]),
  );
  if (ring === undefined) return undefined;
  return signedArea(ring) > 0 === counterClockwise ? ring : ring.toReversed();
}

/** Far from zero the products of whole numbers would no longer be exact. */
function originOf(polygons: readonly Polygon[]): Xy {
  const [x, y] = polygons[0]?.[0]?.[0] ?? [0, 0];
  return [Math.round(x), Math.round(y)];
}

function toPaths(polygons: readonly Polygon[], origin: Xy): Paths64 {
  return polygons.flatMap((polygon) =>
    polygon.map((ring, i) => toPath(signedArea(ring) > 0 === (i === 0) ? ring : ring.toReversed(), origin)),
  );
}

function toPath(ring: readonly Xy[], origin: Xy): { x: number; y: number }[] {
  return ring.map(([x, y]) => ({
    x: Math.round((x - origin[0]) * PER_METRE),
    y: Math.round((y - origin[1]) * PER_METRE),
  }));
}

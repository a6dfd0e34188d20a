import type { Polygon, Xy } from "@kontrollrom/contracts/building.ts";

export type Ring = Xy[];
/** minX, minY, maxX, maxY */
export type Bounds = [number, number, number, number];

/** Area by the shoelace formula, positive when counter-clockwise. */
export function signedArea(ring: readonly Xy[]): number {
  let sum = 0;
  let previous = ring[ring.length - 1];
  if (previous === undefined) return 0;
  // Relative to one corner: far from zero the products would eat the millimetres.
  const [ox, oy] = previous;
  for (const corner of ring) {
    sum += (previous[0] - ox) * (corner[1] - oy) - (corner[0] - ox) * (previous[1] - oy);
    previous = corner;
  }
  return sum / 2;
}

/** Area of the outer ring less its holes. */
export function polygonArea(polygon: Polygon): number {
  let area = 0;
  for (const [i, ring] of polygon.entries()) {
    area += i === 0 ? Math.abs(signedArea(ring)) : -Math.abs(signedArea(ring));
  }
  return area;
}

export function ringBounds(ring: readonly Xy[]): Bounds {
  const bounds: Bounds = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of ring) {
    if (x < bounds[0]) bounds[0] = x;
    if (y < bounds[1]) bounds[1] = y;
    if (x > bounds[2]) bounds[2] = x;
    if (y > bounds[3]) bounds[3] = y;
  }
  return bounds;
}

/** The bounds around all of them; undefined when there are none. */
export function unionBounds(all: readonly Bounds[]): Bounds | undefined {
  if (all.length === 0) return undefined;
  return all.reduce((a, b) => [
    Math.min(a[0], b[0]),
    Math.min(a[1], b[1]),
    Math.max(a[2], b[2]),
    Math.max(a[3], b[3]),
  ]);
}

export function boundsOverlap(a: Bounds, b: Bounds): boolean {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}

/** Even-odd rule; a point on the edge may fall on either side. */
export function inRing(ring: readonly Xy[], x: number, y: number): boolean {
  let inside = false;
  let previous = ring[ring.length - 1];
  if (previous === undefined) return false;
  for (const corner of ring) {
    if (corner[1] > y !== previous[1] > y) {
      const crossing = corner[0] + ((y - corner[1]) / (previous[1] - corner[1])) * (previous[0] - corner[0]);
      if (x < crossing) inside = !inside;
    }
    previous = corner;
  }
  return inside;
}

/** Inside the outer ring and in none of the holes. */
export function inPolygon(polygon: Polygon, x: number, y: number): boolean {
  return polygon.every((ring, i) => inRing(ring, x, y) === (i === 0));
}

/** Distance to the nearest edge, positive inside and negative outside. */
export function distanceInside(polygon: Polygon, x: number, y: number): number {
  let nearest = Infinity;
  for (const ring of polygon) {
    let a = ring[ring.length - 1];
    if (a === undefined) continue;
    for (const b of ring) {
      nearest = Math.min(nearest, squaredDistanceToSegment(x, y, a, b));
      a = b;
    }
  }
  return (inPolygon(polygon, x, y) ? 1 : -1) * Math.sqrt(nearest);
}

function squaredDistanceToSegment(x: number, y: number, a: Xy, b: Xy): number {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const squared = dx * dx + dy * dy;
  const along = squared === 0 ? 0 : ((x - a[0]) * dx + (y - a[1]) * dy) / squared;
  const t = Math.min(1, Math.max(0, along));
  return (x - a[0] - t * dx) ** 2 + (y - a[1] - t * dy) ** 2;
}

/**
 * Whole millimetres, without repeated corners, spikes and corners that lie on a straight line.
 * @returns undefined when nothing with an area is left
 */
export function tidyRing(ring: readonly Xy[]): Ring | undefined {
  const snapped: Ring = [];
  for (const [x, y] of ring) {
    const corner: Xy = [toMillimetre(x), toMillimetre(y)];
    const last = snapped[snapped.length - 1];
    if (last === undefined || last[0] !== corner[0] || last[1] !== corner[1]) snapped.push(corner);
  }
  let corners = snapped;
  // Removing a corner can bring two others together or into line: once more until it is quiet.
  for (let round = 0; round < 8; round++) {
    const kept: Ring = [];
    for (const [i, corner] of corners.entries()) {
      const before = kept[kept.length - 1] ?? corners[corners.length - 1];
      // The last one's neighbour is the first that stays: judged by one already taken away it would be a spike.
      const after = corners[i + 1] ?? kept[0];
      if (before !== undefined && after !== undefined && !isBetween(before, corner, after)) kept.push(corner);
    }
    const quiet = kept.length === corners.length;
    corners = kept;
    if (quiet || corners.length < 3) break;
  }
  if (corners.length < 3 || Math.abs(signedArea(corners)) < 1e-6) return undefined;
  return corners;
}

/** True when a corner adds nothing: within half a millimetre of the line of its neighbours, or a spike. */
function isBetween(before: Xy, corner: Xy, after: Xy): boolean {
  const dx = after[0] - before[0];
  const dy = after[1] - before[1];
  const length = Math.hypot(dx, dy);
  if (length < 1e-9) return true;
  return Math.abs((corner[0] - before[0]) * dy - (corner[1] - before[1]) * dx) / length < 0.0005;
}

export function toMillimetre(metres: number): number {
  // "+ 0" turns −0 into 0, which JSON would keep.
  return Math.round(metres * 1000) / 1000 + 0;
}

/**
 * Makes polygons of tidy rings: rings inside an odd number of others are holes. A ring that comes twice (a body
 * modelled as solid and as surface) counts once.
 * @returns largest first; outer rings counter-clockwise, holes clockwise
 */
export function nestRings(rings: readonly Ring[]): Polygon[] {
  const sorted = rings
    .map((ring) => ({ ring, area: Math.abs(signedArea(ring)), bounds: ringBounds(ring) }))
    .sort((a, b) => b.area - a.area);
  const unique = sorted.filter(
    (entry, i) =>
      !sorted
        .slice(0, i)
        .some(
          (other) =>
            Math.abs(other.area - entry.area) < 0.002 * entry.area &&
            other.bounds.every((value, side) => Math.abs(value - (entry.bounds[side] ?? 0)) < 0.01),
        ),
  );
  const placed: { ring: Ring; bounds: Bounds; depth: number; polygon: Polygon }[] = [];
  const polygons: Polygon[] = [];
  for (const { ring, bounds } of unique) {
    const inside = placed.filter(
      (other) =>
        bounds[0] >= other.bounds[0] &&
        bounds[1] >= other.bounds[1] &&
        bounds[2] <= other.bounds[2] &&
        bounds[3] <= other.bounds[3] &&
        mostlyInside(ring, other.ring),
    );
    const parent = inside[inside.length - 1];
    const depth = inside.length;
    if (depth % 2 === 1 && parent !== undefined) {
      parent.polygon.push(turned(ring, false));
      placed.push({ ring, bounds, depth, polygon: parent.polygon });
    } else {
      const polygon: Polygon = [turned(ring, true)];
      polygons.push(polygon);
      placed.push({ ring, bounds, depth, polygon });
    }
  }
  return polygons;
}

/** Corners may touch the outer ring, so the middles of the edges vote. */
function mostlyInside(ring: Ring, outer: Ring): boolean {
  let inside = 0;
  let previous = ring[ring.length - 1];
  for (const corner of ring) {
    if (
      previous !== undefined &&
      inRing(outer, (previous[0] + corner[0]) / 2, (previous[1] + corner[1]) / 2)
    ) {
      inside++;
    }
    previous = corner;
  }
  return inside * 2 > ring.length;
}

function turned(ring: Ring, counterClockwise: boolean): Ring {
  return signedArea(ring) > 0 === counterClockwise ? ring : ring.toReversed();
}

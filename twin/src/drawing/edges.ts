import type { Polygon, Xy } from "@kontrollrom/contracts/building.ts";
import { commonArea, union } from "../geometry/clip.ts";
import { polygonArea, tidyRing } from "../geometry/polygon.ts";
import { cornerAt, type EditRoom } from "./drawing.ts";

/** A corner of a command is that of the drawing when it is at most this far off, m. */
const SAME = 0.005;
/** Edges that meet at less than about 10 degrees have no corner to slide along. */
const FLAT = 0.17;
/** Edges face each other when they differ by less than about a degree. */
const PARALLEL = 0.9998;
/** Less of an edge than this in front of another is a corner that touches, m. */
const LEAST_FACING = 0.005;

/** An edge with its own directions: `along` from its first corner to its last, `out` of the room. */
export interface Edge {
  readonly ring: number;
  readonly index: number;
  readonly from: Xy;
  readonly to: Xy;
  readonly length: number;
  readonly along: Xy;
  readonly out: Xy;
}

export function edgeOf(polygon: Polygon, ring: number, index: number): Edge {
  const corners = polygon[ring] ?? [];
  const from = cornerAt(corners, index);
  const to = cornerAt(corners, index + 1);
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const along: Xy = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
  // The room is to the left of every edge, of holes as well.
  return { ring, index, from, to, length, along, out: [along[1], -along[0]] };
}

export function edgesOf(polygon: Polygon): Edge[] {
  return polygon.flatMap((ring, r) => ring.map((_, i) => edgeOf(polygon, r, i)));
}

/** The edge with these ends, in either order. */
export function findEdge(polygon: Polygon, [a, b]: readonly [Xy, Xy]): Edge | undefined {
  const same = (p: Xy, q: Xy): boolean => Math.hypot(p[0] - q[0], p[1] - q[1]) <= SAME;
  return edgesOf(polygon).find(
    ({ from, to }) => (same(from, a) && same(to, b)) || (same(from, b) && same(to, a)),
  );
}

/** Distance of a point from the edge's line, positive out of the room, m. */
export function outOf({ from, out }: Edge, [x, y]: Xy): number {
  return (x - from[0]) * out[0] + (y - from[1]) * out[1];
}

/** How far along the edge a point is, m. */
export function alongOf({ from, along }: Edge, [x, y]: Xy): number {
  return (x - from[0]) * along[0] + (y - from[1]) * along[1];
}

/** A rectangle in front of an edge, between two distances along it and two out of it, m. */
export function strip(edge: Edge, along: readonly [number, number], out: readonly [number, number]): Polygon {
  const at = (a: number, o: number): Xy => [
    edge.from[0] + a * edge.along[0] + o * edge.out[0],
    edge.from[1] + a * edge.along[1] + o * edge.out[1],
  ];
  const [near, far] = out[0] < out[1] ? out : [out[1], out[0]];
  // `out` is to the right of `along`: this order turns counter-clockwise.
  return [[at(along[0], far), at(along[1], far), at(along[1], near), at(along[0], near)]];
}

/** Another room's edge behind the same wall. */
export interface Facing {
  readonly roomId: string;
  /** Thickness of the wall, m. */
  readonly gap: number;
  /** The part of the edge that it faces, m along it. */
  readonly from: number;
  readonly to: number;
}

export function facingEdges(edge: Edge, others: readonly EditRoom[], wall: number): Facing[] {
  const found: Facing[] = [];
  for (const { id, polygon } of others) {
    for (const other of edgesOf(polygon)) {
      if (!(edge.along[0] * other.along[0] + edge.along[1] * other.along[1] < -PARALLEL)) continue;
      const gap = (outOf(edge, other.from) + outOf(edge, other.to)) / 2;
      if (gap < -SAME || gap > wall) continue;
      const from = Math.max(0, alongOf(edge, other.to));
      const to = Math.min(edge.length, alongOf(edge, other.from));
      if (to - from <= LEAST_FACING) continue;
      // A room between them is no wall.
      const between = strip(edge, [from, to], [0, gap]);
      const isWall =
        gap < SAME || others.every((room) => commonArea(between, room.polygon) < 0.1 * gap * (to - from));
      if (isWall) found.push({ roomId: id, gap: Math.max(0, gap), from, to });
    }
  }
  return found;
}

/**
 * The outline with one edge moved out by a distance; its ends slide along the edges next to it.
 * @returns undefined when it would pass a corner or the outline would cross itself
 */
export function withMovedEdge(polygon: Polygon, edge: Edge, offset: number): Polygon | undefined {
  const corners = polygon[edge.ring] ?? [];
  const size = corners.length;
  const before = edgeOf(polygon, edge.ring, (edge.index - 1 + size) % size);
  const after = edgeOf(polygon, edge.ring, (edge.index + 1) % size);
  const [starts, ends] = [slid(edge, before, edge.from, offset), slid(edge, after, edge.to, offset)];
  const [first, last] = [starts.at(-1) as Xy, ends.at(-1) as Xy];
  if (alongOf(edge, last) - alongOf(edge, first) < 0.001) return undefined;
  if (starts.length === 1 && alongOf(before, first) < 0) return undefined;
  if (ends.length === 1 && after.length - alongOf(after, last) < 0) return undefined;

  const ring: Xy[] = [];
  for (let i = 0; i < size; i++) {
    const at = (edge.index + 2 + i) % size;
    if (at === edge.index) ring.push(...starts);
    else if (at === (edge.index + 1) % size) ring.push(...ends.toReversed());
    else ring.push(cornerAt(corners, at));
  }
  return simple(polygon.map((old, i) => (i === edge.ring ? ring : old)));
}

/** Where an end of the edge goes: along the edge next to it, or straight out where that lies in line with it. */
function slid(edge: Edge, next: Edge, end: Xy, offset: number): Xy[] {
  const slope = next.along[0] * edge.out[0] + next.along[1] * edge.out[1];
  if (Math.abs(slope) < FLAT) return [end, [end[0] + offset * edge.out[0], end[1] + offset * edge.out[1]]];
  const way = offset / slope;
  return [[end[0] + way * next.along[0], end[1] + way * next.along[1]]];
}

/** The polygon in whole millimetres when its rings neither cross themselves nor each other. */
export function simple(polygon: Polygon): Polygon | undefined {
  const rings = polygon.map(tidyRing);
  const outer = rings[0];
  if (outer === undefined) return undefined;
  const tidy: Polygon = rings.filter((ring) => ring !== undefined);
  const [whole, ...rest] = union([tidy]);
  if (whole === undefined || rest.length > 0) return undefined;
  return Math.abs(polygonArea(whole) - polygonArea(tidy)) < 0.001 + 0.0001 * polygonArea(tidy)
    ? whole
    : undefined;
}

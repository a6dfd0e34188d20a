import type { Polygon, Xy } from "@kontrollrom/contracts/building.ts";

export interface OutlinedRoom {
  readonly spaceId: string;
  readonly polygon: Polygon;
}

/** An edge of a room with its directions: `along` from its first corner to its last, `out` of the room. */
export interface RoomEdge {
  readonly roomId: string;
  readonly from: Xy;
  readonly to: Xy;
  readonly length: number;
  readonly along: Xy;
  readonly out: Xy;
}

export const distance = (a: Xy, b: Xy): number => Math.hypot(a[0] - b[0], a[1] - b[1]);
export const toMillimetre = (metres: number): number => Math.round(metres * 1000) / 1000;

export function edgesOf({ spaceId, polygon }: OutlinedRoom): RoomEdge[] {
  return polygon.flatMap((ring) =>
    ring.flatMap((from, i) => {
      const to = ring[(i + 1) % ring.length] ?? from;
      const length = distance(from, to);
      if (length === 0) return [];
      const along: Xy = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
      // The room is to the left of every edge, of holes as well.
      return { roomId: spaceId, from, to, length, along, out: [along[1], -along[0]] as Xy };
    }),
  );
}

/** Distance of a point from the line of an edge, positive out of the room, m. */
export function outOf({ from, out }: RoomEdge, [x, y]: Xy): number {
  return (x - from[0]) * out[0] + (y - from[1]) * out[1];
}

/** The nearest point of a segment. */
export function nearestOn(from: Xy, to: Xy, [x, y]: Xy): Xy {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const size = dx * dx + dy * dy;
  const part = size === 0 ? 0 : Math.min(1, Math.max(0, ((x - from[0]) * dx + (y - from[1]) * dy) / size));
  return [from[0] + part * dx, from[1] + part * dy];
}

/** The edge nearest to a point, at most so far away, m; of two that are equally near, the one whose room the point is in. */
export function nearestEdge(edges: readonly RoomEdge[], at: Xy, reach: number): RoomEdge | undefined {
  let best: { edge: RoomEdge; away: number } | undefined;
  for (const edge of edges) {
    const away = distance(nearestOn(edge.from, edge.to, at), at) + (outOf(edge, at) > 0 ? 1e-6 : 0);
    if (away <= reach && (best === undefined || away < best.away)) best = { edge, away };
  }
  return best?.edge;
}

export function inRing(ring: readonly Xy[], [x, y]: Xy): boolean {
  let inside = false;
  let [px, py] = ring.at(-1) ?? [0, 0];
  for (const [cx, cy] of ring) {
    if (cy > y !== py > y && x < ((px - cx) * (y - cy)) / (py - cy) + cx) inside = !inside;
    [px, py] = [cx, cy];
  }
  return inside;
}

export function inPolygon([outer = [], ...holes]: Polygon, at: Xy): boolean {
  return inRing(outer, at) && !holes.some((hole) => inRing(hole, at));
}

export function ringArea(ring: readonly Xy[]): number {
  let twice = 0;
  let previous = ring.at(-1) ?? [0, 0];
  for (const corner of ring) {
    twice += previous[0] * corner[1] - corner[0] * previous[1];
    previous = corner;
  }
  return twice / 2;
}

export function polygonArea(polygon: Polygon): number {
  return Math.abs(polygon.reduce((sum, ring) => sum + ringArea(ring), 0));
}

/** The room at a point; of rooms on each other the smallest. */
export function roomAt<T extends OutlinedRoom>(rooms: readonly T[], at: Xy): T | undefined {
  const here = rooms.filter(({ polygon }) => inPolygon(polygon, at));
  return here.toSorted((a, b) => polygonArea(a.polygon) - polygonArea(b.polygon))[0];
}

/** The direction that most of the walls have, radians from 0 to π/2: houses lie askew in their models. */
export function mainAxis(edges: readonly RoomEdge[]): number {
  // Directions a quarter turn apart are one: four times the angle makes them so.
  let [x, y] = [0, 0];
  for (const { along, length } of edges) {
    const angle = 4 * Math.atan2(along[1], along[0]);
    x += length * Math.cos(angle);
    y += length * Math.sin(angle);
  }
  if (Math.hypot(x, y) < 1e-9) return 0;
  const axis = Math.atan2(y, x) / 4;
  const turned = axis < -1e-9 ? axis + Math.PI / 2 : Math.max(0, axis);
  return Math.PI / 2 - turned < 1e-6 ? 0 : turned;
}

/** A rectangle along an axis with two points as opposite corners, counter-clockwise. */
export function rectangle(a: Xy, b: Xy, axis: number): Xy[] {
  const [cos, sin] = [Math.cos(axis), Math.sin(axis)];
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const along = dx * cos + dy * sin;
  const ring: Xy[] = [
    a,
    [a[0] + along * cos, a[1] + along * sin],
    b,
    [b[0] - along * cos, b[1] - along * sin],
  ];
  const tidy = ring.map(([x, y]): Xy => [toMillimetre(x), toMillimetre(y)]);
  return ringArea(tidy) < 0 ? tidy.toReversed() : tidy;
}

/** Where two segments cross, if they do. */
function crosses(a: Xy, b: Xy, c: Xy, d: Xy): boolean {
  const side = (p: Xy, q: Xy, r: Xy) => (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

/** The room that a line divides: the one with the most of the line in it. */
export function roomOfLine<T extends OutlinedRoom>(rooms: readonly T[], line: readonly Xy[]): T | undefined {
  let best: { room: T; inside: number } | undefined;
  for (const room of rooms) {
    let inside = 0;
    for (const [i, to] of line.entries()) {
      const from = line[i - 1];
      if (from === undefined) continue;
      for (let step = 0.5; step < 20; step++) {
        const at: Xy = [from[0] + ((to[0] - from[0]) * step) / 20, from[1] + ((to[1] - from[1]) * step) / 20];
        if (inPolygon(room.polygon, at)) inside += distance(from, to) / 20;
      }
      if (inside === 0 && edgesOf(room).some((edge) => crosses(from, to, edge.from, edge.to))) inside = 1e-6;
    }
    if (inside > 0 && (best === undefined || inside > best.inside)) best = { room, inside };
  }
  return best?.room;
}

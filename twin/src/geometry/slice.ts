import type { Xy } from "@kontrollrom/contracts/building.ts";
import type { Ring } from "./polygon.ts";

/** A triangle mesh in model metres, z up: x, y, z of each corner after each other. */
export interface TriangleMesh {
  readonly positions: Float64Array;
  readonly indices: Uint32Array;
}

/** Corners nearer to each other than this are one, m. Meshes repeat their corners for every face. */
const WELD = 0.0005;
/** Ends of an open outline that are at most this far apart are joined, m. */
const GAP = 0.01;

/**
 * Cuts a mesh with the horizontal plane at `z`.
 * @returns closed loops in no given direction; open outlines of broken meshes are left out
 */
export function sliceMesh(mesh: TriangleMesh, z: number): Ring[] {
  const { positions, indices } = mesh;
  const points: Xy[] = [];
  const pointAt = new Map<string, number>();
  const segments = new Map<string, { from: number; to: number; count: number }>();

  const crossing = (a: number, b: number): number => {
    // Always from the lower corner to the upper one, so that both triangles at an edge find the same point.
    const [low, high] = (positions[a * 3 + 2] ?? 0) < (positions[b * 3 + 2] ?? 0) ? [a, b] : [b, a];
    const zLow = positions[low * 3 + 2] ?? 0;
    const zHigh = positions[high * 3 + 2] ?? 0;
    const t = (z - zLow) / (zHigh - zLow);
    const x = lerp(positions[low * 3] ?? 0, positions[high * 3] ?? 0, t);
    const y = lerp(positions[low * 3 + 1] ?? 0, positions[high * 3 + 1] ?? 0, t);
    return weld(x, y, points, pointAt);
  };

  for (let i = 0; i < indices.length; i += 3) {
    const corners = [indices[i] ?? 0, indices[i + 1] ?? 0, indices[i + 2] ?? 0] as const;
    // A corner on the plane counts as above it: every triangle then has none or exactly two crossings.
    const above = corners.map((corner) => (positions[corner * 3 + 2] ?? 0) >= z);
    if (above[0] === above[1] && above[1] === above[2]) continue;
    const alone = above[0] === above[1] ? 2 : above[0] === above[2] ? 1 : 0;
    const tip = corners[alone] ?? 0;
    const next = crossing(tip, corners[(alone + 1) % 3] ?? 0);
    const last = crossing(tip, corners[(alone + 2) % 3] ?? 0);
    if (next === last) continue;
    const [from, to] = above[alone] ? [next, last] : [last, next];
    // Faces shared by two touching bodies run both ways and cancel; the same face twice counts once.
    const back = segments.get(`${to},${from}`);
    if (back !== undefined && back.count > 0) {
      back.count--;
      continue;
    }
    const key = `${from},${to}`;
    const same = segments.get(key);
    if (same === undefined) segments.set(key, { from, to, count: 1 });
    else same.count = 1;
  }

  return closeLoops(
    [...segments.values()].filter((segment) => segment.count > 0),
    points,
  );
}

function lerp(a: number, b: number, t: number): number {
  return a + (b - a) * t;
}

function weld(x: number, y: number, points: Xy[], pointAt: Map<string, number>): number {
  const column = Math.round(x / WELD);
  const row = Math.round(y / WELD);
  for (let dx = -1; dx <= 1; dx++) {
    for (let dy = -1; dy <= 1; dy++) {
      const index = pointAt.get(`${column + dx},${row + dy}`);
      const point = index === undefined ? undefined : points[index];
      if (point !== undefined && Math.hypot(point[0] - x, point[1] - y) <= WELD) return index as number;
    }
  }
  points.push([x, y]);
  pointAt.set(`${column},${row}`, points.length - 1);
  return points.length - 1;
}

function closeLoops(segments: readonly { from: number; to: number }[], points: readonly Xy[]): Ring[] {
  const neighbours = new Map<number, number[]>();
  const connect = (a: number, b: number): void => {
    const list = neighbours.get(a);
    if (list === undefined) neighbours.set(a, [b]);
    else list.push(b);
  };
  for (const { from, to } of segments) {
    connect(from, to);
    connect(to, from);
  }
  const take = (a: number, b: number): void => {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const list = neighbours.get(from);
      const at = list?.indexOf(to) ?? -1;
      if (at >= 0) list?.splice(at, 1);
    }
  };

  const loops: Ring[] = [];
  const open: number[][] = [];
  // Open ends first: what is left after them are loops only.
  const starts = [...neighbours.keys()].sort((a, b) => odd(neighbours, b) - odd(neighbours, a));
  for (const start of starts) {
    while ((neighbours.get(start)?.length ?? 0) > 0) {
      const path = [start];
      let here = start;
      for (;;) {
        const next = straightest(path, neighbours.get(here) ?? [], points);
        if (next === undefined) break;
        take(here, next);
        path.push(next);
        here = next;
        // A path that meets itself has made a loop: cut it off, so that loops touching in a corner stay apart.
        const met = path.indexOf(next);
        if (met < path.length - 1) {
          const loop = path.splice(met + 1);
          if (loop.length >= 3) loops.push(loop.map((index) => points[index] as Xy));
          here = path[path.length - 1] ?? start;
        }
      }
      if (path.length > 1) open.push(path);
    }
  }
  loops.push(...joinOpen(open, points));
  return loops;
}

function odd(neighbours: Map<number, number[]>, point: number): number {
  return (neighbours.get(point)?.length ?? 0) % 2;
}

/** At a corner where several outlines touch, the way that turns the least. */
function straightest(
  path: readonly number[],
  ways: readonly number[],
  points: readonly Xy[],
): number | undefined {
  if (ways.length <= 1 || path.length < 2) return ways[0];
  const here = points[path[path.length - 1] ?? 0] as Xy;
  const before = points[path[path.length - 2] ?? 0] as Xy;
  const heading = Math.atan2(here[1] - before[1], here[0] - before[0]);
  const turn = (way: number): number => {
    const [x, y] = points[way] as Xy;
    const angle = Math.atan2(y - here[1], x - here[0]) - heading;
    return Math.abs(Math.atan2(Math.sin(angle), Math.cos(angle)));
  };
  return ways.reduce((best, way) => (turn(way) < turn(best) ? way : best));
}

/** Joins outlines whose ends all but meet, as in meshes with hairline cracks. */
function joinOpen(paths: number[][], points: readonly Xy[]): Ring[] {
  const loops: Ring[] = [];
  const rest = paths.map((path) => path.map((index) => points[index] as Xy));
  for (let path = rest.pop(); path !== undefined; path = rest.pop()) {
    for (;;) {
      const end = path[path.length - 1] as Xy;
      if (path.length >= 3 && near(end, path[0] as Xy)) {
        loops.push(path);
        break;
      }
      const at = rest.findIndex(
        (other) => near(end, other[0] as Xy) || near(end, other[other.length - 1] as Xy),
      );
      const other = rest[at];
      if (other === undefined) break;
      rest.splice(at, 1);
      path.push(...(near(end, other[0] as Xy) ? other : other.toReversed()));
    }
  }
  return loops;
}

function near(a: Xy, b: Xy): boolean {
  return Math.hypot(a[0] - b[0], a[1] - b[1]) <= GAP;
}

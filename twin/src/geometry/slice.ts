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
  const points = createWelder(positions[0] ?? 0, positions[1] ?? 0);
  const segments = createSegments();

  const crossing = (a: number, b: number): number => {
    // Always from the lower corner to the upper one, so that both triangles at an edge find the same point.
    const inOrder = (positions[a * 3 + 2] as number) < (positions[b * 3 + 2] as number);
    const low = (inOrder ? a : b) * 3;
    const high = (inOrder ? b : a) * 3;
    const zLow = positions[low + 2] as number;
    const t = (z - zLow) / ((positions[high + 2] as number) - zLow);
    const xLow = positions[low] as number;
    const yLow = positions[low + 1] as number;
    return points.add(
      xLow + ((positions[high] as number) - xLow) * t,
      yLow + ((positions[high + 1] as number) - yLow) * t,
    );
  };

  for (let i = 0; i < indices.length; i += 3) {
    const a = indices[i] as number;
    const b = indices[i + 1] as number;
    const c = indices[i + 2] as number;
    // A corner on the plane counts as above it: every triangle then has none or exactly two crossings.
    const aAbove = (positions[a * 3 + 2] as number) >= z;
    const bAbove = (positions[b * 3 + 2] as number) >= z;
    const cAbove = (positions[c * 3 + 2] as number) >= z;
    if (aAbove === bAbove && bAbove === cAbove) continue;
    // Turned so that the first corner is the one alone on its side.
    const [tip, next, last, tipAbove] =
      aAbove === bAbove ? [c, a, b, cAbove] : aAbove === cAbove ? [b, c, a, bAbove] : [a, b, c, aAbove];
    const from = crossing(tip, next);
    const to = crossing(tip, last);
    if (from === to) continue;
    if (tipAbove) segments.add(from, to);
    else segments.add(to, from);
  }
  return closeLoops(segments.list(), points.points);
}

/** Gives corners that are all but the same one number. */
function createWelder(originX: number, originY: number) {
  const points: Xy[] = [];
  const at = new Map<number, number>();
  // A cell number from column and row stays exact within 16 km of the mesh's first corner.
  const cell = (column: number, row: number): number => (column + 2 ** 25) * 2 ** 26 + row + 2 ** 25;
  return {
    points: points as readonly Xy[],
    add(x: number, y: number): number {
      const column = Math.round((x - originX) / WELD);
      const row = Math.round((y - originY) / WELD);
      for (let dx = -1; dx <= 1; dx++) {
        for (let dy = -1; dy <= 1; dy++) {
          const index = at.get(cell(column + dx, row + dy));
          if (index === undefined) continue;
          const [px, py] = points[index] as Xy;
          if ((px - x) ** 2 + (py - y) ** 2 <= WELD ** 2) return index;
        }
      }
      points.push([x, y]);
      at.set(cell(column, row), points.length - 1);
      return points.length - 1;
    },
  };
}

/** Directed segments: a face shared by two touching bodies runs both ways and cancels; the same face twice counts once. */
function createSegments() {
  const present = new Map<number, [from: number, to: number]>();
  const key = (from: number, to: number): number => from * 2 ** 26 + to;
  return {
    add(from: number, to: number): void {
      if (!present.delete(key(to, from))) present.set(key(from, to), [from, to]);
    },
    list: (): [from: number, to: number][] => [...present.values()],
  };
}

function closeLoops(segments: readonly (readonly [number, number])[], points: readonly Xy[]): Ring[] {
  const neighbours: number[][] = points.map(() => []);
  const waysFrom = (point: number): number[] => neighbours[point] as number[];
  for (const [from, to] of segments) {
    waysFrom(from).push(to);
    waysFrom(to).push(from);
  }
  const take = (from: number, to: number): void => {
    waysFrom(from).splice(waysFrom(from).indexOf(to), 1);
    waysFrom(to).splice(waysFrom(to).indexOf(from), 1);
  };

  const loops: Ring[] = [];
  const open: number[][] = [];
  // Open ends first: what is left after them are loops only.
  const isEnd = (point: number): boolean => waysFrom(point).length % 2 === 1;
  const all = points.map((_, point) => point);
  for (const start of [...all.filter(isEnd), ...all]) {
    while (waysFrom(start).length > 0) {
      const path = [start];
      let here = start;
      for (;;) {
        const next = straightest(path, waysFrom(here), points);
        if (next === undefined) break;
        take(here, next);
        path.push(next);
        here = next;
        // A path that meets itself has made a loop: cut it off, so that loops touching in a corner stay apart.
        const met = path.indexOf(next);
        if (met < path.length - 1) {
          const loop = path.splice(met + 1);
          if (loop.length >= 3) loops.push(loop.map((index) => points[index] as Xy));
        }
      }
      if (path.length > 1) open.push(path);
    }
  }
  loops.push(...joinOpen(open, points));
  return loops;
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

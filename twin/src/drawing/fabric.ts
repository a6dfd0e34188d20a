import type { Polygon, Xy } from "@kontrollrom/contracts/building.ts";
import { areaOf, difference, grow, intersection, union } from "../geometry/clip.ts";
import { boundsOverlap, polygonArea, ringBounds, unionBounds } from "../geometry/polygon.ts";
import type { EditDrawing } from "./drawing.ts";
import { alongOf, type Edge, type Facing, outOf, strip } from "./edges.ts";

/** Walls thinner than this are what rounding leaves, m. */
const HAIR = 0.01;
/** How deep to look for an outer wall, m. */
const OUTER_WALL = 0.9;

/**
 * Walls after rooms were changed: what rooms have taken is no wall, what they have left is one.
 * @param becomesWall where floor that no room has any more turns into wall; nothing does without it
 */
export function reshapeWalls(
  before: EditDrawing,
  after: EditDrawing,
  changedIds: ReadonlySet<string>,
  becomesWall: "all" | "none" | readonly Polygon[],
): EditDrawing {
  const olds = before.rooms.filter(({ id }) => changedIds.has(id)).map(({ polygon }) => polygon);
  const news = after.rooms.filter(({ id }) => changedIds.has(id)).map(({ polygon }) => polygon);
  const gained = difference(news, olds);
  const freed =
    becomesWall === "none" ? [] : becomesWall === "all" ? difference(olds, news) : [...becomesWall];
  const rooms = after.rooms.map(({ polygon }) => polygon);
  const added = (freed.length > 0 ? difference(freed, rooms) : []).filter(
    (part) => grow([part], -HAIR / 2).length > 0,
  );
  if (gained.length === 0 && added.length === 0) return after;
  const area = unionBounds([...gained, ...added].map(([ring = []]) => ringBounds(ring)));
  if (area === undefined) return after;
  const near = (polygon: Polygon): boolean => boundsOverlap(ringBounds(polygon[0] ?? []), area);
  const touched = before.walls.filter(near);
  // All rooms, and not only what was gained: in a house that lies askew rounding puts corners beside their walls.
  const kept = difference(union([...touched, ...added]), rooms).filter(
    (part) => grow([part], -HAIR / 2).length > 0,
  );
  return { ...after, walls: [...before.walls.filter((wall) => !near(wall)), ...kept] };
}

/** Moves the wall, and the doors and windows in it, with the edge. */
export function moveFabric(
  before: EditDrawing,
  after: EditDrawing,
  move: {
    readonly edge: Edge;
    readonly offset: number;
    readonly facing: readonly Facing[];
    readonly changed: ReadonlyMap<string, Polygon>;
  },
): EditDrawing {
  const { edge, offset, facing, changed } = move;
  const ids = new Set(changed.keys());
  const gap = Math.max(0, ...facing.map((one) => one.gap));
  const depth = facing.length > 0 ? gap : outerWall(before, edge);
  const withDoors = {
    ...after,
    doors: after.doors.map(carried(edge, depth, offset)),
    windows: after.windows.map(carried(edge, depth, offset)),
  };
  if (facing.length > 0) return reshapeWalls(before, withDoors, ids, "all");
  if (depth < HAIR) return reshapeWalls(before, withDoors, ids, "none");
  const cleared = {
    ...before,
    walls: differenceNear(before.walls, strip(edge, [0, edge.length], [0, depth])),
  };
  const rooms = after.rooms.map(({ polygon }) => polygon);
  const olds = before.rooms.filter(({ id }) => ids.has(id)).map(({ polygon }) => polygon);
  const shell =
    offset > 0
      ? difference(grow(difference([...changed.values()], olds), depth), rooms)
      : [strip(edge, [0, edge.length], [offset, offset + depth])];
  return reshapeWalls(cleared, withDoors, ids, shell);
}

/** Thickness of the wall outside an edge with no room behind it, m. */
function outerWall({ walls }: EditDrawing, edge: Edge): number {
  const front = strip(edge, [0, edge.length], [0, OUTER_WALL]);
  const bounds = ringBounds(front[0] ?? []);
  const near = walls.filter((wall) => boundsOverlap(ringBounds(wall[0] ?? []), bounds));
  return areaOf(intersection(union(near), [front])) / edge.length;
}

function differenceNear(walls: readonly Polygon[], taken: Polygon): Polygon[] {
  const bounds = ringBounds(taken[0] ?? []);
  return walls.flatMap((wall) =>
    boundsOverlap(ringBounds(wall[0] ?? []), bounds) ? difference([wall], [taken]) : [wall],
  );
}

/** A door or window in the wall goes with it. */
function carried(edge: Edge, depth: number, offset: number): (polygon: Polygon) => Polygon {
  return (polygon) => {
    const [outer = []] = polygon;
    const [left, bottom, right, top] = ringBounds(outer);
    const middle: Xy = [(left + right) / 2, (bottom + top) / 2];
    const [out, along] = [outOf(edge, middle), alongOf(edge, middle)];
    if (out < -0.1 || out > depth + 0.1 || along < 0 || along > edge.length) return polygon;
    if (polygonArea(polygon) > edge.length * (depth + 0.2)) return polygon;
    return polygon.map((ring) =>
      ring.map(([x, y]): Xy => [x + offset * edge.out[0], y + offset * edge.out[1]]),
    );
  };
}

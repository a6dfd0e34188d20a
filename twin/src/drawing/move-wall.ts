import type { Polygon } from "@kontrollrom/contracts/building.ts";
import type { DrawingCommand } from "@kontrollrom/contracts/drawing.ts";
import { areaOf, commonArea, difference, grow, intersection, union } from "../geometry/clip.ts";
import { polygonArea } from "../geometry/polygon.ts";
import { checked } from "./check.ts";
import { type Applied, type DrawingLimits, type EditDrawing, type EditRoom, refuse } from "./drawing.ts";
import { type Edge, type Facing, facingEdges, findEdge, strip, withMovedEdge } from "./edges.ts";
import { moveFabric } from "./fabric.ts";

/** Rooms are joined over this much, so that rounding leaves no crack, m. */
const LAP = 0.002;
const FAR = 1000;
/** m² */
const ROUNDING = 0.02;
/** More of a room than this is not a corner beside a slanting wall, but the room itself. */
const LITTLE = 0.05;
/** A room behind that begins this near an end of the edge is the last one there, m. */
const END = 0.01;
/** A shorter edge is a corner that was cut, and no wall, m. */
const SHORT = 0.1;

/**
 * Moves an edge of a room with the wall behind it. Rooms behind the wall give or get what the room gets or gives, and the
 * wall keeps its thickness.
 */
export function moveWall(
  drawing: EditDrawing,
  command: Extract<DrawingCommand, { kind: "moveWall" }>,
  limits: DrawingLimits,
): Applied {
  const { roomId, offset } = command;
  const room = drawing.rooms.find(({ id }) => id === roomId);
  if (room === undefined) return refuse("room-not-found", roomId);
  const edge = findEdge(room.polygon, command.edge);
  if (edge === undefined) return refuse("wall-not-found", roomId);
  if (edge.length < SHORT) return refuse("wall-too-short", roomId);
  if (Math.abs(offset) < 0.001) return refuse("nothing-changes", roomId);
  const moved = withMovedEdge(room.polygon, edge, offset);
  if (moved === undefined) return refuse("wall-too-far", roomId);

  const others = drawing.rooms.filter(({ id }) => id !== roomId);
  const facing = facingEdges(edge, others, limits.wall);
  const changed = new Map<string, Polygon>([[roomId, moved]]);
  for (const [id, walls] of Map.groupBy(facing, (one) => one.roomId)) {
    const other = others.find((one) => one.id === id) as EditRoom;
    const parts =
      offset > 0
        ? cut(other.polygon, edge, walls, difference([moved], [room.polygon]))
        : extended(
            other.polygon,
            edge,
            walls,
            { was: room.polygon, now: moved },
            others.filter((one) => one.id !== id).map((one) => changed.get(one.id) ?? one.polygon),
          );
    if (parts.length === 0) return refuse("room-too-small", id);
    if (parts.length > 1) return refuse("room-divided", id);
    changed.set(id, parts[0] as Polygon);
  }
  const rest = others.filter(({ id }) => !changed.has(id));
  if (offset > 0) trim(rest, changed, moved);
  else if (facing.length > 0 && facing.every(({ gap }) => gap < 0.0005))
    giveAway(difference([room.polygon], [moved]), others, changed);
  if (facing.every(({ gap }) => gap < 0.0005) && !keepsFloor(drawing, changed, room, offset, facing.length))
    return refuse("walls-slant", roomId);
  const after: EditDrawing = {
    ...drawing,
    rooms: drawing.rooms.map((one) => ({ ...one, polygon: changed.get(one.id) ?? one.polygon })),
  };
  const result = checked(drawing, after, new Set(changed.keys()), limits);
  return result.ok
    ? { ok: true, drawing: moveFabric(drawing, after, { edge, offset, facing, changed }) }
    : result;
}

/** Without walls between them, rooms only get what others give, or what nobody had. */
function keepsFloor(
  { rooms }: EditDrawing,
  changed: ReadonlyMap<string, Polygon>,
  room: EditRoom,
  offset: number,
  facing: number,
): boolean {
  const olds = rooms.filter(({ id }) => changed.has(id)).map(({ polygon }) => polygon);
  const more = areaOf([...changed.values()]) - areaOf(olds);
  const swept = difference([changed.get(room.id) as Polygon], [room.polygon]);
  const left = difference([room.polygon], [changed.get(room.id) as Polygon]);
  const wanted =
    offset > 0
      ? areaOf(
          difference(
            swept,
            rooms.map(({ polygon }) => polygon),
          ),
        )
      : facing > 0
        ? 0
        : -areaOf(left);
  return Math.abs(more - wanted) < ROUNDING;
}

/** Beside a slanting wall the room can reach a little way into one that it does not face. */
function trim(rest: readonly EditRoom[], changed: Map<string, Polygon>, moved: Polygon): void {
  for (const { id, polygon } of rest) {
    const common = commonArea(polygon, moved);
    if (common < 0.0001 || common > LITTLE * polygonArea(polygon)) continue;
    const [left, ...others] = difference([polygon], [moved]);
    if (left !== undefined && others.length === 0) changed.set(id, left);
  }
}

/** Floor that a room has left beside a slanting wall, and that none has taken, goes to the one it lies along most. */
function giveAway(
  left: readonly Polygon[],
  others: readonly EditRoom[],
  changed: Map<string, Polygon>,
): void {
  for (const piece of difference(left, [...changed.values()])) {
    const reach = grow([piece], 0.005);
    const along = others
      .map(({ id, polygon }) => {
        const now = changed.get(id) ?? polygon;
        return { id, now, common: reach.reduce((sum, part) => sum + commonArea(part, now), 0) };
      })
      .sort((a, b) => b.common - a.common)[0];
    if (along === undefined || along.common === 0) continue;
    const [whole, ...more] = union([along.now, piece]);
    if (whole !== undefined && more.length === 0) changed.set(along.id, whole);
  }
}

/** What is left of the room behind when the wall comes towards it. */
function cut(other: Polygon, edge: Edge, walls: readonly Facing[], swept: readonly Polygon[]): Polygon[] {
  return walls.reduce<Polygon[]>(
    (parts, { gap }) => {
      const taken = gap > 0.0005 ? grow(swept, gap) : swept;
      // Only what lies beyond the old face: around the corner the wall may be thinner.
      const beyond = intersection(taken, [strip(edge, [-FAR, edge.length + FAR], [gap - 0.0005, FAR])]);
      return difference(parts, beyond);
    },
    [other],
  );
}

/** The room behind when the wall goes away from it. */
function extended(
  other: Polygon,
  edge: Edge,
  walls: readonly Facing[],
  room: { readonly was: Polygon; readonly now: Polygon },
  rest: readonly Polygon[],
): Polygon[] {
  const left = difference([room.was], [room.now]);
  const gained = walls.flatMap(({ gap, from, to }) => {
    // A slanting side leaves more than what lies straight in front: the one at the end takes it.
    const start = from < END ? -FAR : from;
    const end = to > edge.length - END ? edge.length + FAR : to;
    const way = intersection(
      [...left, strip(edge, [from, to], [0, gap + LAP])],
      [strip(edge, [start, end], [-FAR, gap + LAP])],
    );
    return difference(way, [...(gap > 0.0005 ? grow([room.now], gap) : [room.now]), ...rest]);
  });
  return union([other, ...gained]);
}

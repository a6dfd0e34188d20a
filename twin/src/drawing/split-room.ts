import type { Polygon, Xy } from "@kontrollrom/contracts/building.ts";
import type { DrawingCommand } from "@kontrollrom/contracts/drawing.ts";
import { band, difference } from "../geometry/clip.ts";
import { inPolygon, inRing, polygonArea, toMillimetre } from "../geometry/polygon.ts";
import { checked } from "./check.ts";
import { type Applied, cornerAt, type DrawingLimits, type EditDrawing, refuse } from "./drawing.ts";
import { simple } from "./edges.ts";
import { reshapeWalls } from "./fabric.ts";
import { freeNumber, numberTaken } from "./numbers.ts";

/** An end of the line this near the outline is on it, m. */
const ON = 0.005;

/** Divides a room along a line from wall to wall; ends that stop short are drawn out to the next wall. */
export function splitRoom(
  drawing: EditDrawing,
  command: Extract<DrawingCommand, { kind: "split" }>,
  limits: DrawingLimits,
): Applied {
  const { roomId, newRoomId, thickness = 0 } = command;
  const room = drawing.rooms.find(({ id }) => id === roomId);
  if (room === undefined) return refuse("room-not-found", roomId);
  if (drawing.rooms.some(({ id }) => id === newRoomId)) return refuse("id-taken", newRoomId);
  const number = command.number ?? freeNumber(drawing, room.number);
  if (command.number !== undefined && numberTaken(drawing, command.number))
    return refuse("number-taken", roomId);
  const path = wallToWall(room.polygon, command.line);
  if (typeof path === "string") return refuse(path, roomId);
  const rings = cutRing(room.polygon[0] ?? [], path);
  const parts: Polygon[] = [];
  for (const ring of rings) {
    const holes = room.polygon.slice(1).filter((hole) => inRing(ring, ...middle(hole)));
    const outline = simple([ring, ...holes]);
    if (outline === undefined) return refuse("room-too-small", roomId);
    const cut = thickness > 0 ? difference([outline], band(path, thickness)) : [outline];
    if (cut.length > 1) return refuse("room-divided", roomId);
    if (cut[0] === undefined) return refuse("room-too-small", roomId);
    parts.push(cut[0]);
  }
  const [one, other] = parts as [Polygon, Polygon];
  const { keepAt } = command;
  const keepsOne =
    keepAt === undefined ? polygonArea(one) >= polygonArea(other) : inPolygon(one, keepAt[0], keepAt[1]);
  const [kept, split] = keepsOne ? [one, other] : [other, one];
  const after: EditDrawing = {
    ...drawing,
    rooms: drawing.rooms.flatMap((old) =>
      old.id === roomId
        ? [
            { ...old, polygon: kept },
            { ...old, id: newRoomId, number, name: command.name ?? old.name, polygon: split },
          ]
        : [old],
    ),
  };
  const ids = new Set([roomId, newRoomId]);
  const result = checked(drawing, after, ids, limits);
  return result.ok ? { ok: true, drawing: reshapeWalls(drawing, after, ids, "all") } : result;
}

interface OnRing {
  readonly at: Xy;
  /** The edge that it lies on, and how far along. */
  readonly edge: number;
  readonly part: number;
}

type Path = Xy[] & { start?: OnRing; end?: OnRing };

/** The line from the outline to the outline, through the room only. */
function wallToWall(
  polygon: Polygon,
  line: readonly Xy[],
): Path | "line-misses-room" | "line-leaves-room" | "line-meets-hole" {
  const start = meeting(polygon, cornerAt(line, 0), cornerAt(line, 1));
  const end = meeting(polygon, cornerAt(line, line.length - 1), cornerAt(line, line.length - 2));
  if (start === undefined || end === undefined) return "line-misses-room";
  if (start === "hole" || end === "hole") return "line-meets-hole";
  if (Math.hypot(start.at[0] - end.at[0], start.at[1] - end.at[1]) < ON) return "line-misses-room";
  const path: Path = [start.at, ...line.slice(1, -1), end.at];
  path.start = start;
  path.end = end;
  const inside = path.slice(1).every((to, i) => staysInside(polygon, path[i] as Xy, to));
  return inside ? path : "line-leaves-room";
}

/** Where the outline is met, going from a point out of a line's end, or in when the end is outside. */
function meeting(polygon: Polygon, end: Xy, inner: Xy): OnRing | "hole" | undefined {
  const length = Math.hypot(end[0] - inner[0], end[1] - inner[1]);
  if (length < 1e-6) return undefined;
  const dir: Xy = [(end[0] - inner[0]) / length, (end[1] - inner[1]) / length];
  const inside = inPolygon(polygon, end[0], end[1]);
  let best: { away: number; hit: OnRing; ring: number } | undefined;
  for (const [r, ring] of polygon.entries()) {
    for (const [edge, a] of ring.entries()) {
      const b = cornerAt(ring, edge + 1);
      const [ex, ey] = [b[0] - a[0], b[1] - a[1]];
      const cross = dir[0] * ey - dir[1] * ex;
      if (Math.abs(cross) < 1e-9) continue;
      const away = ((a[0] - end[0]) * ey - (a[1] - end[1]) * ex) / cross;
      const part = ((a[0] - end[0]) * dir[1] - (a[1] - end[1]) * dir[0]) / cross;
      if (part < -1e-9 || part > 1 + 1e-9) continue;
      // An end on the outline stays there; one inside goes on; one outside comes back, at most to its other point.
      const way = Math.abs(away) <= ON ? 0 : inside ? away : -away;
      if (way < 0 || (!inside && way > length + ON)) continue;
      if (best === undefined || way < best.away)
        best = {
          away: way,
          ring: r,
          hit: {
            at: [toMillimetre(end[0] + away * dir[0]), toMillimetre(end[1] + away * dir[1])],
            edge,
            part: Math.min(1, Math.max(0, part)),
          },
        };
    }
  }
  if (best === undefined) return undefined;
  return best.ring === 0 ? best.hit : "hole";
}

function staysInside(polygon: Polygon, from: Xy, to: Xy): boolean {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const steps: number[] = [];
  for (const ring of polygon) {
    for (const [i, a] of ring.entries()) {
      const b = cornerAt(ring, i + 1);
      const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
      const [ex, ey] = [b[0] - a[0], b[1] - a[1]];
      const cross = dx * ey - dy * ex;
      if (Math.abs(cross) < 1e-12) continue;
      const t = ((a[0] - from[0]) * ey - (a[1] - from[1]) * ex) / cross;
      const u = ((a[0] - from[0]) * dy - (a[1] - from[1]) * dx) / cross;
      if (u >= -1e-9 && u <= 1 + 1e-9 && t > 0 && t < 1) steps.push(t);
    }
  }
  // Between one crossing and the next it is inside or outside as a whole.
  const stops = [0, ...steps.sort((a, b) => a - b), 1];
  return stops.slice(1).every((stop, i) => {
    const before = stops[i] as number;
    if ((stop - before) * length < 2 * ON) return true;
    const half = (before + stop) / 2;
    return inPolygon(polygon, from[0] + half * (to[0] - from[0]), from[1] + half * (to[1] - from[1]));
  });
}

/** Both sides of a path from one place of a ring to another. */
function cutRing(ring: readonly Xy[], path: Path): [Xy[], Xy[]] {
  const { start, end } = path as { start: OnRing; end: OnRing };
  const between = path.slice(1, -1);
  const side = (from: OnRing, to: OnRing): Xy[] => {
    const corners: Xy[] = [from.at];
    const same = from.edge === to.edge && to.part >= from.part;
    if (!same) {
      let i = from.edge;
      do {
        i = (i + 1) % ring.length;
        corners.push(cornerAt(ring, i));
      } while (i !== to.edge);
    }
    corners.push(to.at);
    return corners;
  };
  return [
    [...side(start, end), ...between.toReversed()],
    [...side(end, start), ...between],
  ];
}

function middle(ring: readonly Xy[]): Xy {
  const sum = ring.reduce((all, [x, y]): Xy => [all[0] + x, all[1] + y], [0, 0] as Xy);
  return [sum[0] / ring.length, sum[1] / ring.length];
}

import type { Polygon } from "@kontrollrom/contracts/building.ts";
import type { DrawingCommand } from "@kontrollrom/contracts/drawing.ts";
import { closeGaps, commonArea, difference, grow, union } from "../geometry/clip.ts";
import { checked } from "./check.ts";
import { type Applied, type DrawingLimits, type EditDrawing, refuse } from "./drawing.ts";
import { reshapeWalls } from "./fabric.ts";

/** Walls are tried from none to the thickest in steps of this, m. */
const STEP = 0.05;

/** Makes one room of two neighbours and the wall between them. */
export function mergeRooms(
  drawing: EditDrawing,
  command: Extract<DrawingCommand, { kind: "merge" }>,
  limits: DrawingLimits,
): Applied {
  const { keepId, otherId } = command;
  const [one, other] = [keepId, otherId].map((id) => drawing.rooms.find((room) => room.id === id));
  if (one === undefined) return refuse("room-not-found", keepId);
  if (other === undefined) return refuse("room-not-found", otherId);
  if (keepId === otherId) return refuse("nothing-changes", keepId);
  const rest = drawing.rooms
    .filter(({ id }) => id !== keepId && id !== otherId)
    .map(({ polygon }) => polygon);
  const merged = joined(one.polygon, other.polygon, rest, limits);
  if (merged === undefined) return refuse("not-neighbours", keepId, otherId);
  const after: EditDrawing = {
    ...drawing,
    rooms: drawing.rooms.flatMap((room) =>
      room.id === otherId ? [] : [room.id === keepId ? { ...room, polygon: merged } : room],
    ),
  };
  const result = checked(drawing, after, new Set([keepId]), limits);
  return result.ok
    ? { ok: true, drawing: reshapeWalls(drawing, after, new Set([keepId, otherId]), "none") }
    : result;
}

function joined(
  a: Polygon,
  b: Polygon,
  rest: readonly Polygon[],
  { wall, leastWidth }: DrawingLimits,
): Polygon | undefined {
  const pieces = (polygons: readonly Polygon[]): number => grow(polygons, -leastWidth / 2).length;
  const apart = pieces([a]) + pieces([b]);
  for (let gap = 0; gap <= wall + STEP / 2; gap += STEP) {
    const bridges =
      gap === 0
        ? []
        : difference(closeGaps([a, b], gap), [a, b, ...rest]).filter((part) => {
            const reach = grow([part], 0.005);
            return [a, b].every((room) => reach.some((one) => commonArea(one, room) > 0.0001));
          });
    const [whole, ...others] = union([a, b, ...bridges]);
    // Rooms that meet in a corner or a crack only are not one.
    if (whole !== undefined && others.length === 0 && pieces([whole]) < apart) return whole;
  }
  return undefined;
}

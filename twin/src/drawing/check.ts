import type { Polygon } from "@kontrollrom/contracts/building.ts";
import { commonArea, grow } from "../geometry/clip.ts";
import { boundsOverlap, polygonArea, ringBounds } from "../geometry/polygon.ts";
import { type Applied, type DrawingLimits, type EditDrawing, refuse } from "./drawing.ts";

/** Two rooms may have this much more in common than before: corners are rounded to millimetres, m². */
const ROUNDING = 0.02;

/** Whether the rooms that a command changed are rooms still, and lie on no other's floor more than before. */
export function checked(
  before: EditDrawing,
  after: EditDrawing,
  changed: ReadonlySet<string>,
  limits: DrawingLimits,
): Applied {
  const old = new Map(before.rooms.map((room) => [room.id, room.polygon]));
  for (const room of after.rooms) {
    if (!changed.has(room.id)) continue;
    if (polygonArea(room.polygon) < limits.leastArea) return refuse("room-too-small", room.id);
    const inner = grow([room.polygon], -limits.leastWidth / 2);
    if (inner.length === 0) return refuse("room-too-narrow", room.id);
    const wasWhole = old.get(room.id);
    const piecesBefore = wasWhole === undefined ? 1 : grow([wasWhole], -limits.leastWidth / 2).length;
    if (inner.length > Math.max(1, piecesBefore)) return refuse("room-too-narrow", room.id);
    const bounds = ringBounds(room.polygon[0] ?? []);
    for (const other of after.rooms) {
      if (other.id === room.id || !boundsOverlap(bounds, ringBounds(other.polygon[0] ?? []))) continue;
      const common = commonArea(room.polygon, other.polygon);
      if (common > ROUNDING && common > commonBefore(old.get(room.id), old.get(other.id)) + ROUNDING)
        return refuse("rooms-overlap", room.id, other.id);
    }
  }
  return { ok: true, drawing: after };
}

function commonBefore(a: Polygon | undefined, b: Polygon | undefined): number {
  return a === undefined || b === undefined ? 0 : commonArea(a, b);
}

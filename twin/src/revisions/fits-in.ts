import { unionBounds } from "../geometry/polygon.ts";
import type { DrawnBuilding } from "./drawn-building.ts";
import { outlinesOf } from "./outline.ts";

const MOST = 0.8;
/** Things on the outside of a house still belong to it, m. */
const REACH = 1.5;
const SAME_HEIGHT = 0.3;

/** Whether the things of a drawing, as they lie, are in the rooms' extent of another that has storeys at the same heights. */
export function fitsIn(part: DrawnBuilding, whole: DrawnBuilding): boolean {
  const bounds = unionBounds(
    [...outlinesOf(whole.rooms, undefined).values()].map((outline) => outline.bounds),
  );
  const places = part.elements.flatMap(({ position }) => (position === undefined ? [] : [position]));
  if (bounds === undefined || places.length === 0 || part.storeys.length === 0) return false;
  const [left, bottom, right, top] = bounds;
  const inside = places.filter(
    ([x, y]) => x >= left - REACH && x <= right + REACH && y >= bottom - REACH && y <= top + REACH,
  );
  const levels = part.storeys.filter((storey) =>
    whole.storeys.some((other) => Math.abs(other.elevation - storey.elevation) <= SAME_HEIGHT),
  );
  return inside.length >= MOST * places.length && levels.length >= MOST * part.storeys.length;
}

import type { DrawnRoom } from "./drawn-building.ts";
import { commonArea, createOutlineIndex, type Outline } from "./outline.ts";

/** An old and a new room of the same storey that have floor in common. */
export interface Overlap {
  readonly before: DrawnRoom;
  readonly after: DrawnRoom;
  /** Part of the old room that the new one covers, 0 to 1. */
  readonly ofBefore: number;
  /** Part of the new room that lies in the old one. */
  readonly ofAfter: number;
  /** Common area of the area of both, 0 to 1. */
  readonly iou: number;
  readonly common: number;
}

/** Less than this of the smaller room is what walls and rounding make, not an overlap. */
const LEAST = 0.05;

/** All overlaps of rooms on matched storeys. Outlines are in the old drawing's system. */
export function findOverlaps(
  olds: readonly DrawnRoom[],
  news: readonly DrawnRoom[],
  storeys: ReadonlyMap<string, string>,
  oldOutlines: ReadonlyMap<string, Outline>,
  newOutlines: ReadonlyMap<string, Outline>,
): Overlap[] {
  const found: Overlap[] = [];
  const newByStorey = Map.groupBy(news, (room) => room.storeyId);
  for (const [storeyId, rooms] of Map.groupBy(olds, (room) => room.storeyId)) {
    const others = newByStorey.get(storeys.get(storeyId) ?? "") ?? [];
    const byId = new Map(others.map((room) => [room.id, room]));
    const index = createOutlineIndex(
      others.flatMap((room) => {
        const outline = newOutlines.get(room.id);
        return outline === undefined ? [] : [[room.id, outline] as const];
      }),
    );
    for (const before of rooms) {
      const outline = oldOutlines.get(before.id);
      if (outline === undefined) continue;
      for (const [id, other] of index.near(outline.bounds)) {
        const common = commonArea(outline, other);
        const after = byId.get(id);
        if (after === undefined || common < LEAST * Math.min(outline.area, other.area)) continue;
        found.push({
          before,
          after,
          common,
          ofBefore: common / outline.area,
          ofAfter: common / other.area,
          iou: common / (outline.area + other.area - common),
        });
      }
    }
  }
  return found;
}

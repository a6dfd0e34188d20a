import { alignDrawings } from "./align.ts";
import type { DrawnBuilding } from "./drawn-building.ts";
import { matchElements } from "./match-elements.ts";
import { matchRooms } from "./match-rooms.ts";
import { matchStoreys } from "./match-storeys.ts";
import type { RevisionMatch } from "./matches.ts";

/**
 * Finds everything of an old drawing of a building in a new one. The drawings are laid on each other first, then
 * storeys, rooms and elements are matched in this order, each by what was found before.
 */
export function matchRevision(before: DrawnBuilding, after: DrawnBuilding): RevisionMatch {
  const alignment = alignDrawings(before, after);
  const storeys = matchStoreys(before, after, alignment.toOld);
  const rooms = matchRooms(before, after, storeys, alignment);
  const now = new Map(
    rooms.matches.flatMap(({ oldId, newIds, sure }) => (sure ? [[oldId, newIds] as const] : [])),
  );
  const elements = matchElements(before, after, storeys, alignment, (id) => now.get(id) ?? []);
  return {
    alignment,
    storeys,
    rooms: rooms.matches,
    newRoomIds: rooms.newIds,
    elements: elements.matches,
    newElementIds: elements.newIds,
  };
}

import { distanceInside } from "../geometry/polygon.ts";
import { elementRole } from "../ifc/elements.ts";
import { alignDrawings } from "./align.ts";
import type { DrawnBuilding, DrawnElement } from "./drawn-building.ts";
import { fitsIn } from "./fits-in.ts";
import { matchStoreys } from "./match-storeys.ts";
import { createOutlineIndex, outlinesOf } from "./outline.ts";
import { identity, moved, type Similarity } from "./similarity.ts";

/** Sockets and switches are drawn into the wall: they belong to the nearest room within this, m. */
const IN_WALL = 0.35;

export interface Federated {
  /** The drawing's elements in the building's own system, storeys and rooms. */
  readonly elements: readonly DrawnElement[];
  readonly toBuilding: Similarity;
  /** False where nothing tells how the drawing lies on the building: then elements have a storey at most. */
  readonly aligned: boolean;
}

/**
 * Puts what another discipline drew into the rooms of a building: the drawing is laid on the building by its rooms, by
 * what was in its last revision, or as it lies; each thing goes to the smallest room of its storey that holds it.
 * @param building with the elements of the discipline's last revision
 */
export function placeInRooms(drawing: DrawnBuilding, building: DrawnBuilding): Federated {
  const found = alignDrawings(building, drawing);
  const byFit = found.certain && found.fit >= 0.5 ? found.toOld : undefined;
  const asItLies = fitsIn(drawing, building) ? identity : undefined;
  const toBuilding = byFit ?? asItLies;
  const storeys = new Map(
    [...matchStoreys(building, drawing, toBuilding ?? identity)].map(([a, b]) => [b, a]),
  );
  const outlines = outlinesOf(building.rooms, undefined);
  const onStorey = new Map(
    [...Map.groupBy(building.rooms, (room) => room.storeyId)].map(([storeyId, rooms]) => [
      storeyId,
      createOutlineIndex(
        rooms.flatMap(({ id }) => {
          const outline = outlines.get(id);
          return outline === undefined ? [] : [[id, outline] as const];
        }),
      ),
    ]),
  );
  const elements = drawing.elements.map((element): DrawnElement => {
    const storeyId = element.storeyId === undefined ? undefined : storeys.get(element.storeyId);
    const rest = { ...element, storeyId, roomId: undefined };
    if (toBuilding === undefined || element.position === undefined) return { ...rest, position: undefined };
    const [x, y] = moved(toBuilding, [element.position[0], element.position[1]]);
    const position = [x, y, element.position[2]] as const;
    if (storeyId === undefined || elementRole(element.ifcClass) !== "fitting") return { ...rest, position };
    const near = onStorey.get(storeyId)?.near([x - IN_WALL, y - IN_WALL, x + IN_WALL, y + IN_WALL]) ?? [];
    const room = near
      .map(([id, outline]) => ({ id, area: outline.area, off: -distanceInside(outline.polygon, x, y) }))
      .filter(({ off }) => off <= IN_WALL)
      .sort((a, b) => Math.max(0, a.off) - Math.max(0, b.off) || a.area - b.area)[0];
    return { ...rest, position, roomId: room?.id };
  });
  return { elements, toBuilding: toBuilding ?? identity, aligned: toBuilding !== undefined };
}

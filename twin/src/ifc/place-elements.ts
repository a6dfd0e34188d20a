import { middleOf, streamBodies } from "./bodies.ts";
import { type ElementNode, structureOf } from "./elements.ts";
import { ref } from "./ifc-values.ts";
import { storeyAt } from "./loose-spaces.ts";
import type { IfcFile } from "./open-file.ts";
import { createPlacements } from "./placements.ts";
import type { Relations } from "./relations.ts";
import type { Room } from "./room.ts";
import { createRoomIndex, type Point, type RoomIndex } from "./room-index.ts";
import type { BuildingNode, SpatialTree, StoreyNode } from "./spatial-tree.ts";
import type { Units } from "./units.ts";

export interface ElementPlace {
  readonly building: BuildingNode | undefined;
  readonly storey: StoreyNode | undefined;
  readonly room: Room | undefined;
  /** Middle of its body, or where it is placed; undefined when the file tells neither. */
  readonly position?: Point | undefined;
}

/**
 * Tells where each element is: in the space that contains it, else the space whose border it is, else the room
 * around its middle (of its mesh, or of its placement when it has none). The shell of the building is in no room.
 * @param known middles that were measured before, by express id
 * @returns places by express id, and the ids whose geometry could not be made
 */
export function placeElements(
  file: IfcFile,
  relations: Relations,
  units: Units,
  tree: SpatialTree,
  rooms: readonly Room[],
  elements: readonly ElementNode[],
  known: ReadonlyMap<number, Point>,
): { places: Map<number, ElementPlace>; failed: number[] } {
  const roomOfSpace = new Map(rooms.map((room) => [room.node.id, room]));
  const indexes = new Map(
    [...Map.groupBy(rooms, (room) => room.building)].map(([building, own]) => [
      building,
      createRoomIndex(own),
    ]),
  );
  const places = new Map<number, ElementPlace>();
  const seek: ElementNode[] = [];

  const roomAbove = (id: number | undefined): Room | undefined => {
    let here = id;
    for (let depth = 0; here !== undefined && depth < 16; depth++) {
      const room = roomOfSpace.get(here);
      if (room !== undefined) return room;
      here = relations.wholeOf.get(here);
    }
    return undefined;
  };

  for (const element of elements) {
    const structure = structureOf(relations, element.id);
    const room =
      element.role === "shell"
        ? undefined
        : (roomAbove(structure) ?? borderedRoom(element, relations, roomOfSpace));
    const building =
      room?.building ?? (structure === undefined ? tree.buildingOf(element.id) : tree.buildingOf(structure));
    const storey = room?.storey ?? (structure === undefined ? undefined : tree.storeyOf(structure));
    places.set(element.id, { building, storey, room });
    if (
      room === undefined &&
      ((element.role === "fitting" && building !== undefined && indexes.has(building)) ||
        storey === undefined)
    ) {
      seek.push(element);
    }
  }

  const { centres, failed } = middles(file, units, elements, seek, known);
  for (const element of seek) {
    const place = places.get(element.id);
    const centre = centres.get(element.id);
    if (place === undefined || centre === undefined) continue;
    const building = place.building ?? buildingAround(indexes, centre);
    if (building === undefined) continue;
    const room = element.role === "fitting" ? indexes.get(building)?.at(centre) : undefined;
    const storey = place.storey ?? room?.storey ?? storeyAt(building.storeys, centre[2]);
    places.set(element.id, { building, storey, room });
  }
  for (const [id, place] of places) {
    const position = centres.get(id);
    if (position !== undefined) places.set(id, { ...place, position });
  }
  return { places, failed };
}

/** A door between two rooms is in neither; what borders on one room only is its own. */
function borderedRoom(
  element: ElementNode,
  relations: Relations,
  roomOfSpace: ReadonlyMap<number, Room>,
): Room | undefined {
  const spaces = [...(relations.boundedSpacesOf.get(element.id) ?? [])];
  if (spaces.length === 0 || (element.role === "opening" && spaces.length > 1)) return undefined;
  return roomOfSpace.get(spaces[0] ?? -1);
}

function middles(
  file: IfcFile,
  units: Units,
  elements: readonly ElementNode[],
  seek: readonly ElementNode[],
  known: ReadonlyMap<number, Point>,
) {
  const centres = new Map(known);
  const failed = streamBodies(
    file,
    seek.flatMap(({ id }) => (known.has(id) ? [] : id)),
    (id, bodies) => centres.set(id, middleOf(bodies)),
  );
  const placements = createPlacements(file, units);
  const unmoved: number[] = [];
  for (const element of elements) {
    if (centres.has(element.id)) continue;
    const placement = placements(element.line);
    // Where it lies exactly in its storey's zero, the placement says nothing.
    if (placement.moved) centres.set(element.id, placement.origin);
    else if (ref(element.line.Representation) !== undefined) unmoved.push(element.id);
  }
  failed.push(...streamBodies(file, unmoved, (id, bodies) => centres.set(id, middleOf(bodies))));
  return { centres, failed };
}

function buildingAround(
  indexes: ReadonlyMap<BuildingNode, RoomIndex>,
  centre: Point,
): BuildingNode | undefined {
  for (const [building, index] of indexes) {
    if (index.at(centre) !== undefined) return building;
  }
  return undefined;
}

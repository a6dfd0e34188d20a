import { streamBodies } from "./bodies.ts";
import { type ElementNode, structureOf } from "./elements.ts";
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
}

/**
 * Tells where each element is: in the space that contains it, else the space whose border it is, else the room
 * around its middle (of its mesh, or of its placement when it has none). The shell of the building is in no room.
 * @returns places by express id, and the ids whose geometry could not be made
 */
export function placeElements(
  file: IfcFile,
  relations: Relations,
  units: Units,
  tree: SpatialTree,
  rooms: readonly Room[],
  elements: readonly ElementNode[],
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

  const { centres, failed } = middles(file, units, seek);
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

function middles(file: IfcFile, units: Units, elements: readonly ElementNode[]) {
  const centres = new Map<number, Point>();
  const failed = streamBodies(
    file,
    elements.map((element) => element.id),
    (id, bodies) => {
      const min: [number, number, number] = [Infinity, Infinity, Infinity];
      const max: [number, number, number] = [-Infinity, -Infinity, -Infinity];
      for (const { positions } of bodies) {
        for (let i = 0; i < positions.length; i++) {
          const axis = (i % 3) as 0 | 1 | 2;
          const value = positions[i] as number;
          if (value < min[axis]) min[axis] = value;
          if (value > max[axis]) max[axis] = value;
        }
      }
      centres.set(id, [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2, (min[2] + max[2]) / 2]);
    },
  );
  const placements = createPlacements(file, units);
  for (const element of elements) {
    if (centres.has(element.id)) continue;
    const placement = placements(element.line);
    // Where it lies exactly in its storey's zero, the placement says nothing.
    if (placement.moved) centres.set(element.id, placement.origin);
  }
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

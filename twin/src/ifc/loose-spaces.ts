import type { RoomShape } from "./room-shape.ts";
import type { BuildingNode, SpaceNode, StoreyNode } from "./spatial-tree.ts";

/** A room may lie this much lower than the storey that it belongs to, m: ramps, wet rooms, stages. */
const BELOW = 0.5;

/**
 * Puts rooms that hang directly under a building on the storey whose floor they stand on. A building without storeys
 * gets one, at its lowest room.
 */
export function settleLooseSpaces(
  building: BuildingNode,
  shapeOf: (space: SpaceNode) => RoomShape | undefined,
): void {
  if (building.loose.length === 0) return;
  if (building.storeys.length === 0) {
    const floors = building.loose.map((space) => shapeOf(space)?.floorZ).filter((z) => z !== undefined);
    const z = floors.length === 0 ? building.placement[2] : Math.min(...floors);
    building.storeys.push({
      id: undefined,
      line: undefined,
      name: building.name,
      elevation: z - building.placement[2],
      z,
      spaces: [],
    });
  }
  for (const space of building.loose.splice(0)) {
    storeyAt(building.storeys, shapeOf(space)?.floorZ ?? building.placement[2])?.spaces.push(space);
  }
}

/** The highest storey at or below a height; the lowest when all are above it. */
export function storeyAt(storeys: readonly StoreyNode[], z: number): StoreyNode | undefined {
  return storeys.findLast((storey) => storey.z <= z + BELOW) ?? storeys[0];
}

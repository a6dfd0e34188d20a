import type { Polygon } from "@kontrollrom/contracts/building.ts";
import type { ImportedBuilding } from "../ifc/imported-model.ts";

/** A building as one drawing has it, for comparing with another. Ids are the register's for the old one, GlobalIds for the new one. */
export interface DrawnBuilding {
  readonly ifcGlobalId?: string | undefined;
  readonly name: string;
  readonly storeys: readonly DrawnStorey[];
  readonly rooms: readonly DrawnRoom[];
  readonly elements: readonly DrawnElement[];
}

export interface DrawnStorey {
  readonly id: string;
  readonly ifcGlobalId?: string | undefined;
  readonly name: string;
  /** Metres above the building's zero. */
  readonly elevation: number;
}

export interface DrawnRoom {
  readonly id: string;
  readonly ifcGlobalId?: string | undefined;
  readonly storeyId: string;
  readonly number: string;
  readonly name: string;
  /** Outline in model metres; absent for rooms without geometry. */
  readonly polygon?: Polygon | undefined;
  /** Height of the floor in the model, m. */
  readonly floorZ?: number | undefined;
}

export interface DrawnElement {
  readonly id: string;
  readonly ifcGlobalId?: string | undefined;
  readonly ifcClass: string;
  readonly name: string;
  readonly tag?: string | undefined;
  readonly roomId?: string | undefined;
  readonly storeyId?: string | undefined;
  /** IFC x, y, z of the model, m. */
  readonly position?: readonly [number, number, number] | undefined;
}

/** An imported building as a side of a comparison: its ids are its GlobalIds. */
export function drawnBuilding(building: ImportedBuilding): DrawnBuilding {
  return {
    ifcGlobalId: building.ifcGlobalId,
    name: building.name,
    storeys: building.storeys.map(({ ifcGlobalId, name, elevation }) => ({
      id: ifcGlobalId,
      ifcGlobalId,
      name,
      elevation,
    })),
    rooms: building.storeys.flatMap((storey) => {
      const outlines = new Map(storey.plan.rooms.map((room) => [room.ifcGlobalId, room.polygon]));
      return storey.spaces.map((space) => ({
        id: space.ifcGlobalId,
        ifcGlobalId: space.ifcGlobalId,
        storeyId: storey.ifcGlobalId,
        number: space.number,
        name: space.name,
        polygon: outlines.get(space.ifcGlobalId),
        floorZ: space.floorZ,
      }));
    }),
    elements: building.elements.map((element) => ({
      id: element.ifcGlobalId,
      ifcGlobalId: element.ifcGlobalId,
      ifcClass: element.ifcClass,
      name: element.name,
      tag: element.tag,
      roomId: element.spaceGlobalId,
      storeyId: element.storeyGlobalId,
      position: element.position,
    })),
  };
}

import type { Plan, RoomMeshes } from "@kontrollrom/contracts/building.ts";
import type {
  ImportedBuilding,
  ImportedModel,
  ImportedStorey,
} from "@kontrollrom/twin/ifc/imported-model.ts";
import { roomMeshJson } from "@kontrollrom/twin/ifc/room-mesh-json.ts";
import type { FileStore } from "../files/file-store.ts";
import type { NewRow } from "../registry/schema.ts";

export interface PreparedRooms {
  readonly storeys: NewRow<"storey">[];
  readonly spaces: NewRow<"space">[];
  readonly roomsKey: string | null;
}

/** Writes the plans and room bodies of a building into the file store and gives its rows. */
export async function prepareRooms(
  files: FileStore,
  model: ImportedModel,
  building: ImportedBuilding,
  ids: {
    readonly buildingId: string;
    readonly modelId: string;
    readonly revisionId: string;
    readonly spaceIdOf: ReadonlyMap<string, string>;
    readonly storeyIdOf: ReadonlyMap<string, string>;
  },
): Promise<PreparedRooms> {
  const { buildingId, modelId, spaceIdOf, storeyIdOf } = ids;
  const storeys: NewRow<"storey">[] = [];
  const spaces: NewRow<"space">[] = [];
  const rooms: RoomMeshes["rooms"] = [];
  for (const storey of building.storeys) {
    const storeyId = known(storeyIdOf, storey.ifcGlobalId);
    for (const space of storey.spaces) {
      const spaceId = known(spaceIdOf, space.ifcGlobalId);
      spaces.push({
        id: spaceId,
        building_id: buildingId,
        storey_id: storeyId,
        number: space.number,
        name: space.name,
        ifc_global_id: space.ifcGlobalId,
        area: space.area ?? null,
        area_declared: space.areaDeclared ?? null,
        height: space.height ?? null,
        volume: space.volume ?? null,
        zones: JSON.stringify(space.zones),
        function_code: space.functionCode ?? null,
        floor_z: space.floorZ ?? null,
        since_revision: ids.revisionId,
        ended_revision: null,
        ended_at: null,
      });
      if (space.mesh) rooms.push({ spaceId, storeyId, ...roomMeshJson(space.mesh) });
    }
    const plan = planOf(storey, { buildingId, storeyId, spaceIdOf });
    storeys.push({
      id: storeyId,
      building_id: buildingId,
      name: storey.name,
      ifc_global_id: storey.ifcGlobalId,
      elevation: storey.elevation,
      plan_key: plan.rooms.length + plan.walls.length > 0 ? await files.put(JSON.stringify(plan)) : null,
      ended_revision: null,
    });
    await new Promise(setImmediate);
  }
  const meshes: RoomMeshes = { buildingId, modelId, origin: model.origin, rooms };
  return { storeys, spaces, roomsKey: rooms.length > 0 ? await files.put(JSON.stringify(meshes)) : null };
}

function planOf(
  storey: ImportedStorey,
  ids: { buildingId: string; storeyId: string; spaceIdOf: ReadonlyMap<string, string> },
): Plan {
  return {
    storeyId: ids.storeyId,
    buildingId: ids.buildingId,
    name: storey.name,
    elevation: storey.elevation,
    bounds: storey.plan.bounds,
    rooms: storey.plan.rooms.map(({ ifcGlobalId, ...room }) => ({
      spaceId: known(ids.spaceIdOf, ifcGlobalId),
      number: room.number,
      name: room.name,
      area: room.area,
      polygon: room.polygon,
      label: room.label,
    })),
    walls: storey.plan.walls,
    doors: storey.plan.doors,
    windows: storey.plan.windows,
    stairs: storey.plan.stairs,
  };
}

function known(ids: ReadonlyMap<string, string>, globalId: string): string {
  const id = ids.get(globalId);
  if (id === undefined) throw new Error(`"${globalId}" has no id in the register`);
  return id;
}

import type { Plan, RoomMeshes } from "@kontrollrom/contracts/building.ts";
import { derivedGlobalId } from "@kontrollrom/twin/ifc/global-ids.ts";
import type {
  Georeference,
  ImportedElement,
  ImportedSpace,
  ImportedStorey,
  RoomMesh,
} from "@kontrollrom/twin/ifc/imported-model.ts";
import type { FileStore } from "../files/file-store.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import type { Row } from "../registry/schema.ts";

/** A building of the register as a drawing would have it, so that a part of it can be drawn anew. */
export interface StoredModel {
  readonly row: Row<"building">;
  readonly ifcGlobalId: string;
  /** From the lowest to the highest, each with its id in the register. */
  readonly storeys: (ImportedStorey & { readonly id: string })[];
  readonly elements: ImportedElement[];
  /** Zero of the room meshes; absent where there are none. */
  readonly origin: [number, number, number] | undefined;
  /** The drawing that the viewer shows around the rooms. */
  readonly fragKey: string | null;
  readonly georeference: Georeference | undefined;
}

export async function readStoredModel(
  deps: { db: RegistryDatabase; files: FileStore },
  row: Row<"building">,
): Promise<StoredModel> {
  const { db, files } = deps;
  const [storeys, spaces, elements, model] = await Promise.all([
    db
      .selectFrom("storey")
      .selectAll()
      .where("building_id", "=", row.id)
      .where("ended_revision", "is", null)
      .orderBy("elevation")
      .execute(),
    db
      .selectFrom("space")
      .selectAll()
      .where("building_id", "=", row.id)
      .where("ended_revision", "is", null)
      .orderBy("number")
      .execute(),
    db
      .selectFrom("element")
      .selectAll()
      .where("building_id", "=", row.id)
      .where("discipline", "=", "architecture")
      .execute(),
    row.model_id === null
      ? undefined
      : db
          .selectFrom("model")
          .select(["frag_key", "georeference"])
          .where("id", "=", row.model_id)
          .executeTakeFirst(),
  ]);
  const spaceIds = new Map(spaces.map((space) => [space.id, globalIdOf("space", space)]));
  const storeyIds = new Map(storeys.map((storey) => [storey.id, globalIdOf("storey", storey)]));
  const { origin, meshes } = await readMeshes(files, row.rooms_key);

  const read = async (storey: Row<"storey">): Promise<StoredModel["storeys"][number]> => ({
    id: storey.id,
    ifcGlobalId: globalIdOf("storey", storey),
    name: storey.name,
    elevation: storey.elevation,
    plan: await readPlan(files, storey.plan_key, spaceIds),
    spaces: spaces
      .filter((space) => space.storey_id === storey.id)
      .map((space) => toSpace(space, meshes.get(space.id))),
  });
  const drawn: StoredModel["storeys"] = [];
  for (const storey of storeys) {
    drawn.push(await read(storey));
    await new Promise(setImmediate);
  }
  return {
    row,
    ifcGlobalId: globalIdOf("building", row),
    storeys: drawn,
    elements: elements.map((element) => toElement(element, spaceIds, storeyIds)),
    origin,
    fragKey: model?.frag_key ?? null,
    georeference: model?.georeference ? (JSON.parse(model.georeference) as Georeference) : undefined,
  };
}

/** The GlobalId of the drawing, or one that stays the same for what was never in an IFC file. */
export function globalIdOf(kind: string, row: { id: string; ifc_global_id: string | null }): string {
  return row.ifc_global_id ?? derivedGlobalId(`kontrollrom ${kind} ${row.id}`);
}

function toSpace(row: Row<"space">, mesh: RoomMesh | undefined): ImportedSpace {
  return {
    ifcGlobalId: globalIdOf("space", row),
    number: row.number,
    name: row.name,
    ...(row.area !== null && { area: row.area }),
    ...(row.area_declared !== null && { areaDeclared: row.area_declared }),
    ...(row.height !== null && { height: row.height }),
    ...(row.volume !== null && { volume: row.volume }),
    ...(row.floor_z !== null && { floorZ: row.floor_z }),
    zones: JSON.parse(row.zones) as string[],
    ...(row.function_code !== null && { functionCode: row.function_code }),
    properties: {},
    ...(mesh !== undefined && { mesh }),
  };
}

function toElement(
  row: Row<"element">,
  spaceIds: ReadonlyMap<string, string>,
  storeyIds: ReadonlyMap<string, string>,
): ImportedElement {
  const space = spaceIds.get(row.space_id ?? "");
  const storey = storeyIds.get(row.storey_id ?? "");
  return {
    ifcGlobalId: row.ifc_global_id,
    ifcClass: row.ifc_class,
    name: row.name,
    ...(row.tag !== null && { tag: row.tag }),
    ...(space !== undefined && { spaceGlobalId: space }),
    ...(storey !== undefined && { storeyGlobalId: storey }),
    ...(row.x !== null && row.y !== null && row.z !== null && { position: [row.x, row.y, row.z] as const }),
    systems: JSON.parse(row.systems) as string[],
  } as ImportedElement;
}

async function readPlan(
  files: FileStore,
  key: string | null,
  spaceIds: ReadonlyMap<string, string>,
): Promise<ImportedStorey["plan"]> {
  if (key === null) return { bounds: [0, 0, 0, 0], rooms: [], walls: [], doors: [], windows: [], stairs: [] };
  const plan = JSON.parse((await files.read(key)).toString("utf8")) as Plan;
  return {
    bounds: plan.bounds,
    // A room that was ended by a decision may still be on the plan that was drawn before.
    rooms: plan.rooms.flatMap(({ spaceId, ...room }) => {
      const ifcGlobalId = spaceIds.get(spaceId);
      return ifcGlobalId === undefined ? [] : { ...room, ifcGlobalId };
    }),
    walls: plan.walls,
    doors: plan.doors,
    windows: plan.windows,
    stairs: plan.stairs,
  };
}

async function readMeshes(
  files: FileStore,
  key: string | null,
): Promise<{ origin: [number, number, number] | undefined; meshes: Map<string, RoomMesh> }> {
  if (key === null) return { origin: undefined, meshes: new Map() };
  const { origin, rooms } = JSON.parse((await files.read(key)).toString("utf8")) as RoomMeshes;
  const meshes = new Map(
    rooms.map(({ spaceId, positions, indices }) => [
      spaceId,
      { positions: Float32Array.from(positions), indices: Uint32Array.from(indices) },
    ]),
  );
  return { origin, meshes };
}

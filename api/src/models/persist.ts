import { randomUUID } from "node:crypto";
import type { Plan, RoomMeshes } from "@kontrollrom/contracts/building.ts";
import type { ModelImportResult } from "@kontrollrom/contracts/job.ts";
import type { ImportedBuilding, ImportedModel } from "@kontrollrom/twin/ifc/imported-model.ts";
import { roomMeshJson } from "@kontrollrom/twin/ifc/room-mesh-json.ts";
import type { Transaction } from "kysely";
import type { FileStore } from "../files/file-store.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import type { NewRow, Registry } from "../registry/schema.ts";

interface Upload {
  readonly name: string;
  readonly fileKey: string;
}

/**
 * Writes an imported drawing into the register. Buildings, storeys and rooms that are known by their GlobalId keep their ids, and
 * with them their sensors, alarms and orders. Files are written first, the rows in one transaction: a crash leaves all or nothing.
 */
export async function persistModel(
  deps: { db: RegistryDatabase; files: FileStore; now(): number },
  upload: Upload,
  model: ImportedModel,
): Promise<ModelImportResult> {
  const { db, files } = deps;
  const modelId = randomUUID();
  const fragKey = model.frag === undefined ? null : await files.put(model.frag);
  const prepared: PreparedBuilding[] = [];
  for (const building of model.buildings) prepared.push(await prepare(deps, modelId, model, building));

  return db.transaction().execute(async (tx) => {
    const result: ModelImportResult = { modelId, buildings: [], warnings: [...model.warnings] };
    for (const building of prepared) {
      await writeBuilding(tx, building);
      result.buildings.push({
        id: building.row.id,
        name: building.row.name,
        storeys: building.storeys.length,
        spaces: building.spaces.length,
      });
    }
    await tx
      .insertInto("model")
      .values({
        id: modelId,
        name: upload.name,
        schema: model.schema,
        bytes: model.bytes,
        sha256: upload.fileKey,
        imported_at: deps.now(),
        file_key: upload.fileKey,
        frag_key: fragKey,
        building_ids: JSON.stringify(result.buildings.map((building) => building.id)),
        result: JSON.stringify(result),
      })
      .execute();
    return result;
  });
}

interface PreparedBuilding {
  readonly row: NewRow<"building">;
  readonly storeys: NewRow<"storey">[];
  readonly spaces: NewRow<"space">[];
  readonly elements: NewRow<"element">[];
}

async function prepare(
  deps: { db: RegistryDatabase; files: FileStore; now(): number },
  modelId: string,
  model: ImportedModel,
  building: ImportedBuilding,
): Promise<PreparedBuilding> {
  const { db, files } = deps;
  const known = await db
    .selectFrom("building")
    .selectAll()
    .where("ifc_global_id", "=", building.ifcGlobalId)
    .executeTakeFirst();
  const buildingId = known?.id ?? randomUUID();
  const storeyIds = await idsByGlobalId(db, "storey", buildingId);
  const spaceIds = await idsByGlobalId(db, "space", buildingId);

  const storeys: NewRow<"storey">[] = [];
  const spaces: NewRow<"space">[] = [];
  const rooms: RoomMeshes["rooms"] = [];
  for (const storey of building.storeys) {
    const storeyId = storeyIds.get(storey.ifcGlobalId) ?? randomUUID();
    storeyIds.set(storey.ifcGlobalId, storeyId);
    for (const space of storey.spaces) {
      const spaceId = spaceIds.get(space.ifcGlobalId) ?? randomUUID();
      spaceIds.set(space.ifcGlobalId, spaceId);
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
      });
      if (space.mesh) rooms.push({ spaceId, storeyId, ...roomMeshJson(space.mesh) });
    }
    const byGlobalId = new Map(storey.spaces.map((space) => [space.ifcGlobalId, space]));
    const plan: Plan = {
      storeyId,
      buildingId,
      name: storey.name,
      elevation: storey.elevation,
      bounds: storey.plan.bounds,
      rooms: storey.plan.rooms.map((room) => ({
        spaceId: spaceIds.get(room.ifcGlobalId) ?? "",
        number: byGlobalId.get(room.ifcGlobalId)?.number ?? "",
        name: byGlobalId.get(room.ifcGlobalId)?.name ?? "",
        area: room.area,
        polygon: room.polygon,
        label: room.label,
      })),
      walls: storey.plan.walls,
      doors: storey.plan.doors,
      windows: storey.plan.windows,
      stairs: storey.plan.stairs,
    };
    const planKey = plan.rooms.length + plan.walls.length > 0 ? await files.put(JSON.stringify(plan)) : null;
    storeys.push({
      id: storeyId,
      building_id: buildingId,
      name: storey.name,
      ifc_global_id: storey.ifcGlobalId,
      elevation: storey.elevation,
      plan_key: planKey,
    });
    await new Promise(setImmediate);
  }

  const meshes: RoomMeshes = { buildingId, modelId, origin: model.origin, rooms };
  const roomsKey = rooms.length > 0 ? await files.put(JSON.stringify(meshes)) : null;
  return {
    row: {
      id: buildingId,
      name: building.name,
      ifc_global_id: building.ifcGlobalId,
      building_number: null,
      building_type: null,
      address: building.address ?? null,
      lat: building.position?.lat ?? null,
      lon: building.position?.lon ?? null,
      footprint: null,
      // A discipline model without rooms must not take the picture from the one that has them.
      model_id: roomsKey === null && known ? known.model_id : modelId,
      rooms_key: roomsKey ?? known?.rooms_key ?? null,
      created_at: known?.created_at ?? deps.now(),
    },
    storeys,
    spaces,
    elements: building.elements.map((element) => ({
      ifc_global_id: element.ifcGlobalId,
      building_id: buildingId,
      storey_id: (element.storeyGlobalId !== undefined && storeyIds.get(element.storeyGlobalId)) || null,
      space_id: (element.spaceGlobalId !== undefined && spaceIds.get(element.spaceGlobalId)) || null,
      ifc_class: element.ifcClass,
      name: element.name,
      tag: element.tag ?? null,
      systems: JSON.stringify(element.systems),
    })),
  };
}

async function idsByGlobalId(
  db: RegistryDatabase,
  table: "storey" | "space",
  buildingId: string,
): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom(table)
    .select(["id", "ifc_global_id"])
    .where("building_id", "=", buildingId)
    .where("ifc_global_id", "is not", null)
    .execute();
  return new Map(rows.map((row) => [row.ifc_global_id ?? "", row.id]));
}

async function writeBuilding(tx: Transaction<Registry>, building: PreparedBuilding): Promise<void> {
  await tx
    .insertInto("building")
    .values(building.row)
    .onConflict((conflict) =>
      conflict.column("id").doUpdateSet((eb) => ({
        model_id: eb.ref("excluded.model_id"),
        rooms_key: eb.ref("excluded.rooms_key"),
        // What people have written about the building stands; the drawing fills in what is missing.
        address: eb.fn.coalesce("building.address", "excluded.address"),
        lat: eb.fn.coalesce("building.lat", "excluded.lat"),
        lon: eb.fn.coalesce("building.lon", "excluded.lon"),
      })),
    )
    .execute();
  await inParts(building.storeys, (part) =>
    tx
      .insertInto("storey")
      .values(part)
      .onConflict((conflict) =>
        conflict.column("id").doUpdateSet((eb) => ({
          name: eb.ref("excluded.name"),
          elevation: eb.ref("excluded.elevation"),
          plan_key: eb.fn.coalesce("excluded.plan_key", "storey.plan_key"),
        })),
      )
      .execute(),
  );
  await inParts(building.spaces, (part) =>
    tx
      .insertInto("space")
      .values(part)
      .onConflict((conflict) =>
        conflict.column("id").doUpdateSet((eb) => ({
          storey_id: eb.ref("excluded.storey_id"),
          number: eb.ref("excluded.number"),
          name: eb.ref("excluded.name"),
          area: eb.ref("excluded.area"),
          area_declared: eb.ref("excluded.area_declared"),
          height: eb.ref("excluded.height"),
          volume: eb.ref("excluded.volume"),
          zones: eb.ref("excluded.zones"),
          function_code: eb.ref("excluded.function_code"),
        })),
      )
      .execute(),
  );
  await inParts(building.elements, (part) =>
    tx
      .insertInto("element")
      .values(part)
      .onConflict((conflict) =>
        conflict.columns(["building_id", "ifc_global_id"]).doUpdateSet((eb) => ({
          storey_id: eb.ref("excluded.storey_id"),
          space_id: eb.ref("excluded.space_id"),
          name: eb.ref("excluded.name"),
          tag: eb.ref("excluded.tag"),
          systems: eb.ref("excluded.systems"),
        })),
      )
      .execute(),
  );
}

/** Many rows a statement; between statements the event loop gets its turn, so that live values keep flowing. */
async function inParts<R>(rows: readonly R[], write: (part: R[]) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < rows.length; at += 100) {
    await write(rows.slice(at, at + 100));
    await new Promise(setImmediate);
  }
}

import type { Building, BuildingStatus, Space, Storey } from "@kontrollrom/contracts/building.ts";
import { afterCursor } from "../registry/cursor.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { present } from "../registry/row.ts";
import type { Row } from "../registry/schema.ts";

export type BuildingRow = Row<"building"> & { storeys: number; spaces: number };
export type StoreyRow = Row<"storey"> & { spaces: number; net_area: number | null };

export function createRegisterRepository(db: RegistryDatabase) {
  const buildings = () =>
    db
      .selectFrom("building")
      .selectAll("building")
      .select((eb) => [
        eb
          .selectFrom("storey")
          .select((s) => s.fn.countAll<number>().as("n"))
          .whereRef("storey.building_id", "=", "building.id")
          .where("storey.ended_revision", "is", null)
          .as("storeys"),
        eb
          .selectFrom("space")
          .select((s) => s.fn.countAll<number>().as("n"))
          .whereRef("space.building_id", "=", "building.id")
          .where("space.ended_revision", "is", null)
          .as("spaces"),
      ])
      .$castTo<BuildingRow>();

  return {
    listBuildings: (limit: number, after: { key: string; id: string } | undefined) => {
      let query = buildings().orderBy("building.name").orderBy("building.id").limit(limit);
      if (after) query = query.where(afterCursor(["building.name", "building.id"], after));
      return query.execute();
    },
    building: (id: string) => buildings().where("building.id", "=", id).executeTakeFirst(),
    buildingByNumber: (buildingNumber: string) =>
      db.selectFrom("building").select("id").where("building_number", "=", buildingNumber).executeTakeFirst(),
    /** A building by what an integrator may call it: its number, its GlobalId or its name. */
    findBuilding: (text: string) =>
      db
        .selectFrom("building")
        .select("id")
        .where((eb) =>
          eb.or([eb("building_number", "=", text), eb("ifc_global_id", "=", text), eb("name", "=", text)]),
        )
        .limit(2)
        .execute(),
    insertBuilding: (row: Row<"building">) => db.insertInto("building").values(row).execute(),
    updateBuilding: (id: string, change: Partial<Row<"building">>) =>
      db.updateTable("building").set(change).where("id", "=", id).execute(),
    storeys: (buildingId: string, limit = 1000, after?: { key: number; id: string }) => {
      let query = db
        .selectFrom("storey")
        .selectAll("storey")
        .select((eb) => [
          eb
            .selectFrom("space")
            .select((s) => s.fn.countAll<number>().as("n"))
            .whereRef("space.storey_id", "=", "storey.id")
            .where("space.ended_revision", "is", null)
            .as("spaces"),
          eb
            .selectFrom("space")
            .select((s) => s.fn.sum<number>("space.area").as("a"))
            .whereRef("space.storey_id", "=", "storey.id")
            .where("space.ended_revision", "is", null)
            .as("net_area"),
        ])
        .where("building_id", "=", buildingId)
        .where("ended_revision", "is", null)
        .orderBy("elevation")
        .orderBy("id")
        .limit(limit);
      if (after) query = query.where(afterCursor(["elevation", "id"], after));
      return query.$castTo<StoreyRow>().execute();
    },
    isProperty: async (id: string) =>
      (await db.selectFrom("property").select("id").where("id", "=", id).executeTakeFirst()) !== undefined,
    storey: (id: string) => db.selectFrom("storey").selectAll().where("id", "=", id).executeTakeFirst(),
    spaces: (buildingId: string, limit: number, after: { key: string; id: string } | undefined) => {
      let query = db
        .selectFrom("space")
        .selectAll()
        .where("building_id", "=", buildingId)
        .where("ended_revision", "is", null)
        .orderBy("number")
        .orderBy("id")
        .limit(limit);
      if (after) query = query.where(afterCursor(["number", "id"], after));
      return query.execute();
    },
    space: (id: string) => db.selectFrom("space").selectAll().where("id", "=", id).executeTakeFirst(),
    spacesByGlobalId: (globalId: string) =>
      db
        .selectFrom("space")
        .select(["id", "building_id", "storey_id"])
        .where("ifc_global_id", "=", globalId)
        .limit(2)
        .execute(),
    spacesByNumber: (buildingId: string, number: string) =>
      db
        .selectFrom("space")
        .select(["id", "building_id", "storey_id"])
        .where("building_id", "=", buildingId)
        .where("number", "=", number)
        .where("ended_revision", "is", null)
        .limit(2)
        .execute(),
    openReview: (spaceId: string) =>
      db
        .selectFrom("review")
        .select("id")
        .where("space_id", "=", spaceId)
        .where("state", "=", "open")
        .executeTakeFirst(),
    elementsIn: (spaceId: string) =>
      db
        .selectFrom("element")
        .selectAll()
        .where("space_id", "=", spaceId)
        .orderBy("name")
        .limit(500)
        .execute(),
  };
}
export type RegisterRepository = ReturnType<typeof createRegisterRepository>;

export function toBuilding(row: BuildingRow): Building {
  return {
    id: row.id,
    name: row.name,
    storeys: row.storeys,
    spaces: row.spaces,
    ...present({
      ifcGlobalId: row.ifc_global_id,
      buildingNumber: row.building_number,
      buildingType: row.building_type,
      address: row.address,
      position: row.lat === null || row.lon === null ? null : { lat: row.lat, lon: row.lon },
      footprint: row.footprint === null ? null : (JSON.parse(row.footprint) as [number, number][]),
      modelId: row.model_id,
      propertyId: row.property_id,
      yearBuilt: row.year_built,
      status: row.status as BuildingStatus | null,
    }),
  };
}

export function toStorey(row: StoreyRow): Storey {
  return {
    id: row.id,
    buildingId: row.building_id,
    name: row.name,
    elevation: row.elevation,
    spaces: row.spaces,
    netArea: row.net_area ?? 0,
    ...present({ ifcGlobalId: row.ifc_global_id }),
  };
}

export function toSpace(row: Row<"space">): Space {
  return {
    id: row.id,
    buildingId: row.building_id,
    storeyId: row.storey_id,
    number: row.number,
    name: row.name,
    zones: JSON.parse(row.zones) as string[],
    ...present({
      ifcGlobalId: row.ifc_global_id,
      area: row.area,
      areaDeclared: row.area_declared,
      height: row.height,
      functionCode: row.function_code,
    }),
  };
}

import type { RegisterSheet } from "@kontrollrom/contracts/register-file.ts";
import type { RegistryDatabase } from "../../registry/database.ts";
import { formatCadastral } from "../cadastre.ts";
import type { SheetRow } from "./sheets.ts";

type Db = Pick<RegistryDatabase, "selectFrom">;

/** What a drawing or the platform itself made: its drawn columns are not a file's to change. */
export const drawnMark = "#drawn";

const joined = (json: string): string | null => {
  const list = JSON.parse(json) as string[];
  return list.length === 0 ? null : list.join("; ");
};

/** Every row of a sheet as the register has it now, by key. */
export const readSheet: Readonly<Record<RegisterSheet, (db: Db) => Promise<SheetRow[]>>> = {
  properties: (db) =>
    db.selectFrom("property").select(["id as key", "name", "address", "note"]).orderBy("id").execute(),
  "cadastral-numbers": async (db) =>
    (
      await db
        .selectFrom("cadastral_number")
        .selectAll()
        .orderBy("municipality")
        .orderBy("gnr")
        .orderBy("bnr")
        .orderBy("fnr")
        .orderBy("snr")
        .execute()
    ).map((row) => ({
      number: formatCadastral(row),
      property: row.property_id,
      validFrom: row.valid_from,
      validTo: row.valid_to,
    })),
  buildings: (db) =>
    db
      .selectFrom("building")
      .select(["id as key", "name", "building_number as buildingNumber", "building_type as buildingType"])
      .select(["address", "property_id as property", "year_built as yearBuilt", "status", "lat", "lon"])
      .orderBy("id")
      .execute(),
  units: async (db) =>
    (await db.selectFrom("unit").selectAll().orderBy("id").execute()).map((row) => ({
      key: row.id,
      building: row.building_id,
      number: row.number,
      address: row.address === "" ? null : row.address,
      area: row.area,
      validFrom: row.valid_from,
      validTo: row.valid_to,
    })),
  storeys: async (db) =>
    (
      await db.selectFrom("storey").selectAll().where("ended_revision", "is", null).orderBy("id").execute()
    ).map((row) => ({
      key: row.id,
      building: row.building_id,
      name: row.name,
      elevation: row.elevation,
      [drawnMark]: row.plan_key,
    })),
  rooms: async (db) =>
    (
      await db.selectFrom("space").selectAll().where("ended_revision", "is", null).orderBy("id").execute()
    ).map((row) => ({
      key: row.id,
      building: row.building_id,
      storey: row.storey_id,
      number: row.number,
      name: row.name === "" ? null : row.name,
      functionCode: row.function_code,
      area: row.area,
      zones: joined(row.zones),
      [drawnMark]: row.since_revision,
    })),
  components: async (db) =>
    (
      await db
        .selectFrom("element")
        .leftJoin("component", "component.id", "element.id")
        .select(["element.id", "building_id", "storey_id", "space_id", "name", "tag", "systems"])
        .select(["ifc_class", "ifc_global_id", "discipline", "ns3451", "product", "maker", "serial"])
        .select(["year", "warranty_until", "status", "note"])
        .orderBy("element.id")
        .execute()
    ).map((row) => ({
      key: row.id,
      building: row.building_id,
      storey: row.storey_id,
      room: row.space_id,
      name: row.name,
      tag: row.tag,
      systems: joined(row.systems),
      ifcClass: row.ifc_class,
      globalId: row.ifc_global_id,
      discipline: row.discipline,
      ns3451: row.ns3451,
      product: row.product,
      maker: row.maker,
      serial: row.serial,
      year: row.year,
      warrantyUntil: row.warranty_until,
      status: row.status,
      note: row.note,
      [drawnMark]: row.discipline === "by-hand" ? null : row.discipline,
    })),
  relations: (db) =>
    db
      .selectFrom("relation")
      .select(["subject as from", "relation", "object as to"])
      .orderBy("subject")
      .orderBy("relation")
      .orderBy("object")
      .execute(),
};

import { randomUUID } from "node:crypto";
import type { RegisterSheet } from "@kontrollrom/contracts/register-file.ts";
import type { Transaction } from "kysely";
import type { NewRow, Registry } from "../../registry/schema.ts";
import { parseCadastral } from "../cadastre.ts";
import { byHand, emptyFacts, newGlobalId } from "../component-book.ts";
import type { Cell, SheetRow } from "./sheets.ts";

type Tx = Transaction<Registry>;
export interface Writing {
  readonly now: number;
  readonly by: string;
}

const words = (cell: Cell | undefined): string =>
  JSON.stringify(
    String(cell ?? "")
      .split(";")
      .map((word) => word.trim())
      .filter((word) => word !== ""),
  );
const s = (cell: Cell | undefined): string | null =>
  cell === null || cell === undefined ? null : String(cell);
const n = (cell: Cell | undefined): number | null => (typeof cell === "number" ? cell : null);

/** Writes one whole row: a new one, or in the place of the one of the same identity. */
export const writeRow: Readonly<
  Record<RegisterSheet, (tx: Tx, row: SheetRow, known: boolean, writing: Writing) => Promise<unknown>>
> = {
  properties(tx, row, known, { now }) {
    const values = { name: s(row.name) ?? "", address: s(row.address), note: s(row.note) };
    return put(tx, "property", row.key, known, values, { created_at: now });
  },
  async "cadastral-numbers"(tx, row) {
    const number = parseCadastral(String(row.number));
    if (number === undefined) throw new Error("a number that was read is one");
    const values = {
      property_id: String(row.property),
      valid_from: s(row.validFrom),
      valid_to: s(row.validTo),
    };
    await tx
      .insertInto("cadastral_number")
      .values({ ...number, ...values })
      .onConflict((conflict) =>
        conflict.columns(["municipality", "gnr", "bnr", "fnr", "snr"]).doUpdateSet(values),
      )
      .execute();
  },
  buildings(tx, row, known, { now }) {
    const values = {
      name: s(row.name) ?? "",
      building_number: s(row.buildingNumber),
      building_type: s(row.buildingType),
      address: s(row.address),
      property_id: s(row.property),
      year_built: n(row.yearBuilt),
      status: s(row.status),
      lat: n(row.lat),
      lon: n(row.lon),
    };
    return put(tx, "building", row.key, known, values, { created_at: now });
  },
  units(tx, row, known) {
    const values = {
      building_id: String(row.building),
      number: String(row.number),
      address: s(row.address) ?? "",
      area: n(row.area),
      valid_from: s(row.validFrom),
      valid_to: s(row.validTo),
    };
    return put(tx, "unit", row.key, known, values, {});
  },
  storeys(tx, row, known) {
    const values = {
      building_id: String(row.building),
      name: String(row.name),
      elevation: n(row.elevation) ?? 0,
    };
    return put(tx, "storey", row.key, known, values, {});
  },
  rooms(tx, row, known) {
    const values = {
      building_id: String(row.building),
      storey_id: String(row.storey),
      number: String(row.number),
      name: s(row.name) ?? "",
      function_code: s(row.functionCode),
      area: n(row.area),
      zones: words(row.zones),
    };
    return put(tx, "space", row.key, known, values, {});
  },
  async components(tx, row, known, { now, by }) {
    const id = String(row.key);
    const element = {
      building_id: String(row.building),
      storey_id: s(row.storey),
      space_id: s(row.room),
      name: String(row.name),
      tag: s(row.tag),
      systems: words(row.systems),
      ifc_class: s(row.ifcClass) ?? "IfcBuildingElementProxy",
      ifc_global_id: s(row.globalId) ?? newGlobalId(),
      discipline: s(row.discipline) ?? byHand,
    };
    await put(tx, "element", id, known, element, {});
    const facts = {
      ns3451: s(row.ns3451),
      product: s(row.product),
      maker: s(row.maker),
      serial: s(row.serial),
      year: n(row.year),
      warranty_until: s(row.warrantyUntil),
      note: s(row.note),
    };
    const status = s(row.status);
    const nothing = status === null && Object.values(facts).every((value) => value === null);
    const before = await tx
      .selectFrom("component")
      .select("revision")
      .where("id", "=", id)
      .executeTakeFirst();
    if (nothing && before === undefined) return;
    const change = {
      ...facts,
      status: status ?? "in-use",
      revision: (before?.revision ?? 0) + 1,
      updated_at: now,
      updated_by: by,
    };
    await tx
      .insertInto("component")
      .values({ ...emptyFacts(id, now, by), ...change })
      .onConflict((conflict) => conflict.column("id").doUpdateSet(change))
      .execute();
  },
  relations: (tx, row, _known, { now, by }) =>
    tx
      .insertInto("relation")
      .values({
        id: randomUUID(),
        subject: String(row.from),
        relation: String(row.relation),
        object: String(row.to),
        at: now,
        by,
      })
      .execute(),
};

/** The tables are alike in this: a row is known by its `id`. */
async function put(
  tx: Tx,
  table: "property" | "building" | "unit" | "storey" | "space" | "element",
  id: Cell | undefined,
  known: boolean,
  values: object,
  first: object,
): Promise<void> {
  const one = table as "property";
  if (known)
    await tx
      .updateTable(one)
      .set(values as NewRow<"property">)
      .where("id", "=", String(id))
      .execute();
  else
    await tx
      .insertInto(one)
      .values({ ...values, ...first, id } as NewRow<"property">)
      .execute();
}

import { randomUUID } from "node:crypto";
import type { CadastralNumber, Property, Unit } from "@kontrollrom/contracts/register.ts";
import type { Transaction } from "kysely";
import type { Audit } from "../events/audit.ts";
import type { Handlers } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import { afterCursor, listCursor } from "../registry/cursor.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { present } from "../registry/row.ts";
import type { Registry, Row } from "../registry/schema.ts";
import { caller } from "../work-orders/routes.ts";
import { formatCadastral } from "./cadastre.ts";

type Keys =
  | "GET /properties"
  | "POST /properties"
  | "GET /properties/{id}"
  | "PATCH /properties/{id}"
  | "DELETE /properties/{id}"
  | "GET /buildings/{id}/units"
  | "POST /buildings/{id}/units"
  | "DELETE /units/{id}";

const properties = listCursor("GET /properties", "string");
const units = listCursor("GET /buildings/{id}/units", "string");

/** Properties with their matrikkel numbers, and the units of buildings. */
export function propertyHandlers(deps: {
  readonly db: RegistryDatabase;
  readonly audit: Audit;
  now(): number;
}): Pick<Handlers, Keys> {
  const { db, audit } = deps;

  async function row(id: string): Promise<Row<"property">> {
    const found = await db.selectFrom("property").selectAll().where("id", "=", id).executeTakeFirst();
    if (found) return found;
    throw new ProblemError(404, "property-not-found", `there is no property "${id}": see GET /properties`);
  }

  async function toProperties(rows: readonly Row<"property">[]): Promise<Property[]> {
    const ids = rows.map(({ id }) => id);
    if (ids.length === 0) return [];
    const [numbers, buildings] = await Promise.all([
      db.selectFrom("cadastral_number").selectAll().where("property_id", "in", ids).execute(),
      db
        .selectFrom("building")
        .select(["id", "name", "property_id"])
        .where("property_id", "in", ids)
        .orderBy("name")
        .execute(),
    ]);
    const numbersOf = Map.groupBy(numbers, (number) => number.property_id);
    const buildingsOf = Map.groupBy(buildings, (building) => building.property_id);
    return rows.map(({ id, name, address, note }) => ({
      id,
      name,
      ...present({ address, note }),
      cadastralNumbers: (numbersOf.get(id) ?? []).sort(newestFirst).map(toNumber),
      buildings: (buildingsOf.get(id) ?? []).map((building) => ({ id: building.id, name: building.name })),
    }));
  }
  const answer = async (id: string) => (await toProperties([await row(id)]))[0] as Property;

  async function building(id: string): Promise<void> {
    const found = await db.selectFrom("building").select("id").where("id", "=", id).executeTakeFirst();
    if (!found)
      throw new ProblemError(404, "building-not-found", `there is no building "${id}": see GET /buildings`);
  }

  return {
    "GET /properties": async ({ query }) => {
      const after = properties.read(query.cursor);
      let rows = db
        .selectFrom("property")
        .selectAll()
        .orderBy("name")
        .orderBy("id")
        .limit(query.limit + 1);
      if (after) rows = rows.where(afterCursor(["name", "id"], after));
      const found = properties.page(
        await rows.execute(),
        query.limit,
        (each) => ({ key: each.name, id: each.id }),
        (each) => each,
      );
      return { ...found, items: await toProperties(found.items) };
    },
    "POST /properties": async ({ body }, call) => {
      const id = randomUUID();
      await db.transaction().execute(async (tx) => {
        const { name, address = null, note = null } = body;
        await tx.insertInto("property").values({ id, name, address, note, created_at: deps.now() }).execute();
        await writeNumbers(tx, id, body.cadastralNumbers);
      });
      await audit.record(caller(call), "property-created", id, body);
      return answer(id);
    },
    "GET /properties/{id}": ({ params }) => answer(params.id),
    "PATCH /properties/{id}": async ({ params, body }, call) => {
      await row(params.id);
      const { cadastralNumbers, ...rest } = body;
      const change = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
      await db.transaction().execute(async (tx) => {
        if (Object.keys(change).length > 0)
          await tx.updateTable("property").set(change).where("id", "=", params.id).execute();
        if (cadastralNumbers) await writeNumbers(tx, params.id, cadastralNumbers);
      });
      await audit.record(caller(call), "property-changed", params.id, body);
      return answer(params.id);
    },
    "DELETE /properties/{id}": async ({ params }, call) => {
      const { buildings, name } = await answer(params.id);
      if (buildings.length > 0)
        throw new ProblemError(
          409,
          "property-in-use",
          `${buildings.length} buildings stand on "${name}": move them to another property first (PATCH /buildings/{id})`,
        );
      await db.transaction().execute(async (tx) => {
        await tx.deleteFrom("cadastral_number").where("property_id", "=", params.id).execute();
        await tx.deleteFrom("property").where("id", "=", params.id).execute();
      });
      await audit.record(caller(call), "property-removed", params.id, { name });
      return undefined;
    },
    "GET /buildings/{id}/units": async ({ params, query }) => {
      await building(params.id);
      const after = units.read(query.cursor);
      let rows = db
        .selectFrom("unit")
        .selectAll()
        .where("building_id", "=", params.id)
        .orderBy("number")
        .orderBy("id")
        .limit(query.limit + 1);
      if (after) rows = rows.where(afterCursor(["number", "id"], after));
      return units.page(
        await rows.execute(),
        query.limit,
        (each) => ({ key: each.number, id: each.id }),
        toUnit,
      );
    },
    "POST /buildings/{id}/units": async ({ params, body }, call) => {
      await building(params.id);
      const unit: Row<"unit"> = {
        id: randomUUID(),
        building_id: params.id,
        number: body.number,
        address: body.address ?? "",
        area: body.area ?? null,
        valid_from: body.validFrom ?? null,
        valid_to: body.validTo ?? null,
      };
      const { numInsertedOrUpdatedRows } = await db
        .insertInto("unit")
        .values(unit)
        .onConflict((conflict) => conflict.columns(["building_id", "number", "address"]).doNothing())
        .executeTakeFirst();
      if (numInsertedOrUpdatedRows === 0n)
        throw new ProblemError(
          409,
          "unit-taken",
          `the building has a unit ${body.number} at ${body.address ?? "its own address"} already`,
        );
      await audit.record(caller(call), "unit-created", unit.id, body);
      return toUnit(unit);
    },
    "DELETE /units/{id}": async ({ params }, call) => {
      const { numDeletedRows } = await db.deleteFrom("unit").where("id", "=", params.id).executeTakeFirst();
      if (numDeletedRows === 0n)
        throw new ProblemError(404, "unit-not-found", `there is no unit "${params.id}"`);
      await audit.record(caller(call), "unit-removed", params.id);
      return undefined;
    },
  };
}

/**
 * Puts these numbers in the place of those that the property had.
 * @throws ProblemError 409 `cadastral-number-taken`
 */
export async function writeNumbers(
  tx: Transaction<Registry>,
  propertyId: string,
  numbers: readonly CadastralNumber[],
): Promise<void> {
  await tx.deleteFrom("cadastral_number").where("property_id", "=", propertyId).execute();
  for (const { municipality, gnr, bnr, fnr, snr, validFrom, validTo } of numbers) {
    const key = { municipality, gnr, bnr, fnr, snr };
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto("cadastral_number")
      .values({ property_id: propertyId, ...key, valid_from: validFrom ?? null, valid_to: validTo ?? null })
      .onConflict((conflict) => conflict.columns(["municipality", "gnr", "bnr", "fnr", "snr"]).doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows === 0n)
      throw new ProblemError(
        409,
        "cadastral-number-taken",
        `${formatCadastral(key)} stands on another property, or twice on this one: a matrikkel number is unique`,
      );
  }
}

/** The one that holds now, then those that ended, the last of them first. */
export function newestFirst(a: Row<"cadastral_number">, b: Row<"cadastral_number">): number {
  const end = (number: Row<"cadastral_number">) => number.valid_to ?? "9999-99-99";
  return (
    (end(a) < end(b) ? 1 : end(a) > end(b) ? -1 : 0) ||
    a.municipality.localeCompare(b.municipality) ||
    a.gnr - b.gnr ||
    a.bnr - b.bnr ||
    a.fnr - b.fnr ||
    a.snr - b.snr
  );
}

function toNumber(row: Row<"cadastral_number">): Property["cadastralNumbers"][number] {
  const { municipality, gnr, bnr, fnr, snr } = row;
  return {
    municipality,
    gnr,
    bnr,
    fnr,
    snr,
    ...present({ validFrom: row.valid_from, validTo: row.valid_to }),
    text: formatCadastral(row),
  };
}

function toUnit(row: Row<"unit">): Unit {
  return {
    id: row.id,
    buildingId: row.building_id,
    number: row.number,
    ...present({
      address: row.address === "" ? null : row.address,
      area: row.area,
      validFrom: row.valid_from,
      validTo: row.valid_to,
    }),
  };
}

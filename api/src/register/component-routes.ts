import { randomUUID } from "node:crypto";
import type { ComponentInput, ComponentPatch } from "@kontrollrom/contracts/register.ts";
import { formatTfm, parseTfm } from "@kontrollrom/twin/tfm/tfm.ts";
import { sql } from "kysely";
import type { Audit } from "../events/audit.ts";
import type { Handlers } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import { afterCursor, listCursor } from "../registry/cursor.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import type { Row } from "../registry/schema.ts";
import { caller } from "../work-orders/routes.ts";
import {
  byHand,
  type ComponentRow,
  emptyFacts,
  newGlobalId,
  selectComponents,
  toComponent,
} from "./component-book.ts";

type Keys =
  | "GET /components"
  | "POST /components"
  | "GET /components/{id}"
  | "PATCH /components/{id}"
  | "DELETE /components/{id}";

const components = listCursor("GET /components", "string");
/** What comes from a drawing, and is changed there. */
const drawnFields = ["name", "tag", "systems", "spaceId", "storeyId"] as const;

export function componentHandlers(deps: {
  readonly db: RegistryDatabase;
  readonly audit: Audit;
  /** Told after a component came, changed or went. */
  changed(): void;
  now(): number;
}): Pick<Handlers, Keys> {
  const { db, audit } = deps;

  async function row(id: string): Promise<ComponentRow> {
    const found = await selectComponents(db).where("element.id", "=", id).executeTakeFirst();
    if (found) return found;
    throw new ProblemError(404, "component-not-found", `there is no component "${id}": see GET /components`);
  }

  /** Storey and room that belong together and to the building. */
  async function place(
    buildingId: string,
    wanted: { spaceId?: string | null | undefined; storeyId?: string | null | undefined },
  ): Promise<{ space_id: string | null; storey_id: string | null }> {
    const { spaceId, storeyId } = wanted;
    if (spaceId !== null && spaceId !== undefined) {
      const space = await db
        .selectFrom("space")
        .select(["storey_id", "building_id"])
        .where("id", "=", spaceId)
        .executeTakeFirst();
      if (space?.building_id !== buildingId) throw notThere("room", spaceId, buildingId);
      return { space_id: spaceId, storey_id: space.storey_id };
    }
    if (storeyId !== null && storeyId !== undefined) {
      const storey = await db
        .selectFrom("storey")
        .select("building_id")
        .where("id", "=", storeyId)
        .executeTakeFirst();
      if (storey?.building_id !== buildingId) throw notThere("storey", storeyId, buildingId);
      return { space_id: null, storey_id: storeyId };
    }
    return { space_id: null, storey_id: null };
  }

  return {
    "GET /components": async ({ query }) => {
      const after = components.read(query.cursor);
      let rows = selectComponents(db)
        .orderBy("element.name")
        .orderBy("element.id")
        .limit(query.limit + 1);
      if (after) rows = rows.where(afterCursor(["element.name", "element.id"], after));
      if (query.buildingId !== undefined) rows = rows.where("element.building_id", "=", query.buildingId);
      if (query.storeyId !== undefined) rows = rows.where("element.storey_id", "=", query.storeyId);
      if (query.spaceId !== undefined) rows = rows.where("element.space_id", "=", query.spaceId);
      if (query.tagged !== undefined)
        rows = rows.where("element.tag", query.tagged === "true" ? "is not" : "is", null);
      if (query.origin !== undefined)
        rows = rows.where("element.discipline", query.origin === "hand" ? "=" : "<>", byHand);
      if (query.status !== undefined)
        rows = rows.where(sql`coalesce(component.status, 'in-use')`, "=", query.status);
      if (query.system !== undefined) {
        const inTag = `%${escaped(`=${query.system}`)}-%`;
        const named = `%${escaped(JSON.stringify(query.system))}%`;
        rows = rows.where(
          sql<boolean>`(element.tag like ${inTag} escape '\\' or element.systems like ${named} escape '\\')`,
        );
      }
      if (query.ns3451 !== undefined) {
        // The system of a tag is numbered by its building part: 36 is 360 to 369.
        const own = `${query.ns3451}%`;
        const inTag = `%=${query.ns3451}%.%`;
        rows = rows.where(
          sql<boolean>`(component.ns3451 like ${own} or (component.ns3451 is null and element.tag like ${inTag}))`,
        );
      }
      for (const word of query.search?.split(/\s+/).filter((each) => each !== "") ?? []) {
        const like = `%${escaped(word)}%`;
        rows = rows.where(
          sql<boolean>`(element.name like ${like} escape '\\' or element.tag like ${like} escape '\\'
            or component.product like ${like} escape '\\' or component.maker like ${like} escape '\\')`,
        );
      }
      return components.page(
        await rows.execute(),
        query.limit,
        (each) => ({ key: each.name, id: each.id }),
        toComponent,
      );
    },
    "POST /components": async ({ body }, call) => {
      const building = await db
        .selectFrom("building")
        .select("id")
        .where("id", "=", body.buildingId)
        .executeTakeFirst();
      if (!building)
        throw new ProblemError(
          422,
          "building-not-found",
          `there is no building "${body.buildingId}": see GET /buildings`,
        );
      const id = randomUUID();
      const element: Row<"element"> = {
        id,
        ifc_global_id: newGlobalId(id),
        building_id: body.buildingId,
        ...(await place(body.buildingId, body)),
        ifc_class: "IfcBuildingElementProxy",
        name: body.name,
        tag: tagOf(body.tag),
        systems: JSON.stringify(body.systems ?? []),
        discipline: byHand,
        x: null,
        y: null,
        z: null,
      };
      const facts = { ...emptyFacts(id, deps.now(), caller(call)), ...factsOf(body), revision: 1 };
      await db.transaction().execute(async (tx) => {
        await tx.insertInto("element").values(element).execute();
        await tx.insertInto("component").values(facts).execute();
      });
      await audit.record(caller(call), "component-created", id, body);
      deps.changed();
      return toComponent(await row(id));
    },
    "GET /components/{id}": async ({ params }) => toComponent(await row(params.id)),
    "PATCH /components/{id}": async ({ params, body }, call) => {
      const before = await row(params.id);
      const seen = before.revision ?? 0;
      if (body.revision !== undefined && body.revision !== seen)
        throw new ProblemError(
          409,
          "component-changed",
          `component "${before.name}" was changed by ${before.updated_by ?? "somebody"} meanwhile: read it again (GET /components/${params.id}) and send revision ${seen}`,
        );
      const drawn = drawnFields.find((field) => body[field] !== undefined);
      if (drawn !== undefined && before.discipline !== byHand)
        throw new ProblemError(
          422,
          "component-drawn",
          `${drawn} of "${before.name}" comes from its drawing: change it there and import the drawing again`,
        );
      const element = {
        ...(body.name !== undefined && { name: body.name }),
        ...(body.tag !== undefined && { tag: tagOf(body.tag) }),
        ...(body.systems !== undefined && { systems: JSON.stringify(body.systems) }),
        ...((body.spaceId !== undefined || body.storeyId !== undefined) &&
          (await place(before.building_id, body))),
      };
      const facts = {
        ...factsOf(body),
        revision: seen + 1,
        updated_at: deps.now(),
        updated_by: caller(call),
      };
      await db.transaction().execute(async (tx) => {
        if (Object.keys(element).length > 0)
          await tx.updateTable("element").set(element).where("id", "=", params.id).execute();
        await tx
          .insertInto("component")
          .values({ ...emptyFacts(params.id, deps.now(), caller(call)), ...facts })
          .onConflict((conflict) => conflict.column("id").doUpdateSet(facts))
          .execute();
      });
      await audit.record(caller(call), "component-changed", params.id, body);
      deps.changed();
      return toComponent(await row(params.id));
    },
    "DELETE /components/{id}": async ({ params }, call) => {
      const { name, discipline } = await row(params.id);
      if (discipline !== byHand)
        throw new ProblemError(
          409,
          "component-drawn",
          `"${name}" stands in a drawing: say that it is removed with PATCH, status "removed", or import a drawing without it`,
        );
      await db.transaction().execute(async (tx) => {
        await tx.deleteFrom("component").where("id", "=", params.id).execute();
        await tx.deleteFrom("element").where("id", "=", params.id).execute();
      });
      await audit.record(caller(call), "component-removed", params.id, { name });
      deps.changed();
      return undefined;
    },
  };
}

const escaped = (text: string) => text.replace(/[\\%_]/g, "\\$&");

function notThere(what: string, id: string, buildingId: string): ProblemError {
  return new ProblemError(422, `${what}-not-found`, `building "${buildingId}" has no ${what} "${id}"`);
}

function tagOf(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  const parsed = parseTfm(text);
  if (!parsed.ok) throw new ProblemError(422, "tfm-tag-invalid", `"${text}" is no TFM tag: ${parsed.error}`);
  return formatTfm(parsed.tag);
}

/** The columns of what is given; null takes away. */
export function factsOf(
  input: Omit<ComponentPatch, "revision"> | Omit<ComponentInput, "buildingId">,
): Partial<Row<"component">> {
  const facts = {
    ns3451: input.ns3451,
    product: input.product,
    maker: input.maker,
    serial: input.serial,
    year: input.year,
    warranty_until: input.warrantyUntil,
    status: input.status,
    note: input.note,
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Partial<
    Row<"component">
  >;
}

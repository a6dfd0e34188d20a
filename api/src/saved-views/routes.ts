import { randomUUID } from "node:crypto";
import { PictureState, type SavedView } from "@kontrollrom/contracts/saved-view.ts";
import type { Audit } from "../events/audit.ts";
import type { Call, Handlers } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import { afterCursor, listCursor } from "../registry/cursor.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso } from "../registry/row.ts";
import type { Row } from "../registry/schema.ts";
import { caller } from "../work-orders/routes.ts";

type Keys = "GET /saved-views" | "POST /saved-views" | "PATCH /saved-views/{id}" | "DELETE /saved-views/{id}";

const views = listCursor("GET /saved-views", "string");
/** Of one person; more than anybody finds again. */
const mostOfOne = 200;

/** Views of buildings under a name: a person sees their own and what others share, and changes their own. */
export function savedViewHandlers({
  db,
  audit,
  now,
}: {
  db: RegistryDatabase;
  audit: Audit;
  now(): number;
}): Pick<Handlers, Keys> {
  async function toChange(id: string, call: Call): Promise<Row<"saved_view">> {
    const row = await db.selectFrom("saved_view").selectAll().where("id", "=", id).executeTakeFirst();
    const by = caller(call);
    // Of another's own view not even the existence is told.
    if (row === undefined || (row.owner !== by && row.shared === 0))
      throw new ProblemError(404, "saved-view-not-found", `there is no view "${id}": see GET /saved-views`);
    if (row.owner !== by && call.identity?.role !== "administrator")
      throw new ProblemError(
        403,
        "not-your-view",
        `"${row.name}" is ${row.owner}'s: only they and administrators change it. Keep a view of your own instead`,
      );
    return row;
  }

  async function findBuilding(id: string): Promise<void> {
    const found = await db.selectFrom("building").select("id").where("id", "=", id).executeTakeFirst();
    if (found === undefined)
      throw new ProblemError(404, "building-not-found", `there is no building "${id}": see GET /buildings`);
  }

  return {
    "GET /saved-views": async ({ query }, call) => {
      const by = caller(call);
      const after = views.read(query.cursor);
      let rows = db
        .selectFrom("saved_view")
        .selectAll()
        .where((eb) => eb.or([eb("owner", "=", by), eb("shared", "=", 1)]))
        .orderBy("name")
        .orderBy("id")
        .limit(query.limit + 1);
      if (query.buildingId !== undefined) rows = rows.where("building_id", "=", query.buildingId);
      if (after) rows = rows.where(afterCursor(["name", "id"], after));
      return views.page(
        await rows.execute(),
        query.limit,
        (row) => ({ key: row.name, id: row.id }),
        (row) => toView(row, by),
      );
    },
    "POST /saved-views": async ({ body }, call) => {
      const owner = caller(call);
      await findBuilding(body.buildingId);
      const { held } = await db
        .selectFrom("saved_view")
        .select((eb) => eb.fn.countAll<number>().as("held"))
        .where("owner", "=", owner)
        .executeTakeFirstOrThrow();
      if (Number(held) >= mostOfOne)
        throw new ProblemError(
          409,
          "too-many-views",
          `${owner} has ${mostOfOne} views already: take one away first`,
        );
      const row = {
        id: randomUUID(),
        building_id: body.buildingId,
        name: body.name,
        owner,
        shared: body.shared ? 1 : 0,
        state: JSON.stringify(body.state),
        updated_at: now(),
      };
      await db.insertInto("saved_view").values(row).execute();
      await audit.record(owner, "saved-view-made", row.id, row.name);
      return toView(row, owner);
    },
    "PATCH /saved-views/{id}": async ({ params, body }, call) => {
      const row = await toChange(params.id, call);
      const change = {
        name: body.name ?? row.name,
        shared: body.shared === undefined ? row.shared : body.shared ? 1 : 0,
        state: body.state === undefined ? row.state : JSON.stringify(body.state),
        updated_at: now(),
      };
      await db.updateTable("saved_view").set(change).where("id", "=", row.id).execute();
      await audit.record(caller(call), "saved-view-changed", row.id, change.name);
      return toView({ ...row, ...change }, caller(call));
    },
    "DELETE /saved-views/{id}": async ({ params }, call) => {
      const row = await toChange(params.id, call);
      await db.deleteFrom("saved_view").where("id", "=", row.id).execute();
      await audit.record(caller(call), "saved-view-removed", row.id, row.name);
    },
  };
}

function toView(row: Row<"saved_view">, by: string): SavedView {
  return {
    id: row.id,
    buildingId: row.building_id,
    name: row.name,
    owner: row.owner,
    own: row.owner === by,
    shared: row.shared === 1,
    state: PictureState.parse(JSON.parse(row.state)),
    updatedAt: iso(Number(row.updated_at)),
  };
}

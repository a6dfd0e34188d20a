import { planToSvg } from "@kontrollrom/twin/plan/svg.ts";
import type { FileStore } from "../files/file-store.ts";
import { type Handlers, RawAnswer } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import { afterCursor, listCursor } from "../registry/cursor.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import type { Row } from "../registry/schema.ts";
import { toRevision, toRevisionSpace } from "./revision-rows.ts";
import { isBuilding } from "./upload.ts";

type Keys =
  | "GET /buildings/{id}/revisions"
  | "GET /revisions/{id}"
  | "GET /revisions/{id}/spaces"
  | "GET /revisions/{id}/rooms"
  | "GET /revisions/{id}/storeys/{storeyId}/plan"
  | "GET /spaces/{id}/revisions";

const revisions = listCursor("GET /buildings/{id}/revisions", "number");
const rooms = listCursor("GET /revisions/{id}/spaces", "string");

/** Every drawing that a building has had, as it was. */
export function revisionHandlers(deps: { db: RegistryDatabase; files: FileStore }): Pick<Handlers, Keys> {
  const { db, files } = deps;

  async function revision(id: string): Promise<Row<"revision">> {
    const row = await db.selectFrom("revision").selectAll().where("id", "=", id).executeTakeFirst();
    if (!row)
      throw new ProblemError(
        404,
        "revision-not-found",
        `there is no revision "${id}": see GET /buildings/{id}/revisions`,
      );
    return row;
  }
  async function newest(buildingId: string): Promise<Map<string, number>> {
    const rows = await db
      .selectFrom("revision")
      .select((eb) => ["discipline", eb.fn.max("number").as("number")])
      .where("building_id", "=", buildingId)
      .groupBy("discipline")
      .execute();
    return new Map(rows.map((row) => [row.discipline, Number(row.number)]));
  }

  return {
    "GET /buildings/{id}/revisions": async ({ params, query }) => {
      if (!(await isBuilding(db, params.id)))
        throw new ProblemError(
          404,
          "building-not-found",
          `there is no building "${params.id}": see GET /buildings`,
        );
      const after = revisions.read(query.cursor);
      let rows = db
        .selectFrom("revision")
        .selectAll()
        .where("building_id", "=", params.id)
        .orderBy("imported_at", "desc")
        .orderBy("id", "desc")
        .limit(query.limit + 1);
      if (query.discipline !== undefined) rows = rows.where("discipline", "=", query.discipline);
      if (after) rows = rows.where(afterCursor(["imported_at", "id"], after, "desc"));
      const last = await newest(params.id);
      return revisions.page(
        await rows.execute(),
        query.limit,
        (row) => ({ key: row.imported_at, id: row.id }),
        (row) => toRevision(row, last.get(row.discipline) ?? 0),
      );
    },
    "GET /revisions/{id}": async ({ params }) => {
      const row = await revision(params.id);
      const last = await newest(row.building_id);
      const storeys = await db
        .selectFrom("revision_storey")
        .selectAll()
        .where("revision_id", "=", row.id)
        .orderBy("elevation")
        .orderBy("storey_id")
        .execute();
      return {
        ...toRevision(row, last.get(row.discipline) ?? 0),
        storeys: storeys.map((storey) => ({
          storeyId: storey.storey_id,
          name: storey.name,
          elevation: storey.elevation,
          spaces: storey.spaces,
          hasPlan: storey.plan_key !== null,
        })),
      };
    },
    "GET /revisions/{id}/spaces": async ({ params, query }) => {
      await revision(params.id);
      const after = rooms.read(query.cursor);
      let rows = db
        .selectFrom("revision_space")
        .selectAll()
        .where("revision_id", "=", params.id)
        .orderBy("number")
        .orderBy("space_id")
        .limit(query.limit + 1);
      if (query.kind !== undefined) rows = rows.where("kind", "=", query.kind);
      if (query.sure !== undefined) rows = rows.where("sure", "=", query.sure === "true" ? 1 : 0);
      if (after) rows = rows.where(afterCursor(["number", "space_id"], after));
      return rooms.page(
        await rows.execute(),
        query.limit,
        (row) => ({ key: row.number, id: row.space_id }),
        toRevisionSpace,
      );
    },
    "GET /revisions/{id}/rooms": async ({ params }) => {
      const row = await revision(params.id);
      if (row.rooms_key === null)
        throw new ProblemError(
          404,
          "no-rooms",
          `revision ${row.number} of ${row.discipline} has no room bodies`,
        );
      return new RawAnswer("application/json", files.stream(row.rooms_key));
    },
    "GET /revisions/{id}/storeys/{storeyId}/plan": async ({ params }, call) => {
      await revision(params.id);
      const row = await db
        .selectFrom("revision_storey")
        .selectAll()
        .where("revision_id", "=", params.id)
        .where("storey_id", "=", params.storeyId)
        .executeTakeFirst();
      if (!row || row.plan_key === null)
        throw new ProblemError(
          404,
          "no-plan",
          `revision "${params.id}" has no plan of storey "${params.storeyId}": see GET /revisions/{id}`,
        );
      if (call.prefers(["application/json", "image/svg+xml"]) !== "image/svg+xml")
        return new RawAnswer("application/json", files.stream(row.plan_key));
      return new RawAnswer(
        "image/svg+xml",
        planToSvg(JSON.parse((await files.read(row.plan_key)).toString("utf8"))),
      );
    },
    "GET /spaces/{id}/revisions": async ({ params }) => {
      const rows = await db
        .selectFrom("revision_space")
        .innerJoin("revision", "revision.id", "revision_space.revision_id")
        .selectAll("revision_space")
        .where("revision_space.space_id", "=", params.id)
        .orderBy("revision.imported_at", "desc")
        .limit(1000)
        .execute();
      return { items: rows.map((row) => ({ ...toRevisionSpace(row), revisionId: row.revision_id })) };
    },
  };
}

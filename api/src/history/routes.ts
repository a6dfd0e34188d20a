import { randomUUID } from "node:crypto";
import type { TrendView } from "@kontrollrom/contracts/history.ts";
import type { Call, Handlers } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso } from "../registry/row.ts";
import type { Row } from "../registry/schema.ts";
import { periodOf } from "../telemetry/series-answer.ts";
import { caller } from "../work-orders/routes.ts";
import type { BuildingHistory, MaySee } from "./building-history.ts";

/** Of one person. */
const mostViews = 200;

type Keys =
  | "GET /buildings/{id}/state"
  | "GET /buildings/{id}/state/span"
  | "POST /marks/query"
  | "GET /trend-views"
  | "POST /trend-views"
  | "DELETE /trend-views/{id}";

export function historyHandlers({
  db,
  history,
  now,
}: {
  db: RegistryDatabase;
  history: BuildingHistory;
  now(): number;
}): Pick<Handlers, Keys> {
  return {
    "GET /buildings/{id}/state": ({ params, query }, call) =>
      history.state(params.id, Date.parse(query.at), maySee(call)),
    "GET /buildings/{id}/state/span": ({ params, query }, call) =>
      history.span(params.id, { ...periodOf(query), step: query.step }, maySee(call)),
    "POST /marks/query": ({ body }, call) => history.marks(body.pointIds, periodOf(body), maySee(call)),

    "GET /trend-views": async (_, call) => {
      const rows = await db
        .selectFrom("trend_view")
        .selectAll()
        .where("owner", "=", caller(call))
        .orderBy("name")
        .limit(mostViews)
        .execute();
      return { items: rows.map(toView) };
    },
    "POST /trend-views": async ({ body }, call) => {
      const owner = caller(call);
      const { n } = await db
        .selectFrom("trend_view")
        .select((eb) => eb.fn.countAll<number>().as("n"))
        .where("owner", "=", owner)
        .executeTakeFirstOrThrow();
      if (Number(n) >= mostViews)
        throw new ProblemError(
          409,
          "too-many-views",
          `you have ${mostViews} saved sets already: remove one first`,
        );
      const row = { id: randomUUID(), owner, name: body.name, query: body.query, created_at: now() };
      const kept = await db
        .insertInto("trend_view")
        .values(row)
        .onConflict((conflict) =>
          conflict.columns(["owner", "name"]).doUpdateSet({ query: row.query, created_at: row.created_at }),
        )
        .returningAll()
        .executeTakeFirstOrThrow();
      return toView(kept);
    },
    "DELETE /trend-views/{id}": async ({ params }, call) => {
      const { numDeletedRows } = await db
        .deleteFrom("trend_view")
        .where("id", "=", params.id)
        .where("owner", "=", caller(call))
        .executeTakeFirst();
      if (numDeletedRows === 0n)
        throw new ProblemError(
          404,
          "trend-view-not-found",
          `you have no saved set "${params.id}": see GET /trend-views`,
        );
      return undefined;
    },
  };
}

function maySee(call: Pick<Call, "identity">): MaySee {
  const may = call.identity?.permissions;
  return { alarms: may?.has("alarm:read") === true, orders: may?.has("work-order:read") === true };
}

function toView(row: Row<"trend_view">): TrendView {
  return { id: row.id, name: row.name, query: row.query, createdAt: iso(Number(row.created_at)) };
}

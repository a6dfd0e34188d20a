import type { Audit } from "../events/audit.ts";
import type { Handlers } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import { listCursor } from "../registry/cursor.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import type { Row } from "../registry/schema.ts";
import { caller } from "../work-orders/routes.ts";
import type { Reviews } from "./reviews.ts";
import { isBuilding } from "./upload.ts";

type Keys = "GET /reviews" | "GET /buildings/{id}/reviews" | "GET /reviews/{id}" | "POST /reviews/{id}";

const reviewList = listCursor("reviews", "number");

export function reviewHandlers(deps: {
  db: RegistryDatabase;
  reviews: Reviews;
  audit: Audit;
  /** Told after a decision: places and devices of the building may be others. */
  onDecided(buildingId: string): Promise<void>;
}): Pick<Handlers, Keys> {
  const { db, reviews, audit } = deps;

  async function list(
    filter: { buildingId?: string; state: string },
    query: { limit: number; cursor?: string | undefined },
  ) {
    const rows = await reviews.list(filter, query.limit + 1, reviewList.read(query.cursor));
    const page = reviewList.page(
      rows,
      query.limit,
      (row) => ({ key: row.created_at, id: row.id }),
      (row: Row<"review">) => row,
    );
    const items = [];
    for (const row of page.items) items.push(await reviews.toReview(row));
    return { ...page, items };
  }

  return {
    "GET /reviews": ({ query }) => list({ state: query.state }, query),
    "GET /buildings/{id}/reviews": async ({ params, query }) => {
      if (!(await isBuilding(db, params.id)))
        throw new ProblemError(
          404,
          "building-not-found",
          `there is no building "${params.id}": see GET /buildings`,
        );
      return list({ buildingId: params.id, state: query.state }, query);
    },
    "GET /reviews/{id}": ({ params }) => reviews.detail(params.id),
    "POST /reviews/{id}": async ({ params, body }, call) => {
      const { review, buildingId } = await reviews.decide(params.id, body, caller(call));
      await audit.record(caller(call), "room-review-decided", review.id, {
        space: review.space,
        ...body,
        decidedSpaceId: review.decidedSpaceId,
      });
      await deps.onDecided(buildingId);
      return review;
    },
  };
}

import { type Kysely, sql } from "kysely";

/** When work is meant to begin, and what lists of thousands of orders are read by. */
export async function orderPlanning(db: Kysely<unknown>): Promise<void> {
  for (const statement of [
    "alter table work_order add column planned_at bigint",
    "create index work_order_assignee on work_order (assignee)",
    "create index work_order_building on work_order (building_id)",
    "create index work_order_updated on work_order (updated_at, id)",
  ])
    await sql.raw(statement).execute(db);
}

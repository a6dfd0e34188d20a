import { type Kysely, sql } from "kysely";

/** What stood at a moment is found by place and time; and the sets of points that people keep. */
export async function history(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  "create index alarm_place_time on alarm (building_id, raised_at, returned_at, acknowledged_at, state)",
  "create index alarm_point_time on alarm (point_id, raised_at)",
  "create index work_order_place_time on work_order (building_id, created_at, updated_at)",
  `create table trend_view (
    id text primary key, owner text not null, name text not null, query text not null, created_at bigint not null)`,
  "create unique index trend_view_owner on trend_view (owner, name)",
];

import { type Kysely, sql } from "kysely";

/** Views of buildings that people have named. */
export async function savedViews(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table saved_view (
    id text primary key, building_id text not null, name text not null, owner text not null, shared integer not null,
    state text not null, updated_at bigint not null)`,
  "create index saved_view_name on saved_view (name, id)",
  "create index saved_view_owner on saved_view (owner)",
];

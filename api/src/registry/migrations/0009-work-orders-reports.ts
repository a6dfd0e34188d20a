import { type Kysely, sql } from "kysely";

/** Labels that faults are reported by, and the reports. */
export async function reports(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table report_place (
    token text primary key, kind text not null, building_id text not null, storey_id text, space_id text,
    element_global_id text, tfm_tag text, label text not null, created_at bigint not null, created_by text not null,
    revoked_at bigint)`,
  "create index report_place_building on report_place (building_id, token) where revoked_at is null",
  `create table report (
    secret_hash text primary key, work_order_id text not null references work_order(id), place_token text not null,
    text text not null, created_at bigint not null)`,
  "create index report_place_token on report (place_token, created_at)",
  "create index report_order on report (work_order_id)",
];

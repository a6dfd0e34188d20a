import { type Kysely, sql } from "kysely";

/** Points that are computed of others. */
export async function derived(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table derived_point (
        seq integer primary key autoincrement, name text not null, derivation text not null, quantity text not null,
        unit text not null, resolution text not null, building_id text, storey_id text, space_id text,
        created_at bigint not null, created_by text not null)`,
    )
    .execute(db);
}

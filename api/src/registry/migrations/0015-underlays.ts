import { type Kysely, sql } from "kysely";

/** Scanned plans under the plans of storeys. */
export async function underlays(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table underlay (
        storey_id text primary key, image_key text not null, media_type text not null, name text not null,
        width integer not null, height integer not null, calibration text not null,
        opacity double precision not null, changed_at bigint not null, changed_by text not null)`,
    )
    .execute(db);
}

import { type Kysely, sql } from "kysely";

/** Uploaded payload codecs; a version is never changed. */
export async function codecs(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table codec (
    id text primary key, name text not null, name_key text not null unique, vendor text not null, model text not null,
    active_version integer not null, created_at bigint not null)`,
  `create table codec_version (
    codec_id text not null references codec(id), version integer not null, source text not null, sha256 text not null,
    mapping text not null, note text not null, created_at bigint not null, created_by text not null,
    primary key (codec_id, version))`,
];

import { type Kysely, sql } from "kysely";

/** What people have put in place of measured values, and what was measured. */
export async function corrections(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table correction (
    seq integer primary key autoincrement, id text not null unique, point_id integer not null, from_time bigint not null,
    to_time bigint not null, change text not null, reason text not null, by text not null, at bigint not null,
    samples integer not null, state text not null, withdrawn_at bigint, withdrawn_by text, withdrawn_reason text)`,
  "create index correction_point on correction (point_id, seq)",
  `create table corrected_sample (
    correction_id text not null references correction(id), point_id integer not null, time bigint not null,
    original_value double precision not null, original_quality text not null, value double precision not null,
    quality text not null, frame_id text not null, received_at bigint not null, primary key (correction_id, time)
    ) without rowid`,
];

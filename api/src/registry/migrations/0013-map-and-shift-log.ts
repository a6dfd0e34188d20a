import { type Kysely, sql } from "kysely";

/** The map that needs no tiles, and the log of the control room. */
export async function mapAndShiftLog(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  "create table map_shape (seq integer primary key, kind text not null, name text not null, coordinates text not null)",
  `create table shift_entry (
    id text primary key, kind text not null, at bigint not null, author text not null, signature text, text text not null,
    building_id text, alarm_id text, work_order_id text, situation text,
    acknowledged_at bigint, acknowledged_by text, acknowledged_signature text)`,
  "create index shift_entry_at on shift_entry (at, id)",
];

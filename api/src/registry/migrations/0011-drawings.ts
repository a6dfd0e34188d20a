import { type Kysely, sql } from "kysely";

/** Every time that somebody saved a storey's drawing, with what it takes to undo it. */
export async function drawings(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table drawing_change (
    id text primary key, storey_id text not null references storey(id), number integer not null, kind text not null,
    of_number integer, at bigint not null, who text not null, commands text not null, plan_before text not null,
    plan_after text not null, rooms_before text, rooms_after text, spaces text not null, links text not null,
    unique (storey_id, number))`,
];

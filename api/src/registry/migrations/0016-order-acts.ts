import { type Kysely, sql } from "kysely";

/** What was done with orders under a key of the caller's, so that it is done once however often it is sent. */
export async function orderActs(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table order_act (
    "key" text not null, "by" text not null, what text not null, answer text not null, at bigint not null,
    primary key ("key", "by"))`,
  "create index order_act_at on order_act (at)",
];

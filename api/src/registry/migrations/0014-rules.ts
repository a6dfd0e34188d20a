import { type Kysely, sql } from "kysely";

/** Who owns a rule and how it speaks, that nobody changes what they have not seen, and when running hours were set back. */
export async function rules(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  "alter table rule add column owner_group text",
  "alter table rule add column text text",
  "alter table rule add column revision integer not null default 1",
  `create table rule_reset (
    rule_id text not null, point_id integer not null, at bigint not null, by text not null, why text not null,
    primary key (rule_id, point_id, at))`,
];

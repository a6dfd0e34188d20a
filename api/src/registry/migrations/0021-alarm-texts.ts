import { type Kysely, sql } from "kysely";

/** What the rule said when the alarm was raised: its own text, and who looks after it. */
export async function alarmTexts(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  "alter table alarm add column text_template text",
  "alter table alarm add column owner_group text",
];

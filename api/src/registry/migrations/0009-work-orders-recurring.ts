import { type Kysely, sql } from "kysely";

/** Plans that make orders by the calendar, and their rounds. */
export async function recurring(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table maintenance_plan (
    id text primary key, name text not null, enabled integer not null, body text not null, building_id text,
    created_at bigint not null, created_by text not null, revision integer not null, made_until text not null,
    ended_at bigint)`,
  // One round of a day, and one order of a round, whatever is begun again after a crash.
  `create table plan_round (
    plan_id text not null references maintenance_plan(id), day text not null, due_at bigint not null, work_order_id text,
    missed_at bigint, primary key (plan_id, day))`,
  "create index plan_round_open on plan_round (due_at) where missed_at is null and work_order_id is not null",
  "create index work_order_plan on work_order (plan_id) where plan_id is not null",
];

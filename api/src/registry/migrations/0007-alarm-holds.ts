import { type Kysely, sql } from "kysely";

/** The states of ISA-18.2 whole: what stands beneath, what sets alarms aside, and what their figures are made from. */
export async function alarmHolds(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  "alter table rule add column latching integer not null default 0",
  "alter table rule add column health integer not null default 0",
  "alter table alarm add column live_state text not null default 'normal'",
  "update alarm set live_state = state",
  "alter table alarm add column aside text not null default ''",
  "alter table alarm add column hold text",
  "alter table alarm add column latching integer not null default 0",
  "alter table alarm add column chattering integer not null default 0",
  "alter table alarm add column health integer not null default 0",
  "alter table alarm add column cause text",
  "alter table alarm add column cause_key text",
  // When it was told, and whether it then was told to anybody: event time says nothing of an operator's load.
  "alter table alarm add column told_at bigint",
  "update alarm set told_at = raised_at",
  "create index alarm_told on alarm (told_at)",
  "create index alarm_pair on alarm (rule_id, point_id, told_at)",
  "create index alarm_not_over on alarm (raised_at) where state <> 'normal'",
  `create table alarm_hold (
    id text primary key, kind text not null, subject_kind text not null, subject_id text not null, building_id text, rule_id text,
    point_id integer, label text not null, reason text not null, by text not null, since bigint not null, until bigint,
    work_order_id text, ended_at bigint, ended_by text, ended_why text)`,
  "create index alarm_hold_standing on alarm_hold (since) where ended_at is null",
];

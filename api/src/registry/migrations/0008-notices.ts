import { type Kysely, sql } from "kysely";

/** Who is on call, whom an alarm is told to in turn, and every message with how it went. */
export async function notices(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table on_call_item (
    kind text not null, id text primary key, name text not null, body text not null, revision integer not null,
    created_at bigint not null)`,
  "create index on_call_item_kind on on_call_item (kind, name)",
  `create table push_subscription (
    endpoint text primary key, person_id text not null, keys text not null, created_at bigint not null)`,
  `create table notice (
    id text primary key, delivery_key text not null unique, alarm_id text, chain_name text not null, step integer not null,
    channel text not null, receiver_id text not null, receiver text not null, subject text not null, body text not null,
    state text not null, attempts integer not null, created_at bigint not null, next_at bigint not null, sent_at bigint, error text)`,
  "create index notice_due on notice (next_at) where state = 'queued'",
  "create index notice_created on notice (created_at, id)",
  "create index notice_alarm on notice (alarm_id)",
  "create table notice_secret (name text primary key, value text not null)",
];

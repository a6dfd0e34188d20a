import { type Kysely, sql } from "kysely";

/** What leaves the platform about orders, by which names others know them, and calendars of deadlines. */
export async function outward(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table webhook (
    id text primary key, name text not null, url text not null, secret text not null, events text not null, building_id text,
    enabled integer not null, created_at bigint not null, created_by text not null, revision integer not null)`,
  // Written with the change that it tells of: what is committed is sent, however often the platform falls in between.
  `create table order_delivery (
    seq integer primary key autoincrement, target text not null, work_order_id text not null references work_order(id),
    event text not null, body text not null, state text not null, attempts integer not null, created_at bigint not null,
    next_at bigint not null, delivered_at bigint, detail text)`,
  "create index order_delivery_waiting on order_delivery (next_at, seq) where state = 'waiting'",
  "create index order_delivery_order on order_delivery (target, work_order_id, seq) where state = 'waiting'",
  "create index order_delivery_target on order_delivery (target, seq)",
  `create table order_external (
    system text not null, external_id text not null, work_order_id text not null references work_order(id), state text not null,
    primary key (system, external_id), unique (system, work_order_id))`,
  `create table calendar_feed (
    id text primary key, secret_hash text not null unique, name text not null, assignee text, building_id text,
    created_at bigint not null, created_by text not null)`,
];

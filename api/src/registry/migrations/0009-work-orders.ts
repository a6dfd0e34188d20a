import { type Kysely, sql } from "kysely";

/** What a work order needs to be planned, done, paid for and trusted; and which occurrences of an alarm it answers. */
export async function workOrders(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  ...[
    "assignee_kind text",
    "agreement text",
    "channel text",
    "reporter_name text",
    "reporter_email text",
    "reporter_phone text",
    "tfm_tag text",
    "ns3451 text",
    "estimate_hours double precision",
    "actual_hours double precision not null default 0",
    "cost_nok double precision",
    "account text",
    "sja integer not null default 0",
    "cause text",
    "action text",
    "archive_reference text",
    "rule_id text",
    "point_id integer",
    "plan_id text",
    "follows_id text",
    "touched integer not null default 0",
    "verified_at bigint",
    "evidence text",
  ].map((column) => `alter table work_order add column ${column}`),
  "alter table attachment add column kind text not null default 'document'",
  "create index work_order_due on work_order (due_at, id)",
  "create index work_order_rule_point on work_order (rule_id, point_id) where rule_id is not null",
  "create index work_order_space on work_order (space_id)",
  `create table order_alarm (
    alarm_id text primary key references alarm(id), work_order_id text not null references work_order(id), told text not null)`,
  "create index order_alarm_order on order_alarm (work_order_id)",
  // Orders from before answered one occurrence each.
  `insert into order_alarm (alarm_id, work_order_id, told)
    select alarm.id, work_order.id, '' from work_order join alarm on alarm.id = work_order.source_alarm_id`,
  `update work_order set channel = 'alarm',
    rule_id = (select rule_id from alarm where alarm.id = work_order.source_alarm_id),
    point_id = (select point_id from alarm where alarm.id = work_order.source_alarm_id)
    where source_alarm_id is not null`,
  "update work_order set touched = 1 where status <> 'new' or assignee is not null",
  `create table work_order_check (
    id text primary key, work_order_id text not null references work_order(id), position integer not null, text text not null,
    unit text, done_at bigint, done_by text, value double precision, deviation text, revision integer not null)`,
  "create index work_order_check_order on work_order_check (work_order_id, position)",
  `create table work_order_hours (
    id text primary key, work_order_id text not null references work_order(id), day text not null,
    hours double precision not null, who text not null, note text not null, at bigint not null)`,
  "create index work_order_hours_order on work_order_hours (work_order_id, day)",
  `create table work_order_material (
    id text primary key, work_order_id text not null references work_order(id), name text not null,
    quantity double precision not null, unit text not null, unit_price_nok double precision not null, by text not null,
    at bigint not null)`,
  "create index work_order_material_order on work_order_material (work_order_id, at)",
  `create table checklist_template (
    id text primary key, name text not null unique, items text not null, revision integer not null)`,
  "create table work_order_setting (name text primary key, value text not null, revision integer not null)",
];

import { type Kysely, sql } from "kysely";

/** Rooms, devices, rules, alarms, orders, keys: what the first release keeps. */
export async function foundation(db: Kysely<unknown>): Promise<void> {
  for (const statement of foundationSql) await sql.raw(statement).execute(db);
}

const foundationSql = [
  `create table model (
    id text primary key, name text not null, schema text not null, bytes bigint not null, sha256 text not null unique,
    imported_at bigint not null, file_key text not null, frag_key text, building_ids text not null, result text not null)`,
  `create table building (
    id text primary key, name text not null, ifc_global_id text unique, building_number text unique, building_type text,
    address text, lat double precision, lon double precision, footprint text, model_id text, rooms_key text,
    created_at bigint not null)`,
  `create table storey (
    id text primary key, building_id text not null references building(id), name text not null, ifc_global_id text,
    elevation double precision not null, plan_key text, unique (building_id, ifc_global_id))`,
  `create table space (
    id text primary key, building_id text not null references building(id), storey_id text not null references storey(id),
    number text not null, name text not null, ifc_global_id text, area double precision, area_declared double precision,
    height double precision, volume double precision, zones text not null, function_code text,
    unique (building_id, ifc_global_id))`,
  "create index space_storey on space (storey_id)",
  "create index space_global_id on space (ifc_global_id)",
  `create table element (
    ifc_global_id text not null, building_id text not null references building(id), storey_id text, space_id text,
    ifc_class text not null, name text not null, tag text, systems text not null, primary key (building_id, ifc_global_id))`,
  "create index element_space on element (space_id)",
  `create table device (
    id text primary key, external_id text not null unique, name text not null, decoder text, model text, building_id text,
    storey_id text, space_id text, lat double precision, lon double precision, expected_interval_s integer,
    last_seen_at bigint, rssi double precision, snr double precision, gateway_id text, f_cnt bigint, lost_frames bigint not null,
    removed_at bigint)`,
  "create index device_space on device (space_id)",
  "create index device_building on device (building_id)",
  `create table point (
    id integer primary key autoincrement, device_id text not null references device(id), quantity text not null,
    channel text not null, unique (device_id, quantity, channel))`,
  `create table rule (
    id text primary key, name text not null, enabled integer not null, scope text not null, condition text not null,
    priority integer not null, advice text not null, creates_work_order integer not null, created_at bigint not null,
    updated_at bigint not null)`,
  `create table rule_pair (
    rule_id text not null, point_id integer not null, judged_until bigint not null, phase text not null, since bigint not null,
    raised_at bigint not null, value double precision not null, frame_id text not null, primary key (rule_id, point_id)
    ) without rowid`,
  `create table alarm (
    id text primary key, rule_id text not null, rule_name text not null, priority integer not null, state text not null,
    point_id integer not null, quantity text not null, unit text not null, device_name text not null, direction text not null,
    setpoint double precision not null, value double precision not null, raised_at bigint not null, returned_at bigint,
    acknowledged_at bigint, acknowledged_by text, advice text not null, building_id text, building_name text, storey_id text,
    space_id text, space_label text, work_order_id text, condition_since bigint not null, sample_time bigint not null,
    frame_id text not null, unique (rule_id, point_id, raised_at))`,
  "create index alarm_open on alarm (rule_id, point_id) where state <> 'normal'",
  "create index alarm_raised on alarm (raised_at, id)",
  `create table alarm_step (
    seq integer primary key autoincrement, alarm_id text not null references alarm(id), at bigint not null,
    from_state text not null, to_state text not null, reason text not null, by text, comment text)`,
  "create index alarm_step_alarm on alarm_step (alarm_id, seq)",
  `create table work_order (
    id text primary key, number text not null unique, title text not null, description text not null, type text not null,
    status text not null, priority integer not null, building_id text, building_name text, storey_id text, space_id text,
    space_label text, source_alarm_id text, assignee text, created_at bigint not null, created_by text not null,
    updated_at bigint not null, due_at bigint, closed_at bigint, revision integer not null)`,
  // One order for an alarm, never two, whatever is resent or judged again.
  "create unique index work_order_alarm on work_order (source_alarm_id) where source_alarm_id is not null",
  "create index work_order_created on work_order (created_at, id)",
  `create table work_order_comment (
    id text primary key, work_order_id text not null references work_order(id), at bigint not null, by text not null,
    text text not null)`,
  `create table work_order_step (
    seq integer primary key autoincrement, work_order_id text not null references work_order(id), at bigint not null,
    by text not null, field text not null, from_value text not null, to_value text not null)`,
  "create index work_order_comment_order on work_order_comment (work_order_id, at)",
  "create index work_order_step_order on work_order_step (work_order_id, seq)",
  `create table attachment (
    id text primary key, work_order_id text not null references work_order(id), name text not null, media_type text not null,
    bytes bigint not null, file_key text not null, at bigint not null, by text not null)`,
  "create table counter (name text primary key, value integer not null)",
  `create table job (
    id text primary key, kind text not null, name text not null, state text not null, progress double precision not null,
    created_at bigint not null, finished_at bigint, input text not null, attempts integer not null,
    result text, error text)`,
  "create table domain_event (seq integer primary key autoincrement, kind text not null, body text not null)",
  `create table api_key (
    id text primary key, name text not null, role text not null, secret_hash text not null, created_at bigint not null,
    last_used_at bigint)`,
  "create table session (token_hash text primary key, body text not null, expires_at bigint not null)",
  `create table audit (
    seq integer primary key autoincrement, at bigint not null, who text not null, action text not null, subject text not null,
    detail text not null)`,
  "create table stream_checkpoint (key text primary key, sequence_number bigint not null, stream_offset text not null)",
];

import { type Kysely, sql } from "kysely";

/** Profiles of devices, and how devices and points are bound to places and to components of drawings. */
export async function deviceProfiles(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const binding = (table: string) =>
  ["bound_by", "tfm_tag", "element_global_id"].map(
    (column) => `alter table ${table} add column ${column} text`,
  );

const statements = [
  `create table device_profile (
    id text primary key, name text not null, name_key text not null unique, vendor text, model text, decoder text,
    points text not null, expected_interval_s integer, low_battery_v double precision, notes text, created_at bigint not null,
    updated_at bigint not null)`,
  "alter table device add column profile_id text references device_profile(id)",
  "alter table device add column heard_frames bigint not null default 0",
  ...binding("device"),
  "create index device_profile_devices on device (profile_id)",
  "update device set bound_by = 'space' where space_id is not null",
  "update device set bound_by = 'building' where space_id is null and building_id is not null",
  // Where a point has no place of its own it sits with its device.
  ...["building_id", "storey_id", "space_id"].map((column) => `alter table point add column ${column} text`),
  ...binding("point"),
];

import { type Kysely, sql } from "kysely";

/** What buildings are divided into. Rooms hang on their areas by `space_id`, so that they follow where a room goes. */
export async function areaLayers(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table area_layer (
    id text primary key, building_id text not null references building(id), kind text not null, name text not null,
    covers integer not null, exclusive integer not null, revision integer not null,
    changed_at bigint not null, changed_by text not null)`,
  "create index area_layer_of_building on area_layer (building_id)",
  `create table area_layer_area (
    id text primary key, layer_id text not null references area_layer(id), position integer not null,
    code text not null, name text not null, colour integer not null, properties text not null,
    outlines text not null, drawn_revision integer not null)`,
  "create index area_layer_area_of_layer on area_layer_area (layer_id)",
  `create table area_layer_room (
    id text primary key, area_id text not null references area_layer_area(id), space_id text not null)`,
  "create index area_layer_room_of_area on area_layer_room (area_id)",
  "create index area_layer_room_of_space on area_layer_room (space_id)",
];

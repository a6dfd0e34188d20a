import { type Kysely, sql } from "kysely";

/** Every drawing of a building stays; rooms end instead of disappearing; what is unsure waits for a person. */
export async function revisions(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const noCounts = '{"unchanged":0,"moved":0,"renamed":0,"split":0,"merged":0,"new":0,"gone":0,"unsure":0}';

const statements = [
  `create table revision (
    id text primary key, building_id text not null references building(id), discipline text not null, number integer not null,
    model_id text, name text not null, imported_at bigint not null, imported_by text, rooms_key text, rooms text not null,
    elements text not null, alignment text, unique (building_id, discipline, number))`,
  `create table revision_storey (
    revision_id text not null references revision(id), storey_id text not null, name text not null,
    elevation double precision not null, spaces integer not null, plan_key text, primary key (revision_id, storey_id))`,
  `create table revision_space (
    revision_id text not null references revision(id), space_id text not null, storey_id text, number text not null,
    name text not null, area double precision, ifc_global_id text, kind text not null, reason text not null,
    sure integer not null, became text not null, primary key (revision_id, space_id))`,
  "create index revision_space_space on revision_space (space_id)",
  `create table review (
    id text primary key, building_id text not null references building(id), revision_id text not null references revision(id),
    state text not null, kind text not null, reason text not null, space_id text not null, candidates text not null,
    created_at bigint not null, decision text, decided_space_id text, decided_at bigint, decided_by text)`,
  "create index review_building on review (building_id, state, created_at, id)",
  "create index review_space on review (space_id)",
  `create table ended_element (
    id text not null, revision_id text not null references revision(id), building_id text not null,
    ifc_global_id text not null, ifc_class text not null, name text not null, tag text, space_id text,
    discipline text not null, sure integer not null, primary key (id, revision_id))`,
  "create index ended_element_building on ended_element (building_id)",
  "alter table space add column floor_z double precision",
  "alter table space add column since_revision text",
  "alter table space add column ended_revision text",
  "alter table space add column ended_at bigint",
  "alter table storey add column ended_revision text",
  // Two disciplines may draw a thing under one GlobalId: they are two rows.
  `create table drawn_element (
    ifc_global_id text not null, building_id text not null references building(id), storey_id text, space_id text,
    ifc_class text not null, name text not null, tag text, systems text not null,
    id text not null unique default (lower(hex(randomblob(16)))),
    discipline text not null default 'architecture', x double precision, y double precision, z double precision,
    primary key (building_id, discipline, ifc_global_id))`,
  `insert into drawn_element (ifc_global_id, building_id, storey_id, space_id, ifc_class, name, tag, systems, id)
    select ifc_global_id, building_id, storey_id, space_id, ifc_class, name, tag, systems,
      building_id || ':' || ifc_global_id
    from element`,
  "drop table element",
  "alter table drawn_element rename to element",
  "create index element_space on element (space_id)",
  "create index element_global_id on element (ifc_global_id)",
  // What was drawn before revisions were counted is the first of its building.
  `insert into revision (id, building_id, discipline, number, model_id, name, imported_at, rooms_key, rooms, elements)
    select 'first-' || building.id, building.id, 'architecture', 1, model.id, model.name, model.imported_at,
      building.rooms_key, '${noCounts}', '${noCounts}'
    from building join model on model.id = building.model_id`,
  `insert into revision_storey (revision_id, storey_id, name, elevation, spaces, plan_key)
    select revision.id, storey.id, storey.name, storey.elevation,
      (select count(*) from space where space.storey_id = storey.id), storey.plan_key
    from revision join storey on storey.building_id = revision.building_id`,
  `insert into revision_space
      (revision_id, space_id, storey_id, number, name, area, ifc_global_id, kind, reason, sure, became)
    select revision.id, space.id, space.storey_id, space.number, space.name, space.area, space.ifc_global_id,
      'new', 'not-in-old', 1, '[]'
    from revision join space on space.building_id = revision.building_id`,
  "update space set since_revision = (select id from revision where revision.building_id = space.building_id)",
];

import { type Kysely, sql } from "kysely";

/** Properties, units, what is known of components, documents, relations, and one index to search them all. */
export async function register(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...statements, ...searchStatements()]) await sql.raw(statement).execute(db);
}

const statements = [
  `create table property (
    id text primary key, name text not null, address text, note text, created_at bigint not null)`,
  "create index property_name on property (name, id)",
  `create table cadastral_number (
    property_id text not null references property(id), municipality text not null, gnr integer not null, bnr integer not null,
    fnr integer not null, snr integer not null, valid_from text, valid_to text,
    primary key (municipality, gnr, bnr, fnr, snr))`,
  "create index cadastral_number_property on cadastral_number (property_id)",
  "alter table building add column property_id text",
  "alter table building add column year_built integer",
  "alter table building add column status text",
  "create index building_property on building (property_id)",
  `create table unit (
    id text primary key, building_id text not null references building(id), number text not null, address text not null,
    area double precision, valid_from text, valid_to text, unique (building_id, number, address))`,
  `create table component (
    id text primary key, ns3451 text, product text, maker text, serial text, year integer, warranty_until text,
    status text not null, note text, revision integer not null, updated_at bigint not null, updated_by text not null)`,
  "create index element_name on element (name, id)",
  `create table document (
    id text primary key, series text not null, version integer not null, newest integer not null, subject text not null,
    subject_id text not null, subject_name text not null, building_id text, title text not null, title_key text not null,
    kind text not null, name text not null, media_type text not null, bytes bigint not null, file_key text not null,
    at bigint not null, by text not null, unique (series, version))`,
  "create index document_subject on document (subject_id, newest)",
  "create index document_title on document (title_key, id)",
  `create table relation (
    id text primary key, subject text not null, relation text not null, object text not null, at bigint not null, by text not null,
    unique (subject, relation, object))`,
  "create index relation_object on relation (object)",
  `create table search_entry (
    id integer primary key, kind text not null, ref text not null, building_id text, title text not null, detail text not null,
    unique (kind, ref))`,
  // Letters keep their rings and strokes: å is another letter than a.
  `create virtual table search_text using fts5(kind, title, detail, content='', contentless_delete=1,
    tokenize="unicode61 remove_diacritics 0", prefix='2 3')`,
];

interface Source {
  readonly table: string;
  readonly kind: string;
  readonly ref: string;
  readonly building: string;
  readonly title: string;
  readonly detail: string;
  /** Columns whose change is a change of what is found. */
  readonly watched: string;
  readonly when?: string;
}

/** `$` stands for the row. A later migration that makes one of these tables anew must make its triggers anew, too. */
const sources: readonly Source[] = [
  {
    table: "property",
    kind: "property",
    ref: "$.id",
    building: "null",
    title: "$.name",
    detail: "coalesce($.address, '')",
    watched: "name, address",
  },
  {
    table: "building",
    kind: "building",
    ref: "$.id",
    building: "$.id",
    title: "$.name",
    detail: "trim(coalesce($.building_number, '') || ' ' || coalesce($.address, ''))",
    watched: "name, building_number, address",
  },
  {
    table: "space",
    kind: "room",
    ref: "$.id",
    building: "$.building_id",
    title: "trim($.number || ' ' || $.name)",
    detail: "coalesce($.function_code, '')",
    watched: "number, name, function_code, ended_revision",
    when: "$.ended_revision is null",
  },
  {
    table: "element",
    kind: "component",
    ref: "$.id",
    building: "$.building_id",
    title: "$.name",
    detail: "coalesce($.tag, '')",
    watched: "name, tag, building_id",
  },
  {
    table: "device",
    kind: "device",
    ref: "$.id",
    building: "$.building_id",
    title: "$.name",
    detail: "trim($.external_id || ' ' || coalesce($.tfm_tag, ''))",
    watched: "name, external_id, tfm_tag, building_id, removed_at",
    when: "$.removed_at is null",
  },
  {
    table: "work_order",
    kind: "work-order",
    ref: "$.id",
    building: "$.building_id",
    title: "$.title",
    detail: "$.number",
    watched: "title, number",
  },
  {
    table: "document",
    kind: "document",
    ref: "$.id",
    building: "$.building_id",
    title: "$.title",
    detail: "$.name",
    watched: "title, name, newest",
    when: "$.newest = 1",
  },
];

function searchStatements(): string[] {
  return sources
    .flatMap((source) => {
      const { table, kind, watched } = source;
      const of = (expression: string, row: string) => expression.replaceAll("$.", `${row}.`);
      const when = (row: string) => (source.when === undefined ? "" : of(source.when, row));
      const entry = (row: string) =>
        `'${kind}', ${of(source.ref, row)}, ${of(source.building, row)}, ${of(source.title, row)}, ${of(source.detail, row)}`;
      const isOld = `kind = '${kind}' and ref = ${of(source.ref, "old")}`;
      const put = (row: string) => [
        `insert into search_entry (kind, ref, building_id, title, detail) select ${entry(row)}${source.when === undefined ? "" : ` where ${when(row)}`};`,
        `insert into search_text (rowid, kind, title, detail)
         select id, kind, title, detail from search_entry where kind = '${kind}' and ref = ${of(source.ref, row)};`,
      ];
      const take = [
        `delete from search_text where rowid in (select id from search_entry where ${isOld});`,
        `delete from search_entry where ${isOld};`,
      ];
      const body = (lines: readonly string[]) => `begin ${lines.join(" ")} end`;
      return [
        `create trigger search_${table}_insert after insert on ${table} ${body(put("new"))}`,
        `create trigger search_${table}_delete after delete on ${table} ${body(take)}`,
        `create trigger search_${table}_update after update of ${watched} on ${table} ${body([...take, ...put("new")])}`,
        `insert into search_entry (kind, ref, building_id, title, detail)
         select ${entry(table)} from ${table}${source.when === undefined ? "" : ` where ${when(table)}`}`,
      ];
    })
    .concat(
      "insert into search_text (rowid, kind, title, detail) select id, kind, title, detail from search_entry",
    );
}

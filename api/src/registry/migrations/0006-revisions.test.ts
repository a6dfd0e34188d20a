import { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { expect, it } from "vitest";
import { migrationProvider } from "../migrations.ts";
import { nodeSqliteDialect } from "../node-sqlite.ts";
import type { Registry } from "../schema.ts";

it("makes what was drawn before the first revision of its building, and keeps its elements", async () => {
  const { dialect, database } = nodeSqliteDialect(":memory:");
  const db = new Kysely<Registry>({ dialect });
  const migrator = new Migrator({ db, provider: migrationProvider });
  expect((await migrator.migrateTo("0005-derived")).error).toBeUndefined();
  database.exec(`
    insert into model values ('m', 'ARK.ifc', 'IFC4', 1, 'sha', 5, 'file', null, '["b"]', '{}');
    insert into building (id, name, model_id, rooms_key, created_at) values ('b', 'Skole', 'm', 'rooms', 5), ('c', 'Uten', null, null, 5);
    insert into storey (id, building_id, name, elevation, plan_key) values ('s', 'b', '1', 0, 'plan');
    insert into space (id, building_id, storey_id, number, name, zones) values ('r', 'b', 's', '101', 'Rom', '[]');
    insert into element values ('GID', 'b', 's', 'r', 'IfcSensor', 'Føler', 'T1', '[]');`);
  expect((await migrator.migrateTo("0006-revisions")).error).toBeUndefined();
  expect(await db.selectFrom("revision").selectAll().execute()).toMatchObject([
    {
      building_id: "b",
      discipline: "architecture",
      number: 1,
      model_id: "m",
      rooms_key: "rooms",
      imported_at: 5,
    },
  ]);
  expect(await db.selectFrom("revision_storey").selectAll().execute()).toMatchObject([
    { storey_id: "s", plan_key: "plan", spaces: 1 },
  ]);
  expect(await db.selectFrom("revision_space").selectAll().execute()).toMatchObject([
    { space_id: "r", number: "101", kind: "new", sure: 1 },
  ]);
  expect(await db.selectFrom("space").selectAll().execute()).toMatchObject([
    { id: "r", since_revision: "first-b", ended_revision: null },
  ]);
  expect(await db.selectFrom("element").selectAll().execute()).toMatchObject([
    { ifc_global_id: "GID", space_id: "r", tag: "T1", discipline: "architecture", id: "b:GID" },
  ]);
  await db.destroy();
});

import { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { expect, it } from "vitest";
import { loadRules } from "../../rules/repository.ts";
import { migrationProvider } from "../migrations.ts";
import { nodeSqliteDialect } from "../node-sqlite.ts";
import type { Registry } from "../schema.ts";

it("keeps the alarms and rules that were there before conditions had kinds", async () => {
  const { dialect, database } = nodeSqliteDialect(":memory:");
  const db = new Kysely<Registry>({ dialect });
  const migrator = new Migrator({ db, provider: migrationProvider });
  expect((await migrator.migrateTo("0001-foundation")).error).toBeUndefined();
  database.exec(`
    insert into rule values ('r', 'CO2', 1, '{"quantity":"co2"}',
      '{"kind":"threshold","direction":"above","setpoint":1000,"deadband":50,"onDelayMs":0}', 2, '', 1, 5, 5);
    insert into rule_pair values ('r', 1, 10, 'raised', 5, 5, 1200, 'f');
    insert into alarm (id, rule_id, rule_name, priority, state, point_id, quantity, unit, device_name, direction, setpoint, value,
      raised_at, advice, condition_since, sample_time, frame_id)
      values ('a', 'r', 'CO2', 2, 'unacknowledged', 1, 'co2', '[ppm]', 'D', 'above', 1000, 1200, 5, '', 5, 5, 'f');`);
  expect((await migrator.migrateToLatest()).error).toBeUndefined();
  const [alarm] = await db.selectFrom("alarm").selectAll().execute();
  expect(JSON.parse(alarm?.condition ?? "")).toMatchObject({
    kind: "threshold",
    direction: "above",
    setpoint: 1000,
  });
  expect(await loadRules(db)).toMatchObject([{ id: "r", condition: { setpoint: 1000, offDelayMs: 0 } }]);
  expect(await db.selectFrom("rule_pair").selectAll().execute()).toMatchObject([
    { phase: "raised", memory: "" },
  ]);
  await db.destroy();
});

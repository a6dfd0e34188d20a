import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { migrationProvider } from "./migrations.ts";
import { nodeSqliteDialect } from "./node-sqlite.ts";
import type { Registry } from "./schema.ts";

export type RegistryDatabase = Kysely<Registry>;

/**
 * Opens the registry and brings it to the newest schema. `path` may be `:memory:`.
 * @throws Error naming the migration that failed; the database is left as it was before it.
 */
export async function openRegistry(path: string): Promise<RegistryDatabase> {
  if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const { dialect } = nodeSqliteDialect(path);
  const db = new Kysely<Registry>({ dialect });
  const { error, results } = await new Migrator({ db, provider: migrationProvider }).migrateToLatest();
  if (error) {
    const failed = results?.find((result) => result.status === "Error")?.migrationName ?? "unknown";
    await db.destroy();
    throw new Error(`the registry ${path} could not be brought up to date: migration ${failed} failed`, {
      cause: error,
    });
  }
  return db;
}

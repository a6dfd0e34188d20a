import type { Migration, MigrationProvider } from "kysely/migration";
import { foundation } from "./migrations/0001-foundation.ts";

/** Each migration only ever goes forward, and once released is never edited. They run by the order of their names. */
const migrations: Record<string, Migration> = {
  "0001-foundation": { up: foundation },
};

export const migrationProvider: MigrationProvider = { getMigrations: async () => migrations };

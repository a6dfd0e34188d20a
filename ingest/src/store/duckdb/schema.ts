import type { DuckDBConnection } from "@duckdb/node-api";

/**
 * Steps from one version of the file to the next, each run once and never changed afterwards. Frames and dead letters live
 * in rolling tables (see `rolling-tables.ts`), since DuckDB gives the space of deleted rows back only with a whole table.
 */
export const migrations: readonly (readonly string[])[] = [
  [
    `CREATE TABLE sample (
      point INTEGER NOT NULL,
      time BIGINT NOT NULL,
      value DOUBLE NOT NULL,
      quality UTINYINT NOT NULL,
      frame BIGINT NOT NULL,
      received BIGINT NOT NULL
    )`,
  ],
  [
    "ALTER TABLE sample RENAME TO hot_1",
    `CREATE TABLE segment (
      month INTEGER NOT NULL,
      version BIGINT NOT NULL,
      slice INTEGER NOT NULL,
      low INTEGER NOT NULL,
      high INTEGER NOT NULL,
      raw_rows BIGINT NOT NULL,
      hour_rows BIGINT NOT NULL,
      highest_frame BIGINT NOT NULL,
      sealed_through INTEGER NOT NULL
    )`,
  ],
  // Files that were made before keep no days until they are made anew.
  ["ALTER TABLE segment ADD COLUMN day_rows BIGINT DEFAULT 0"],
  // Tables of frames have `bytes` and `devices`: they are given to those that were made before when these are loaded.
  [],
];

/** Samples as they were committed; `rowid` is the order in which they were. */
export const hotColumns = `point INTEGER NOT NULL, time BIGINT NOT NULL, value DOUBLE NOT NULL, quality UTINYINT NOT NULL,
  frame BIGINT NOT NULL, received BIGINT NOT NULL`;

/** Blocks, see `frame-block.ts`; of those that were made before version 4 `bytes` and `devices` are null. */
export const frameColumns =
  "first BIGINT NOT NULL, last BIGINT NOT NULL, frames INTEGER NOT NULL, data BLOB NOT NULL, bytes INTEGER, devices VARCHAR";

export const deadLetterColumns = `id BIGINT NOT NULL, received BIGINT NOT NULL, source VARCHAR NOT NULL,
  format VARCHAR NOT NULL, reason VARCHAR NOT NULL, detail VARCHAR NOT NULL, device VARCHAR, payload BLOB NOT NULL,
  replayed BIGINT`;

/** The file was written by a newer version of the platform. */
export class NewerSchemaError extends Error {
  readonly code = "newer-schema";
}

/** Brings the file to the newest version, each step in a transaction of its own. */
export async function migrate(connection: DuckDBConnection, steps = migrations): Promise<void> {
  await connection.run("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
  const rows = await (await connection.run("SELECT coalesce(max(version), 0) FROM schema_version")).getRows();
  const current = Number(rows[0]?.[0] ?? 0);
  if (current > steps.length)
    throw new NewerSchemaError(
      `telemetry.duckdb has version ${current} and this program knows up to ${steps.length}: start a newer one`,
    );
  for (let version = current; version < steps.length; version++) {
    await connection.run("BEGIN");
    try {
      for (const sql of steps[version] ?? []) await connection.run(sql);
      await connection.run(`INSERT INTO schema_version VALUES (${version + 1})`);
      await connection.run("COMMIT");
    } catch (cause) {
      await connection.run("ROLLBACK");
      throw cause;
    }
  }
}

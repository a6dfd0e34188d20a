import type { DuckDBConnection } from "@duckdb/node-api";

/**
 * Tables of the same shape, `<name>_<n>` with n going up, of which the newest is written to and the oldest dropped as a
 * whole. DuckDB gives disk space back for dropped tables at once and for deleted rows hardly ever.
 */
export function createRollingTables(name: string, columns: string) {
  let numbers: number[] = [];
  const tableOf = (number: number) => `${name}_${number}`;

  return {
    async load(connection: DuckDBConnection): Promise<void> {
      const result = await connection.run(
        `SELECT table_name FROM duckdb_tables() WHERE regexp_full_match(table_name, '${name}_[0-9]+')`,
      );
      const rows = await result.getRows();
      numbers = rows.map((row) => Number(String(row[0]).slice(name.length + 1))).sort((a, b) => a - b);
    },
    numbers: (): readonly number[] => numbers,
    tableOf,
    newest: () => numbers.at(-1),
    /** Makes a table that becomes the newest. */
    async add(connection: DuckDBConnection, number: number): Promise<void> {
      await connection.run(`CREATE TABLE IF NOT EXISTS ${tableOf(number)} (${columns})`);
      if (!numbers.includes(number)) numbers = [...numbers, number].sort((a, b) => a - b);
    },
    async drop(connection: DuckDBConnection, number: number): Promise<void> {
      numbers = numbers.filter((other) => other !== number);
      await connection.run(`DROP TABLE IF EXISTS ${tableOf(number)}`);
    },
    /** All tables as one, to read from. */
    union(): string {
      if (numbers.length === 0) return emptyUnion(columns);
      return `(${numbers.map((number) => `SELECT * FROM ${tableOf(number)}`).join(" UNION ALL ")})`;
    },
  };
}
export type RollingTables = ReturnType<typeof createRollingTables>;

/** An empty relation with these columns. */
function emptyUnion(columns: string): string {
  const nulls = columns
    .split(",")
    .map((column) => column.trim().split(/\s+/))
    .map(([name, type]) => `NULL::${type} AS ${name}`);
  return `(SELECT ${nulls.join(", ")} WHERE false)`;
}

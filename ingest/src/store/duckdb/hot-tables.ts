import type { DuckDBConnection, DuckDBDataChunk } from "@duckdb/node-api";
import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import { createRollingTables } from "./rolling-tables.ts";
import { appendChunks } from "./sample-writer.ts";
import { hotColumns } from "./schema.ts";

/** What is in a table of samples that are not sealed yet. */
export interface HotTable {
  readonly number: number;
  readonly rows: number;
  /** ms, included; of an empty table from > to */
  readonly from: number;
  readonly to: number;
  /** When its first sample was received, ms. */
  readonly since: number;
  readonly highestFrame: number;
}

function empty(number: number): HotTable {
  return {
    number,
    rows: 0,
    from: Number.POSITIVE_INFINITY,
    to: Number.NEGATIVE_INFINITY,
    since: Number.POSITIVE_INFINITY,
    highestFrame: 0,
  };
}

/**
 * Samples that are not sealed yet, appended to the newest of a few tables `hot_<n>`. A table is sealed and dropped as a whole, the
 * oldest first: so a later one always holds the later word on a sample.
 */
export function createHotTables() {
  const tables = createRollingTables("hot", hotColumns);
  const filled = new Map<number, HotTable>();

  return {
    async load(connection: DuckDBConnection): Promise<void> {
      await tables.load(connection);
      filled.clear();
      for (const number of tables.numbers()) {
        const result = await connection.run(
          `SELECT count(*)::DOUBLE, min(time)::DOUBLE, max(time)::DOUBLE, min(received)::DOUBLE, max(frame)::DOUBLE
           FROM ${tables.tableOf(number)}`,
        );
        const [row] = await result.getRows();
        const rows = Number(row?.[0] ?? 0);
        filled.set(
          number,
          rows === 0
            ? empty(number)
            : {
                number,
                rows,
                from: Number(row?.[1]),
                to: Number(row?.[2]),
                since: Number(row?.[3]),
                highestFrame: Number(row?.[4]),
              },
        );
      }
      if (tables.newest() === undefined) {
        await tables.add(connection, 1);
        filled.set(1, empty(1));
      }
    },
    /** Oldest first. */
    all: (): readonly HotTable[] => [...filled.values()].sort((a, b) => a.number - b.number),
    tableOf: tables.tableOf,

    /** Adds samples to the open transaction. @param chunks the same samples, by `chunksOf` */
    async append(
      connection: DuckDBConnection,
      samples: readonly CommittedSample[],
      chunks: readonly DuckDBDataChunk[],
    ): Promise<void> {
      const number = tables.newest();
      if (samples.length === 0 || number === undefined) return;
      const was = filled.get(number) ?? empty(number);
      let { from, to, since, highestFrame } = was;
      for (const { time, receivedAt, frameId } of samples) {
        if (time < from) from = time;
        if (time > to) to = time;
        if (receivedAt < since) since = receivedAt;
        const frame = Number(frameId);
        if (frame > highestFrame) highestFrame = frame;
      }
      // Widened before the commit: one that fails and is tried again leaves it a little too wide, which only costs a look.
      filled.set(number, { number, rows: was.rows + samples.length, from, to, since, highestFrame });
      const appender = await connection.createAppender(tables.tableOf(number));
      try {
        appendChunks(appender, chunks);
      } finally {
        appender.closeSync();
      }
    },

    /** Begins a new table; the ones before change no more. */
    async freeze(connection: DuckDBConnection): Promise<void> {
      const next = (tables.newest() ?? 0) + 1;
      await tables.add(connection, next);
      filled.set(next, empty(next));
    },

    /** Reads it no more from now on; `drop` comes when nobody does. */
    forget(number: number): void {
      filled.delete(number);
    },
    drop: tables.drop,
  };
}
export type HotTables = ReturnType<typeof createHotTables>;

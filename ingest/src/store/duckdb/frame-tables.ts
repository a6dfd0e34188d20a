import type { DuckDBConnection } from "@duckdb/node-api";
import type { Frame } from "../sample-store.ts";
import type { Database } from "./database.ts";
import { findInBlock, packFrames, unpackFrames } from "./frame-block.ts";
import { createRollingTables } from "./rolling-tables.ts";
import { frameColumns } from "./schema.ts";

const dayMs = 86_400_000;
/** Blocks read at a time when all frames are walked through: some megabytes. */
const blocksAtOnce = 16;

/** Raw frames in one table a day (UTC, by the time of the commit), dropped when it is older than `keepDays`. */
export function createFrameTables(database: Database, keepDays: number, now: () => number) {
  const tables = createRollingTables("frame", frameColumns);
  const today = () => Math.floor(now() / dayMs);

  return {
    load: tables.load,

    /** Makes the table of the day and drops those that are too old; does nothing most of the time. */
    async roll(connection: DuckDBConnection): Promise<void> {
      const day = today();
      // A clock that was set back goes on with the newest table.
      if (tables.newest() === undefined || (tables.newest() as number) < day)
        await tables.add(connection, day);
      for (const number of tables.numbers())
        if (number < day - keepDays) await tables.drop(connection, number);
    },

    /** Adds frames to the open transaction. @returns bytes written */
    async append(connection: DuckDBConnection, frames: readonly Frame[]): Promise<number> {
      const number = tables.newest();
      if (frames.length === 0 || number === undefined) return 0;
      let bytes = 0;
      const appender = await connection.createAppender(tables.tableOf(number));
      try {
        for (const block of packFrames(frames)) {
          appender.appendBigInt(BigInt(block.first));
          appender.appendBigInt(BigInt(block.last));
          appender.appendInteger(block.frames);
          appender.appendBlob(block.data);
          appender.endRow();
          bytes += block.data.length;
        }
        appender.flushSync();
      } finally {
        appender.closeSync();
      }
      return bytes;
    },

    async find(id: string): Promise<Frame | undefined> {
      if (!/^\d{1,15}$/.test(id)) return undefined;
      const columns = await database.read(
        () => `SELECT data FROM ${tables.union()} WHERE first <= ${id} AND last >= ${id}`,
      );
      for (const data of (columns[0] ?? []) as readonly { readonly bytes: Uint8Array }[]) {
        const frame = findInBlock(data.bytes, id);
        if (frame !== undefined) return frame;
      }
      return undefined;
    },

    /** A day after the other from the newest, blocks by their highest id. */
    async *walk(from: number): AsyncGenerator<readonly Frame[]> {
      for (const number of tables.numbers().toReversed()) {
        if (number < Math.floor(from / dayMs)) return;
        // A table may be dropped by its age between two reads.
        const kept = () =>
          tables.numbers().includes(number)
            ? tables.tableOf(number)
            : "(SELECT 0::BIGINT AS last, ''::BLOB AS data WHERE false)";
        const [lasts = []] = await database.read(
          () => `SELECT DISTINCT last::DOUBLE FROM ${kept()} ORDER BY last DESC`,
        );
        for (let at = 0; at < lasts.length; at += blocksAtOnce) {
          const wanted = lasts.slice(at, at + blocksAtOnce).map(Number);
          const columns = await database.read(
            () =>
              `SELECT data FROM ${kept()} WHERE last BETWEEN ${wanted.at(-1)} AND ${wanted[0]} ORDER BY last DESC`,
          );
          for (const data of (columns[0] ?? []) as readonly { readonly bytes: Uint8Array }[])
            yield unpackFrames(data.bytes).reverse();
        }
      }
    },

    async count(): Promise<number> {
      const columns = await database.read(
        () =>
          `SELECT coalesce(sum(frames), 0)::DOUBLE FROM (SELECT DISTINCT first, last, frames FROM ${tables.union()})`,
      );
      return Number(columns[0]?.[0] ?? 0);
    },

    async highestId(): Promise<number> {
      const columns = await database.read(
        () => `SELECT coalesce(max(last), 0)::DOUBLE FROM ${tables.union()}`,
      );
      return Number(columns[0]?.[0] ?? 0);
    },
  };
}

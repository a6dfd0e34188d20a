import type { DuckDBConnection } from "@duckdb/node-api";
import type { Frame } from "../sample-store.ts";
import type { Database } from "./database.ts";
import { deviceMark, type FrameBlock, findInBlock, unpackFrames } from "./frame-block.ts";
import { createRollingTables } from "./rolling-tables.ts";
import { frameColumns } from "./schema.ts";
import { listSql } from "./sql-text.ts";

const dayMs = 86_400_000;
/** Read at a time when frames are walked through. */
const blocksAtOnce = 1000;
const bytesAtOnce = 16 * 1024 * 1024;
/** What a block of which it is not known takes. */
const unknownBytes = 1024 * 1024;

/** Raw frames in one table a day (UTC, by the time of the commit), dropped when it is older than `keepDays`. */
export function createFrameTables(database: Database, keepDays: number, now: () => number) {
  const tables = createRollingTables("frame", frameColumns);
  const today = () => Math.floor(now() / dayMs);

  return {
    async load(connection: DuckDBConnection): Promise<void> {
      await tables.load(connection);
      for (const number of tables.numbers())
        for (const column of ["bytes INTEGER", "devices VARCHAR"])
          await connection.run(`ALTER TABLE ${tables.tableOf(number)} ADD COLUMN IF NOT EXISTS ${column}`);
    },

    /** Makes the table of the day and drops those that are too old; does nothing most of the time. */
    async roll(connection: DuckDBConnection): Promise<void> {
      const day = today();
      // A clock that was set back goes on with the newest table.
      if (tables.newest() === undefined || (tables.newest() as number) < day)
        await tables.add(connection, day);
      for (const number of tables.numbers())
        if (number < day - keepDays) await tables.drop(connection, number);
    },

    /** Adds frames, packed, to the open transaction. @returns bytes written */
    async append(connection: DuckDBConnection, blocks: readonly FrameBlock[]): Promise<number> {
      const number = tables.newest();
      if (blocks.length === 0 || number === undefined) return 0;
      let bytes = 0;
      const appender = await connection.createAppender(tables.tableOf(number));
      try {
        for (const block of blocks) {
          appender.appendBigInt(BigInt(block.first));
          appender.appendBigInt(BigInt(block.last));
          appender.appendInteger(block.frames);
          appender.appendBlob(block.data);
          appender.appendInteger(block.bytes);
          appender.appendVarchar(block.devices);
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

    /** A day after the other from the newest, blocks by their highest id; of some devices only blocks that may have one of them. */
    async *walk(from: number, devices?: ReadonlySet<string>): AsyncGenerator<readonly Frame[]> {
      if (devices?.size === 0) return;
      const marks = [...(devices ?? [])].map((device) => `'${deviceMark(device)}'`);
      const which =
        devices === undefined
          ? "true"
          : `(devices IS NULL OR list_has_any(string_split(devices, ' '), [${marks.join(", ")}]))`;
      for (const number of tables.numbers().toReversed()) {
        if (number < Math.floor(from / dayMs)) return;
        // A table may be dropped by its age between two reads.
        const kept = () =>
          tables.numbers().includes(number)
            ? tables.tableOf(number)
            : `(SELECT 0::BIGINT AS last, ''::BLOB AS data, 0 AS bytes, '' AS devices WHERE false)`;
        const [lasts = [], sizes = []] = await database.read(
          () => `
            SELECT last::DOUBLE, max(coalesce(bytes, ${unknownBytes}))::DOUBLE FROM ${kept()} WHERE ${which}
            GROUP BY last ORDER BY last DESC`,
        );
        for (let at = 0; at < lasts.length; ) {
          const begin = at;
          let bytes = 0;
          do bytes += sizes[at++] as number;
          while (at < lasts.length && at - begin < blocksAtOnce && bytes < bytesAtOnce);
          const wanted = lasts.slice(begin, at).map(Number);
          const columns = await database.read(
            () => `SELECT data FROM ${kept()} WHERE last IN ${listSql(wanted)} ORDER BY last DESC`,
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

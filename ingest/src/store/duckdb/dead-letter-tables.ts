import type { DuckDBConnection } from "@duckdb/node-api";
import type {
  DeadLetterChange,
  DeadLetterFilter,
  StoredDeadLetter,
  WaitingSender,
} from "../dead-letter-store.ts";
import type { NewDeadLetter } from "../sample-store.ts";
import type { Database } from "./database.ts";
import { createRollingTables } from "./rolling-tables.ts";
import { deadLetterColumns } from "./schema.ts";

/** Into how many tables the bound is cut: the oldest eighth is dropped at once. */
const parts = 8;

interface Fill {
  count: number;
  bytes: number;
}

function idOf(value: string): number {
  const id = Number(value);
  return /^\d{1,15}$/.test(value) ? id : -1;
}

/** Texts are bound to the parameters that `bind` names. */
function whereSql(filter: DeadLetterFilter, bind: (text: string) => string): string {
  const conditions = ["true"];
  if (filter.ids !== undefined)
    conditions.push(filter.ids.length === 0 ? "false" : `id IN (${filter.ids.map(idOf).join(", ")})`);
  for (const [column, texts] of [
    ["reason", filter.reasons],
    ["device", filter.devices],
  ] as const) {
    if (texts !== undefined)
      conditions.push(texts.length === 0 ? "false" : `${column} IN (${texts.map(bind).join(", ")})`);
  }
  if (filter.open === true) conditions.push("replayed IS NULL");
  if (filter.behind !== undefined)
    conditions.push(`id ${filter.order === "newest-first" ? "<" : ">"} ${idOf(filter.behind)}`);
  return conditions.join(" AND ");
}

/** Dead letters, of which the newest are kept up to a count and a size. */
export function createDeadLetterTables(
  database: Database,
  bounds: { readonly maxCount: number; readonly maxBytes: number },
) {
  const tables = createRollingTables("dead_letter", deadLetterColumns);
  const fills = new Map<number, Fill>();

  const total = (of: (fill: Fill) => number) => [...fills.values()].reduce((sum, fill) => sum + of(fill), 0);

  return {
    async load(connection: DuckDBConnection): Promise<void> {
      await tables.load(connection);
      fills.clear();
      for (const number of tables.numbers()) {
        const result = await connection.run(
          `SELECT count(*)::DOUBLE, coalesce(sum(octet_length(payload)), 0)::DOUBLE FROM ${tables.tableOf(number)}`,
        );
        const [row] = await result.getRows();
        fills.set(number, { count: Number(row?.[0] ?? 0), bytes: Number(row?.[1] ?? 0) });
      }
    },

    /** Begins a new table when the newest is full, and drops the oldest while there is too much in all. */
    async roll(connection: DuckDBConnection): Promise<void> {
      const newest = tables.newest();
      const fill = newest === undefined ? undefined : fills.get(newest);
      if (
        newest === undefined ||
        fill === undefined ||
        fill.count >= bounds.maxCount / parts ||
        fill.bytes >= bounds.maxBytes / parts
      ) {
        const next = (newest ?? 0) + 1;
        await tables.add(connection, next);
        fills.set(next, { count: 0, bytes: 0 });
      }
      while (
        tables.numbers().length > 1 &&
        (total((f) => f.count) > bounds.maxCount || total((f) => f.bytes) > bounds.maxBytes)
      ) {
        const oldest = tables.numbers()[0] as number;
        await tables.drop(connection, oldest);
        fills.delete(oldest);
      }
    },

    /** Adds dead letters to the open transaction. @returns bytes written */
    async append(connection: DuckDBConnection, letters: readonly NewDeadLetter[]): Promise<number> {
      const number = tables.newest();
      if (letters.length === 0 || number === undefined) return 0;
      const fill = fills.get(number) ?? { count: 0, bytes: 0 };
      const appender = await connection.createAppender(tables.tableOf(number));
      let bytes = 0;
      try {
        for (const letter of letters) {
          appender.appendBigInt(BigInt(letter.id));
          appender.appendBigInt(BigInt(letter.receivedAt));
          appender.appendVarchar(letter.source);
          appender.appendVarchar(letter.format);
          appender.appendVarchar(letter.reason);
          appender.appendVarchar(letter.detail);
          if (letter.device === undefined) appender.appendNull();
          else appender.appendVarchar(letter.device);
          appender.appendBlob(letter.payload);
          appender.appendNull();
          appender.endRow();
          bytes += letter.payload.byteLength;
        }
        appender.flushSync();
      } finally {
        appender.closeSync();
      }
      // Counted before the commit: a commit that fails and is tried again rolls over a little early.
      fills.set(number, { count: fill.count + letters.length, bytes: fill.bytes + bytes });
      return bytes + letters.length * 200;
    },

    async list(filter: DeadLetterFilter): Promise<StoredDeadLetter[]> {
      const texts: string[] = [];
      const where = whereSql(filter, (text) => `$${texts.push(text)}`);
      const columns = await database.read(
        () => `
          SELECT id::DOUBLE, received::DOUBLE, source, format, reason, detail, device, payload, replayed::DOUBLE
          FROM ${tables.union()} WHERE ${where}
          ORDER BY id ${filter.order === "newest-first" ? "DESC" : "ASC"} LIMIT ${Math.trunc(filter.limit)}`,
        texts,
      );
      const [ids = [], receiveds, sources, formats, reasons, details, devices, payloads = [], replayeds] =
        columns;
      return ids.map((id, i) => ({
        id: String(id),
        receivedAt: Number(receiveds?.[i]),
        source: String(sources?.[i]),
        format: String(formats?.[i]),
        reason: String(reasons?.[i]),
        detail: String(details?.[i]),
        device: (devices?.[i] as string | null) ?? undefined,
        payload: (payloads[i] as { readonly bytes: Uint8Array }).bytes,
        replayedAt: (replayeds?.[i] as number | null) ?? undefined,
      }));
    },

    async waiting(limit: number): Promise<WaitingSender[]> {
      const columns = await database.read(
        () => `
          SELECT device, arg_max(format, id), arg_max(source, id), count(*)::DOUBLE, min(received)::DOUBLE,
            max(received)::DOUBLE, array_to_string(max(id, 5), ',')
          FROM ${tables.union()} WHERE reason = 'unknown-device' AND replayed IS NULL AND device IS NOT NULL
          GROUP BY device ORDER BY max(received) DESC LIMIT ${Math.trunc(limit)}`,
      );
      const [devices = [], formats, sources, counts, firsts, lasts, ids] = columns;
      return devices.map((device, i) => ({
        device: String(device),
        format: String(formats?.[i]),
        source: String(sources?.[i]),
        messages: Number(counts?.[i]),
        firstReceivedAt: Number(firsts?.[i]),
        lastReceivedAt: Number(lasts?.[i]),
        letterIds: String(ids?.[i]).split(","),
      }));
    },

    /** Changes dead letters in the open transaction; those that were dropped meanwhile are passed over. */
    async change(connection: DuckDBConnection, changes: readonly DeadLetterChange[]): Promise<void> {
      for (const number of tables.numbers()) {
        const table = tables.tableOf(number);
        for (const [at, done] of Map.groupBy(changes, (c) =>
          "replayedAt" in c ? c.replayedAt : undefined,
        )) {
          if (at === undefined) continue;
          await connection.run(
            `UPDATE ${table} SET replayed = ${Math.trunc(at)} WHERE id IN (${done.map((c) => idOf(c.id)).join(", ")})`,
          );
        }
        const refused = changes.filter((change) => "reason" in change);
        if (refused.length === 0) continue;
        const texts: string[] = [];
        const bind = (text: string) => `$${texts.push(text)}::VARCHAR`;
        const rows = refused.map((c) => `(${idOf(c.id)}, ${bind(c.reason)}, ${bind(c.detail)})`).join(", ");
        await connection.run(
          `UPDATE ${table} SET reason = c.reason, detail = c.detail, replayed = NULL
           FROM (VALUES ${rows}) c(id, reason, detail) WHERE ${table}.id = c.id`,
          texts,
        );
      }
    },

    async highestId(): Promise<number> {
      const columns = await database.read(() => `SELECT coalesce(max(id), 0)::DOUBLE FROM ${tables.union()}`);
      return Number(columns[0]?.[0] ?? 0);
    },
  };
}

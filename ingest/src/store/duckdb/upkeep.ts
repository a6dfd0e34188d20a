import type { Logger } from "pino";
import type { Retention } from "../retention.ts";
import type { Zone } from "../series/zone.ts";
import type { Database } from "./database.ts";
import type { HotTables } from "./hot-tables.ts";
import { monthStart } from "./month.ts";
import { rewriteMonth, StoppedError } from "./rewrite-month.ts";
import { filesSql, pointStates, type Segments, stateMask } from "./segments.ts";

const dayMs = 86_400_000;
const everyMs = 60_000;
/** Retention is by the day. */
const retentionEveryMs = dayMs;
/** Segments grow by whole samples: a few frames' worth of bytes for the log of one list. */
const listBytes = 1000;

export interface UpkeepConfig {
  /** Unsealed samples are sealed when the first of them has waited so long, ms. */
  readonly sealAfterMs: number;
  /** Or when there are so many. */
  readonly sealRows: number;
  /** About how many samples a sealed file has at most. */
  readonly sliceRows: number;
}

/** A day of samples is sealed at a time, or four million. */
export const defaultUpkeep: UpkeepConfig = { sealAfterMs: dayMs, sealRows: 4_000_000, sliceRows: 500_000 };

/**
 * Puts samples in order behind the back of those who write and read: seals what has waited long enough, and lets go of what has been
 * kept long enough. It may end at any moment: what it had not finished it begins anew, and until then all is read as before.
 */
export function createUpkeep(
  config: UpkeepConfig,
  deps: {
    readonly database: Database;
    readonly hot: HotTables;
    readonly segments: Segments;
    readonly retentionOf: (pointId: number) => Retention;
    readonly zone: Zone;
    /** Resolves when the queries that run now have ended. */
    readonly drained: () => Promise<void>;
    readonly now: () => number;
    readonly log: Logger;
  },
) {
  const { database, hot, segments, now, log } = deps;
  let running: Promise<void> | undefined;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let retentionAt = Number.NEGATIVE_INFINITY;

  async function rewrite(
    month: number,
    table?: { readonly number: number; readonly table: string },
  ): Promise<void> {
    const made = await rewriteMonth(database, segments, {
      month,
      ...(table === undefined ? {} : { hot: table }),
      retentionOf: deps.retentionOf,
      zone: deps.zone,
      now: now(),
      sliceRows: config.sliceRows,
      stopped: () => stopped,
    });
    await database.transaction(async (connection) => {
      await segments.replace(connection, month, made);
      return listBytes;
    });
    const before = segments.swap(month, made);
    await deps.drained();
    await segments.remove(before);
  }

  async function sealTable(number: number): Promise<void> {
    const table = hot.tableOf(number);
    const [months = []] = await database.maintain(
      () => `
        SELECT DISTINCT ((year(epoch_ms(time)) - 1970) * 12 + month(epoch_ms(time)) - 1)::INTEGER AS month
        FROM ${table} ORDER BY month`,
    );
    for (const month of months as number[]) {
      const there = segments.all().filter((segment) => segment.month === month);
      if (there.length > 0 && there.every((segment) => segment.sealedThrough >= number)) continue;
      await rewrite(month, { number, table });
    }
    hot.forget(number);
    await deps.drained();
    await database.exclusive((connection) => hot.drop(connection, number));
    await shrink();
  }

  /** Gives the space of what was dropped back to the disk: as soon as nothing lies behind it in the file. */
  async function shrink(): Promise<void> {
    const checkpoint = () =>
      database
        .maintain(() => "CHECKPOINT")
        .catch((error: unknown) => log.debug({ err: error }, "checkpoint put off"));
    await checkpoint();
    // Small tables that were written last lie at the end of the file: written anew they take a place that is free now.
    await database.transaction(async (connection) => {
      for (const table of ["segment", "schema_version"]) {
        await connection.run(`CREATE OR REPLACE TEMP TABLE rewritten AS SELECT * FROM ${table}`);
        await connection.run(`DELETE FROM ${table}`);
        await connection.run(`INSERT INTO ${table} SELECT * FROM rewritten`);
      }
      return listBytes;
    });
    // The first frees what they took, the second cuts it off.
    await checkpoint();
    await checkpoint();
  }

  async function seal(everything: boolean): Promise<void> {
    const newest = hot.all().at(-1);
    if (
      newest !== undefined &&
      newest.rows > 0 &&
      (everything || newest.rows >= config.sealRows || now() - newest.since >= config.sealAfterMs)
    )
      await database.exclusive((connection) => hot.freeze(connection));
    for (const { number, rows } of hot.all().slice(0, -1)) {
      const startedAt = performance.now();
      await sealTable(number);
      log.info({ samples: rows, ms: Math.round(performance.now() - startedAt) }, "samples were sealed");
    }
  }

  /** Whether a month has points whose samples, or hours, have been kept long enough. */
  async function isOverdue(month: number): Promise<boolean> {
    const age = (now() - monthStart(month + 1)) / dayMs;
    if (age < 1) return false;
    const paths = segments
      .all()
      .filter((s) => s.month === month)
      .map((s) => segments.path(s, "point"));
    const [points = [], states = []] = await database.maintain(
      () => `SELECT point, state FROM ${filesSql(paths)}`,
    );
    return (points as number[]).some((id, i) => {
      const { rawDays, hourlyDays } = deps.retentionOf(id);
      return (
        age >=
        (((states[i] as number) & stateMask) === pointStates.retired
          ? Math.max(rawDays, hourlyDays)
          : rawDays)
      );
    });
  }

  async function retain(): Promise<void> {
    for (const month of new Set(segments.all().map((segment) => segment.month)))
      if (await isOverdue(month)) await rewrite(month);
  }

  async function round(everything: boolean): Promise<void> {
    await seal(everything);
    if (everything || now() - retentionAt >= retentionEveryMs) {
      await retain();
      retentionAt = now();
    }
  }

  /** One round after the other. @param everything also what has not waited long enough */
  function run(everything = false): Promise<void> {
    const next = (running ?? Promise.resolve()).then(() => round(everything));
    const settled = next.catch(() => undefined);
    running = settled;
    settled.finally(() => {
      if (running === settled) running = undefined;
    });
    return next;
  }

  return {
    run,
    start(): void {
      stopped = false;
      timer = setInterval(() => {
        if (running !== undefined) return;
        run().catch((error: unknown) => {
          if (!stopped && !(error instanceof StoppedError))
            log.error({ err: error }, "samples could not be put in order; trying again in a minute");
        });
      }, everyMs);
      timer.unref();
    },
    /** Begins nothing more. */
    stop(): void {
      stopped = true;
      clearInterval(timer);
    },
    /** Resolves when the last round has ended. */
    ended: async () => running,
  };
}
export type Upkeep = ReturnType<typeof createUpkeep>;

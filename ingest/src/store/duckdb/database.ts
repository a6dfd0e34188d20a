import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import {
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBMaterializedResult,
  type DuckDBValue,
} from "@duckdb/node-api";
import type { Logger } from "pino";

export interface DatabaseConfig {
  readonly path: string;
  readonly memoryMb: number;
  readonly threads: number;
}

/** A query took longer than it may; ask for less. */
export class QueryTimeoutError extends Error {
  readonly code = "query-timeout";
  readonly status = 503;
}

const readers = 2;
const queryTimeoutMs = 30_000;
/** Bytes written since the last checkpoint that make the next one due. */
const checkpointBytes = 32 * 1024 * 1024;

interface Open {
  readonly instance: DuckDBInstance;
  readonly writer: DuckDBConnection;
  readonly maintenance: DuckDBConnection;
  readonly idle: DuckDBConnection[];
  readonly borrowed: Set<DuckDBConnection>;
  readonly all: readonly DuckDBConnection[];
}

interface Borrowed {
  readonly connection: DuckDBConnection;
  readonly from: Open;
}

/** A result by columns. It is in memory as a whole, so no thread is asked for each of its chunks. */
function columnsOf(result: DuckDBMaterializedResult): unknown[][] {
  const columns: unknown[][] = [];
  for (let i = 0; i < result.chunkCount; i++) result.getChunk(i).appendToColumns(columns as DuckDBValue[][]);
  return columns;
}

/** Runs one thing after the other. */
function createQueue() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}

/**
 * A DuckDB file with one writing connection, a few reading ones, and checkpoints that run beside the writing: one that
 * DuckDB starts by itself would hold up the commit that happens to trigger it.
 */
export function createDatabase(config: DatabaseConfig, log: Logger) {
  let open: Open | undefined;
  const write = createQueue();
  const waitingReaders: PromiseWithResolvers<Borrowed>[] = [];
  let stopped = false;
  const upkeep = createQueue();
  let unsavedBytes = 0;
  let checkpoint: Promise<void> | undefined;

  async function openFile(): Promise<Open> {
    const instance = await DuckDBInstance.create(config.path, {
      memory_limit: `${config.memoryMb}MB`,
      threads: String(config.threads),
      // A perfect hash is sized by the statistics that a query began with, and commits beside it outgrow them: it then fails.
      perfect_ht_threshold: "0",
      temp_directory: `${config.path}.tmp`,
      max_temp_directory_size: "4GB",
      // Far above our own checkpoints: a safety net only.
      checkpoint_threshold: "512MB",
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
    });
    const all = await Promise.all(Array.from({ length: readers + 2 }, () => instance.connect()));
    const [writer, maintenance, ...idle] = all;
    if (writer === undefined || maintenance === undefined) throw new Error("DuckDB gave no connection");
    // Sealed files never change: their footers are read once.
    await writer.run("SET GLOBAL parquet_metadata_cache = true");
    return { instance, writer, maintenance, idle, borrowed: new Set(), all };
  }

  /** Ends what still reads, since a connection must not be closed under a query. */
  async function closeFile(was: Open): Promise<void> {
    was.maintenance.interrupt();
    await upkeep(async () => undefined);
    for (const connection of was.borrowed) connection.interrupt();
    while (was.borrowed.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    for (const connection of was.all) connection.closeSync();
    was.instance.closeSync();
  }

  /** A fatal error leaves the instance unusable for good; the file itself is sound. */
  async function reopenIfDead(): Promise<void> {
    if (open === undefined) return;
    try {
      await open.writer.run("SELECT 1");
      return;
    } catch (cause) {
      log.error({ err: cause }, "the telemetry store is reopened after a fatal error");
    }
    const was = open;
    open = undefined;
    await closeFile(was);
  }

  function startCheckpoint(): void {
    if (checkpoint !== undefined || open === undefined) return;
    const bytes = unsavedBytes;
    unsavedBytes = 0;
    checkpoint = upkeep(async () => open?.maintenance.run("CHECKPOINT"))
      .then(
        () => undefined,
        (cause: unknown) => {
          // It gives way to a transaction that has begun meanwhile: the next commit tries again.
          unsavedBytes += bytes;
          log.debug({ err: cause }, "checkpoint put off");
          // One that failed for want of space, though, ends the instance.
          write(async () => {
            await reopenIfDead();
            await connectWriter();
          }).catch((error: unknown) => log.error({ err: error }, "the telemetry store cannot be opened"));
        },
      )
      .finally(() => {
        checkpoint = undefined;
      });
  }

  async function connectWriter(): Promise<DuckDBConnection> {
    if (stopped) throw new Error("the telemetry store is closed");
    open ??= await openFile();
    serveWaiting(open);
    return open.writer;
  }

  function serveWaiting(from: Open): void {
    while (waitingReaders.length > 0) {
      const connection = from.idle.pop();
      if (connection === undefined) return;
      from.borrowed.add(connection);
      waitingReaders.shift()?.resolve({ connection, from });
    }
  }

  function borrow(): Promise<Borrowed> {
    const waiting = Promise.withResolvers<Borrowed>();
    const timer = setTimeout(() => {
      const at = waitingReaders.indexOf(waiting);
      if (at >= 0) waitingReaders.splice(at, 1);
      waiting.reject(new QueryTimeoutError("the query waited 30 s for its turn: ask again later"));
    }, queryTimeoutMs);
    waitingReaders.push(waiting);
    if (stopped) waiting.reject(new Error("the telemetry store is closed"));
    else if (open !== undefined) serveWaiting(open);
    return waiting.promise.finally(() => clearTimeout(timer));
  }

  function giveBack({ connection, from }: Borrowed): void {
    from.borrowed.delete(connection);
    from.idle.push(connection);
    if (from === open) serveWaiting(from);
  }

  return {
    /** Opens the file, making it and its folder when they are missing. */
    async start(): Promise<void> {
      await mkdir(dirname(config.path), { recursive: true });
      stopped = false;
      try {
        open = await openFile();
      } catch (cause) {
        const told = cause instanceof Error ? cause.message : String(cause);
        const why = told.includes("lock") ? "another process has it open; stop that one first" : told;
        throw new Error(`cannot open ${config.path}: ${why}`, { cause });
      }
    },

    /** Runs work on the writing connection, one at a time, outside of any transaction. */
    exclusive<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
      return write(async () => {
        const connection = await connectWriter();
        try {
          return await work(connection);
        } catch (cause) {
          await reopenIfDead();
          throw cause;
        }
      });
    },

    /**
     * Runs work in one transaction on the writing connection, one at a time; durable once resolved.
     * @param work gives about how many bytes it wrote
     * @param meanwhile done while the transaction is begun, which takes some tenths of a millisecond on another thread
     */
    transaction(
      work: (connection: DuckDBConnection) => Promise<number>,
      meanwhile?: () => void,
    ): Promise<void> {
      return write(async () => {
        const connection = await connectWriter();
        try {
          const begun = connection.run("BEGIN");
          try {
            meanwhile?.();
          } finally {
            await begun;
          }
          const bytes = await work(connection);
          await connection.run("COMMIT");
          unsavedBytes += bytes;
          if (unsavedBytes >= checkpointBytes) startCheckpoint();
        } catch (cause) {
          // After some errors there is no transaction left to roll back.
          await connection.run("ROLLBACK").catch(() => undefined);
          await reopenIfDead();
          throw cause;
        }
      });
    },

    /**
     * Runs one query on a reading connection and gives its columns.
     * @param sql made when its turn has come
     * @param values bound to $1, $2, …
     * @param timeoutMs other than for what people ask, which is given 30 s
     * @throws QueryTimeoutError
     */
    async read(
      sql: () => string,
      values: DuckDBValue[] = [],
      timeoutMs = queryTimeoutMs,
    ): Promise<unknown[][]> {
      const borrowed = await borrow();
      const { connection } = borrowed;
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        connection.interrupt();
      }, timeoutMs);
      try {
        // With no values to bind, one step on the thread pool does it instead of four.
        return columnsOf(await (values.length === 0 ? connection.run(sql()) : connection.run(sql(), values)));
      } catch (cause) {
        if (late)
          throw new QueryTimeoutError(
            `the query took longer than ${timeoutMs / 1000} s: ask for less time, fewer points`,
            { cause },
          );
        throw cause;
      } finally {
        clearTimeout(timer);
        giveBack(borrowed);
      }
    },

    /**
     * Runs one statement on the connection for upkeep, one at a time with checkpoints, so that commits and queries keep theirs.
     * @throws when the store is closed meanwhile
     */
    maintain(sql: () => string): Promise<unknown[][]> {
      return upkeep(async () => {
        if (stopped || open === undefined) throw new Error("the telemetry store is closed");
        const result = await open.maintenance.run(sql());
        return (await result.getColumns()) as unknown[][];
      });
    },

    /** Puts everything into the file itself and closes it. */
    async stop(): Promise<void> {
      await write(async () => {
        stopped = true;
        for (const waiting of waitingReaders.splice(0))
          waiting.reject(new Error("the telemetry store is closed"));
        if (open === undefined) return;
        const was = open;
        open = undefined;
        was.maintenance.interrupt();
        await upkeep(async () => undefined);
        await was.writer.run("CHECKPOINT").catch((cause: unknown) => {
          log.warn({ err: cause }, "no checkpoint on closing; the log is read on the next start");
        });
        await closeFile(was);
      });
    },
  };
}
export type Database = ReturnType<typeof createDatabase>;

import { existsSync, mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Logger } from "pino";
import { OutboxError } from "./outbox-error.ts";

export interface OutboxConfig {
  /** File of the outbox; its folder is made. */
  readonly path: string;
  /** More than this waiting: the oldest are dropped. */
  readonly maxBytes: number;
  /** Older than this: dropped. */
  readonly maxAgeMs: number;
}

export interface OutboxEntry {
  readonly seq: number;
  readonly payload: string;
}

export interface Outbox {
  /** @throws OutboxError when the file cannot be used. */
  open(): void;
  close(): void;
  /** Keeps messages, all or none; they are on disk when it returns. @throws OutboxError when the disk refuses. */
  append(payloads: readonly string[]): void;
  /** The oldest messages after `seq`, at most so many and so many bytes, but at least one if there is any. */
  read(after: number, most: { readonly count: number; readonly bytes: number }): OutboxEntry[];
  /** Forgets what was delivered. A crash may bring it back: it is then sent twice, which changes nothing. */
  removeUpTo(seq: number): void;
  figures(): OutboxFigures;
}

export interface OutboxFigures {
  readonly waiting: number;
  readonly bytes: number;
  /** Dropped undelivered since the process started. */
  readonly lost: number;
}

/** What a row takes beside its text. */
const rowBytes = 48;
const ageCheckMs = 60_000;
const corrupt = new Set([11, 26]);
const busy = 5;

/**
 * Messages waiting to be delivered, in a SQLite file that one process holds. Each append is one transaction that reached the disk
 * (WAL, synchronous FULL), so that neither kill -9 nor a power cut loses what was kept.
 */
export function createOutbox(config: OutboxConfig, deps: { now(): number; readonly log: Logger }): Outbox {
  const { log } = deps;
  let database: DatabaseSync | undefined;
  let statements: ReturnType<typeof prepare>;
  let waiting = 0;
  let bytes = 0;
  let lost = 0;
  let nextAgeCheck = 0;

  function openFile(): void {
    mkdirSync(dirname(config.path), { recursive: true });
    const opened = new DatabaseSync(config.path, { timeout: 1000 });
    try {
      // Held alone: two gateways on one file would each delete what the other has not sent.
      opened.exec(`
        PRAGMA locking_mode = EXCLUSIVE;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA journal_size_limit = 4194304;
        CREATE TABLE IF NOT EXISTS message (
          seq INTEGER PRIMARY KEY AUTOINCREMENT,
          kept_at INTEGER NOT NULL,
          bytes INTEGER NOT NULL,
          payload TEXT NOT NULL
        ) STRICT;
      `);
      const total = opened.prepare("SELECT count(*) AS waiting, total(bytes) AS bytes FROM message").get();
      waiting = Number(total?.waiting);
      bytes = Number(total?.bytes);
      statements = prepare(opened);
      database = opened;
    } catch (error) {
      opened.close();
      throw error;
    }
  }

  /** Runs all in one transaction. */
  function transact(work: () => void): void {
    if (database === undefined) throw new OutboxError("the outbox is closed");
    const before = { waiting, bytes, lost };
    try {
      database.exec("BEGIN IMMEDIATE");
      work();
      database.exec("COMMIT");
    } catch (cause) {
      ({ waiting, bytes, lost } = before);
      if (database.isTransaction) database.exec("ROLLBACK");
      throw new OutboxError(`the outbox ${config.path} cannot be written: ${reason(cause)}`, { cause });
    }
  }

  function deleteUpTo(seq: number): number {
    const going = statements.sumUpTo.get(seq);
    statements.deleteUpTo.run(seq);
    waiting -= Number(going?.count);
    bytes -= Number(going?.bytes);
    return Number(going?.count);
  }

  /** Drops from the oldest on as long as `isTooMuch` says so of a message. */
  function dropWhile(isTooMuch: (row: { bytes: number; keptAt: number }) => boolean, why: string): void {
    let upTo = 0;
    for (const row of statements.oldest.iterate()) {
      if (!isTooMuch({ bytes: Number(row.bytes), keptAt: Number(row.kept_at) })) break;
      upTo = Number(row.seq);
    }
    if (upTo > 0) reportLoss(deleteUpTo(upTo), why);
  }

  /** Makes room where there is too much, at the cost of the oldest. */
  function dropOldest(): void {
    if (bytes > config.maxBytes) {
      // A little more than needed, so that a full outbox does not delete and log with every message.
      let excess = bytes - config.maxBytes * 0.95;
      dropWhile((row) => {
        if (excess <= 0) return false;
        excess -= row.bytes;
        return true;
      }, `more than ${config.maxBytes} bytes wait`);
    }
    const now = deps.now();
    if (now < nextAgeCheck) return;
    nextAgeCheck = now + ageCheckMs;
    dropWhile(
      (row) => row.keptAt < now - config.maxAgeMs,
      `they are older than ${config.maxAgeMs / 86_400_000} days`,
    );
  }

  function reportLoss(count: number, why: string): void {
    lost += count;
    log.error({ count, lost }, `undelivered messages dropped from the outbox: ${why}`);
  }

  return {
    open() {
      try {
        openFile();
      } catch (cause) {
        const code = (cause as { errcode?: number }).errcode ?? 0;
        if (code === busy)
          throw new OutboxError(`the outbox ${config.path} is used by another process: stop it first`, {
            cause,
          });
        if (!corrupt.has(code))
          throw new OutboxError(`the outbox ${config.path} cannot be opened: ${reason(cause)}`, { cause });
        // The gateway goes on; what the damaged file still holds is kept for whoever wants to look.
        const aside = `${config.path}.damaged-${deps.now()}`;
        renameSync(config.path, aside);
        // A journal left behind would be played into the new file.
        for (const tail of ["-wal", "-shm"])
          if (existsSync(config.path + tail)) renameSync(config.path + tail, aside + tail);
        log.error({ aside }, "the outbox was damaged and has been laid aside; an empty one takes its place");
        openFile();
      }
    },
    close() {
      database?.close();
      database = undefined;
    },
    append(payloads) {
      transact(() => {
        const now = deps.now();
        for (const payload of payloads) {
          const size = Buffer.byteLength(payload) + rowBytes;
          statements.insert.run(now, size, payload);
          waiting += 1;
          bytes += size;
        }
        dropOldest();
      });
    },
    read(after, most) {
      if (database === undefined) return [];
      const entries: OutboxEntry[] = [];
      let size = 0;
      for (const row of statements.after.iterate(after, most.count)) {
        size += Number(row.bytes);
        if (entries.length > 0 && size > most.bytes) break;
        entries.push({ seq: Number(row.seq), payload: String(row.payload) });
      }
      return entries;
    },
    removeUpTo(seq) {
      if (database !== undefined) transact(() => void deleteUpTo(seq));
    },
    figures: () => ({ waiting, bytes, lost }),
  };
}

function prepare(database: DatabaseSync) {
  const sql = (text: string): StatementSync => database.prepare(text);
  return {
    insert: sql("INSERT INTO message (kept_at, bytes, payload) VALUES (?, ?, ?)"),
    after: sql("SELECT seq, bytes, payload FROM message WHERE seq > ? ORDER BY seq LIMIT ?"),
    oldest: sql("SELECT seq, bytes, kept_at FROM message ORDER BY seq"),
    sumUpTo: sql("SELECT count(*) AS count, total(bytes) AS bytes FROM message WHERE seq <= ?"),
    deleteUpTo: sql("DELETE FROM message WHERE seq <= ?"),
  };
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

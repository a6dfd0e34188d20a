import { DatabaseSync, type StatementSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import {
  type Answer,
  type Change,
  type Kept,
  migrations,
  type Request,
  reads,
  statements,
} from "./ledger-statements.ts";

/** Owns broker.db, on a thread of its own: a flush to disk must not hold up the sockets. */
let database: DatabaseSync | undefined;
const prepared = new Map<keyof typeof statements, StatementSync>();

function open(): DatabaseSync {
  if (database !== undefined) return database;
  const opened = new DatabaseSync(workerData.path);
  opened.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000");
  const row = opened.prepare("PRAGMA user_version").get() as { user_version: number };
  if (row.user_version > migrations.length)
    throw new Error(
      `it was written by a newer version (${row.user_version}, this one knows ${migrations.length})`,
    );
  for (const [index, sql] of migrations.entries()) {
    if (index < row.user_version) continue;
    opened.exec(`BEGIN; ${sql}; PRAGMA user_version = ${index + 1}; COMMIT`);
  }
  database = opened;
  return opened;
}

function load(): Kept {
  const opened = open();
  const entries = Object.entries(reads).map(([name, sql]) => [name, opened.prepare(sql).all()]);
  return Object.fromEntries(entries);
}

function write(changes: readonly Change[]): void {
  const opened = open();
  opened.exec("BEGIN IMMEDIATE");
  try {
    for (const [name, ...values] of changes) {
      let statement = prepared.get(name);
      if (statement === undefined) {
        statement = opened.prepare(statements[name]);
        prepared.set(name, statement);
      }
      statement.run(...values);
    }
    opened.exec("COMMIT");
  } catch (cause) {
    // A full disk may have rolled it back already.
    if (opened.isTransaction) opened.exec("ROLLBACK");
    throw cause;
  }
}

parentPort?.on("message", (request: Request) => {
  let answer: Answer;
  try {
    if (request.do === "load") answer = { id: request.id, kept: load() };
    else {
      write(request.changes);
      answer = { id: request.id };
    }
  } catch (cause) {
    answer = { id: request.id, error: cause instanceof Error ? cause.message : String(cause) };
  }
  parentPort?.postMessage(answer);
});

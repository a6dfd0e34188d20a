import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { Worker } from "node:worker_threads";
import type { Logger } from "pino";
import { createGroupCommit } from "../../commit/group-commit.ts";
import { pause } from "../../commit/pause.ts";
import type { Answer, Change, Kept, Request } from "./ledger-statements.ts";

export interface LedgerDeps {
  /** Too much waits to be written, or no longer. */
  onOverfull(overfull: boolean): void;
  readonly now: () => number;
  readonly log: Logger;
}

/** What the broker keeps on disk: changes are written together, and can be waited for. */
export interface Ledger {
  /** Opens the file and reads it. @throws Error that names the file and what to do */
  start(): Promise<Kept>;
  /** Writes a change soon. Changes of one turn of the event loop are durable together or not at all. */
  write(...change: Change): void;
  /** Calls back once everything written so far is durable: at once when nothing waits. An error: it will not be. */
  durable(done: (error?: Error) => void): void;
  state(): { readonly waitingBytes: number; readonly failing: string | undefined };
  /** Resolves when all is written, or was tried once more. */
  stop(): Promise<void>;
}

const maxWaitingBytes = 32 * 1024 * 1024;
const maxBatchBytes = 4 * 1024 * 1024;
const changeBytes = 64;

function bytesOf(change: Change): number {
  return change.reduce<number>(
    (sum, value) => sum + (value instanceof Uint8Array ? value.byteLength : 0),
    changeBytes,
  );
}

/** The ledger in a SQLite file (WAL, flushed with every commit) that a thread of its own writes. */
export function createLedger(path: string, deps: LedgerDeps): Ledger {
  const pending = new Map<number, (answer: Answer) => void>();
  let worker: Worker | undefined;
  let nextId = 0;
  let turn: Change[] = [];
  let turnBytes = 0;
  let waiting: ((error?: Error) => void)[] = [];
  /** Turns that were given to the group commit and are not settled. */
  let unsettled = 0;
  let lastFailure: Error | undefined;

  function ask(
    request: { do: "load" } | { do: "write"; changes: readonly Change[] },
  ): Promise<Kept | undefined> {
    return new Promise((resolve, reject) => {
      const id = nextId++;
      pending.set(id, ({ error, kept }) => (error === undefined ? resolve(kept) : reject(new Error(error))));
      worker ??= startWorker();
      worker.postMessage({ id, ...request } satisfies Request);
    });
  }

  function startWorker(): Worker {
    const started = new Worker(new URL("./ledger-worker.ts", import.meta.url), { workerData: { path } });
    const lost = (message: string) => {
      if (worker !== started) return;
      // The next batch starts another one; what this one was asked counts as failed and is written again.
      worker = undefined;
      const asked = [...pending.values()];
      pending.clear();
      for (const answer of asked) answer({ id: -1, error: message });
    };
    started.on("message", (answer: Answer) => {
      const answered = pending.get(answer.id);
      pending.delete(answer.id);
      answered?.(answer);
    });
    started.on("error", (error) => lost(error.message));
    started.on("exit", (code) => lost(`the writer of ${path} ended with code ${code}`));
    return started;
  }

  const group = createGroupCommit<readonly Change[]>({
    commit: async (turns) => {
      await ask({ do: "write", changes: turns.flat() });
    },
    committed: () => undefined,
    maxBatchItems: 10_000,
    maxBatchBytes,
    maxWaitingBytes,
    onOverfull: deps.onOverfull,
    now: deps.now,
    pause,
    log: deps.log,
  });

  function endTurn(): void {
    if (turn.length === 0) return;
    const changes = turn;
    const bytes = turnBytes;
    const waiters = waiting;
    turn = [];
    turnBytes = 0;
    waiting = [];
    unsettled++;
    group.add(changes, bytes, (error) => {
      unsettled--;
      lastFailure = error;
      for (const waiter of waiters) waiter(error);
    });
  }

  return {
    async start() {
      await mkdir(dirname(path), { recursive: true });
      try {
        const kept = await ask({ do: "load" });
        if (kept === undefined) throw new Error("it was not read");
        return kept;
      } catch (cause) {
        const why = (cause as Error).message;
        throw new Error(
          `cannot open ${path}: ${why}. It holds the MQTT sessions and retained messages, no readings: move it away to start without them`,
          { cause },
        );
      }
    },

    write(...change) {
      if (turn.length === 0) setImmediate(endTurn);
      turn.push(change);
      turnBytes += bytesOf(change);
    },

    durable(done) {
      if (turn.length > 0) waiting.push(done);
      // An empty turn behind those on their way is durable when they are: batches are written in order.
      else if (unsettled > 0) {
        unsettled++;
        group.add([], 0, (error) => {
          unsettled--;
          done(error);
        });
      } else done(lastFailure);
    },

    state: () => {
      const { waitingBytes, failing } = group.state();
      return { waitingBytes: waitingBytes + turnBytes, failing: failing?.message };
    },

    async stop() {
      endTurn();
      await group.stop();
      const ending = worker;
      worker = undefined;
      await ending?.terminate();
    },
  };
}

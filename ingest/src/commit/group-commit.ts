import type { Logger } from "pino";

/** The platform stops before this could be stored: the sender must send it again. */
export class NotStoredError extends Error {
  readonly code = "not-stored";
}

export function stoppingError(): NotStoredError {
  return new NotStoredError("not stored: the platform is stopping, send it again");
}

export interface GroupCommitOptions<T> {
  /** Resolves when all of them are durable; is called again with the same items when it fails. */
  commit(items: readonly T[]): Promise<void>;
  /** Called after each commit and its acknowledgements, and awaited before the next one. */
  committed(items: readonly T[]): void | Promise<void>;
  readonly maxBatchItems: number;
  readonly maxBatchBytes: number;
  /** Above this `overfull` is true; what comes all the same is still taken, since it is in memory already. */
  readonly maxWaitingBytes: number;
  onOverfull(overfull: boolean): void;
  readonly now: () => number;
  /** Resolves after the time, or at once when the signal aborts. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
  readonly log: Logger;
}

export interface GroupCommitState {
  readonly waitingItems: number;
  readonly waitingBytes: number;
  readonly commits: number;
  /** When the commit in progress first failed, ms, and why; undefined when all is well. */
  readonly failing:
    | { readonly since: number; readonly attempts: number; readonly message: string }
    | undefined;
}

interface Waiting<T> {
  readonly item: T;
  readonly bytes: number;
  settled(error?: Error): void;
}

const firstPauseMs = 50;
const longestPauseMs = 5000;

/**
 * Group commit without a timer: while one commit runs the next batch gathers, so that one disk flush serves all that came
 * meanwhile and a lone item waits for nothing. Items are committed in the order of `add`. A commit that fails is tried
 * again, with growing pauses, until it succeeds or `stop` is called; nothing is settled before.
 */
export function createGroupCommit<T>(options: GroupCommitOptions<T>) {
  let queue: Waiting<T>[] = [];
  let waitingBytes = 0;
  let inFlightItems = 0;
  let commits = 0;
  let failing: GroupCommitState["failing"];
  let overfull = false;
  let running: Promise<void> | undefined;
  const stopping = new AbortController();

  function account(bytes: number): void {
    waitingBytes += bytes;
    // Half is free before senders are read again, so that they do not stop and go with every message.
    const next = overfull
      ? waitingBytes > options.maxWaitingBytes / 2
      : waitingBytes > options.maxWaitingBytes;
    if (next === overfull) return;
    overfull = next;
    options.onOverfull(next);
  }

  function takeBatch(): Waiting<T>[] {
    let count = 0;
    let bytes = 0;
    while (count < queue.length && count < options.maxBatchItems) {
      bytes += (queue[count] as Waiting<T>).bytes;
      // One item always fits, however large.
      if (count > 0 && bytes > options.maxBatchBytes) break;
      count++;
    }
    if (count === queue.length) {
      const all = queue;
      queue = [];
      return all;
    }
    return queue.splice(0, count);
  }

  /** @returns what stopped it for good, or undefined when the items are durable. */
  async function commitUntilDurable(items: readonly T[]): Promise<NotStoredError | undefined> {
    for (let attempt = 1; ; attempt++) {
      try {
        await options.commit(items);
        if (failing !== undefined) options.log.info({ attempts: attempt }, "storing works again");
        failing = undefined;
        commits++;
        return undefined;
      } catch (cause) {
        const message = cause instanceof Error ? cause.message : String(cause);
        failing = { since: failing?.since ?? options.now(), attempts: attempt, message };
        options.log.error({ err: cause, attempt, items: items.length }, "cannot store; trying again");
        if (stopping.signal.aborted) return new NotStoredError(`not stored: ${message}`, { cause });
        await options.pause(Math.min(firstPauseMs * 2 ** (attempt - 1), longestPauseMs), stopping.signal);
      }
    }
  }

  async function run(): Promise<void> {
    // What is read in the same turn of the event loop joins the batch.
    await Promise.resolve();
    while (queue.length > 0) {
      const batch = takeBatch();
      inFlightItems = batch.length;
      const items = batch.map((waiting) => waiting.item);
      const error = await commitUntilDurable(items);
      inFlightItems = 0;
      let bytes = 0;
      for (const waiting of batch) {
        bytes += waiting.bytes;
        try {
          waiting.settled(error);
        } catch (cause) {
          options.log.error({ err: cause }, "an acknowledgement failed");
        }
      }
      account(-bytes);
      if (error !== undefined) continue;
      try {
        await options.committed(items);
      } catch (cause) {
        options.log.error({ err: cause }, "a listener of committed samples failed");
      }
    }
  }

  function start(): void {
    running ??= run().finally(() => {
      running = undefined;
      if (queue.length > 0) start();
    });
  }

  return {
    /** Calls `settled` without an error once the item is durable, with `NotStoredError` when it will not be. */
    add(item: T, bytes: number, settled: (error?: Error) => void): void {
      if (stopping.signal.aborted) {
        settled(stoppingError());
        return;
      }
      queue.push({ item, bytes, settled });
      account(bytes);
      start();
    },
    overfull: () => overfull,
    state: (): GroupCommitState => ({
      waitingItems: queue.length + inFlightItems,
      waitingBytes,
      commits,
      failing,
    }),
    /** Takes nothing more, tries what waits once more, and resolves when all is settled. */
    async stop(): Promise<void> {
      stopping.abort();
      while (running !== undefined) await running;
    },
  };
}
export type GroupCommit<T> = ReturnType<typeof createGroupCommit<T>>;

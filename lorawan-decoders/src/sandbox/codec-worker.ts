import { type Codec, type CodecLimits, failure } from "./codec.ts";
import type { CodecThread } from "./codec-thread.ts";
import type { CallResult, CodecCall } from "./engine.ts";
import type { WorkerBatch, WorkerMessage } from "./protocol.ts";

export interface Task {
  readonly codec: Codec;
  readonly call: CodecCall;
  /** JSON text. */
  readonly input: string;
  settle(result: CallResult): void;
}

export interface CodecWorkerConfig {
  readonly limits: CodecLimits;
  /** How many codecs the thread keeps. */
  readonly cachedCodecs: number;
}

export interface CodecWorkerDeps {
  /** A thread that is ready. */
  readonly takeThread: () => Promise<CodecThread>;
  /** Monotonic, ms. */
  readonly now: () => number;
  /** Processor time that the process has taken, ms. */
  readonly cpuMs: () => number;
  /** The worker has answered everything that it was given. */
  readonly onIdle: () => void;
}

/** Of the sources that the thread keeps, together. */
const maxKnownChars = 32 * 2 ** 20;
/** How often the watchdog looks, ms. */
const lookEveryMs = 10;
/** The engine stops itself at its time limit; so much later it has shown that it does not. */
const graceMs = 10;
/** On a machine that gives the thread no time a codec may take so many times its limit. */
const mostPatience = 5;

/**
 * Has tasks done by a thread, and ends the thread when the engine's own limits do not stop a codec. Tasks that were
 * with a thread that ended are given to the next one, but for the one that it was at.
 */
export function createCodecWorker({ limits, cachedCodecs }: CodecWorkerConfig, deps: CodecWorkerDeps) {
  /** In the order in which the thread takes them. */
  const inFlight = new Map<number, Task>();
  /** What the thread knows each source by, the longest unused first. */
  const numbers = new Map<string, number>();
  let knownChars = 0;
  let lastId = 0;
  let lastNumber = 0;
  let thread: CodecThread | undefined;
  let fetching: Promise<void> | undefined;
  let stopped = true;
  let watchdog: NodeJS.Timeout | undefined;
  let seen = { begun: 0, at: 0, cpuMs: 0 };

  function see(begun: number): void {
    seen = { begun, at: deps.now(), cpuMs: deps.cpuMs() };
  }

  function look(): void {
    const begun = thread?.progress().begun ?? 0;
    if (begun !== seen.begun) {
      see(begun);
      return;
    }
    const limit = limits.timeMs + graceMs;
    const waited = deps.now() - seen.at;
    // While the process has taken less than the limit, so has the thread.
    const starved = deps.cpuMs() - seen.cpuMs < limits.timeMs;
    if (waited < limit || (starved && waited < mostPatience * limit)) return;
    const detail = `the codec ran for more than ${limits.timeMs} ms and had to be ended by force`;
    replaceThread(failure("timeout", detail));
  }

  function watch(): void {
    see(thread?.progress().begun ?? 0);
    watchdog ??= setInterval(look, lookEveryMs);
  }

  function dropThread(): CodecThread | undefined {
    clearInterval(watchdog);
    watchdog = undefined;
    const dropped = thread;
    thread = undefined;
    return dropped;
  }

  /** Ends the thread; the task that it was at gets `result`, the others go to the next thread. */
  function replaceThread(result: CallResult): void {
    const ended = dropThread();
    void ended?.end();
    settle(ended?.progress().job ?? 0, result);
    fetchThread();
  }

  function settle(id: number, result: CallResult): void {
    const task = inFlight.get(id);
    inFlight.delete(id);
    task?.settle(result);
  }

  function settleAll(result: CallResult): void {
    for (const id of [...inFlight.keys()]) settle(id, result);
  }

  function fetchThread(): void {
    fetching ??= fetchOne().finally(() => {
      fetching = undefined;
    });
  }

  async function fetchOne(): Promise<void> {
    let fetched: CodecThread;
    try {
      fetched = await deps.takeThread();
    } catch (error) {
      // The next task tries again; a loop here would try for ever.
      settleAll(failure("worker-ended", error instanceof Error ? error.message : String(error)));
      if (!stopped) deps.onIdle();
      return;
    }
    if (stopped) {
      await fetched.end();
      return;
    }
    thread = fetched;
    numbers.clear();
    knownChars = 0;
    fetched.listen(onMessage, (detail) => replaceThread(failure("worker-ended", detail)));
    // It may have ended already.
    if (thread !== fetched) return;
    if (inFlight.size > 0) send();
    else deps.onIdle();
  }

  function onMessage(message: WorkerMessage): void {
    if (message.kind === "broken") replaceThread(message.failure);
    if (message.kind !== "results") return;
    for (const { id, result } of message.results) settle(id, result);
    if (inFlight.size > 0) return;
    clearInterval(watchdog);
    watchdog = undefined;
    deps.onIdle();
  }

  /** Sends everything that is in flight. */
  function send(): void {
    const learn: WorkerBatch["learn"][number][] = [];
    const jobs = [...inFlight].map(([id, { codec, call, input }]) => {
      let number = numbers.get(codec.source);
      if (number === undefined) {
        number = ++lastNumber;
        learn.push({ number, codec });
        knownChars += codec.source.length;
      }
      numbers.delete(codec.source);
      numbers.set(codec.source, number);
      return { id, codec: number, call, input };
    });
    thread?.post({ learn, forget: forgetOldest(jobs.length), jobs });
    watch();
  }

  /** Keeps at least the `inUse` that were used last. */
  function forgetOldest(inUse: number): readonly number[] {
    const forget: number[] = [];
    for (const [source, number] of numbers) {
      const within = numbers.size <= cachedCodecs && knownChars <= maxKnownChars;
      if (within || numbers.size <= inUse) break;
      numbers.delete(source);
      knownChars -= source.length;
      forget.push(number);
    }
    return forget;
  }

  return {
    /** Resolves when the worker has its first thread. */
    async start(): Promise<void> {
      stopped = false;
      fetchThread();
      await fetching;
      if (thread === undefined) throw new Error("the thread that foreign codecs run in does not come up");
    },

    async stop(): Promise<void> {
      stopped = true;
      const ended = dropThread();
      settleAll(failure("stopped", "the sandbox was stopped"));
      await ended?.end();
      await fetching;
    },

    get idle(): boolean {
      return !stopped && inFlight.size === 0;
    },

    /** Only to an idle worker. */
    give(tasks: readonly Task[]): void {
      for (const task of tasks) inFlight.set(++lastId, task);
      if (thread === undefined) fetchThread();
      else send();
    },
  };
}

export type CodecWorker = ReturnType<typeof createCodecWorker>;

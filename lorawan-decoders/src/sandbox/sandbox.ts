import {
  type Codec,
  type CodecFailure,
  type CodecLimits,
  type CodecOutcome,
  type CodecUplink,
  defaultLimits,
  failure,
  type JsonValue,
} from "./codec.ts";
import { type CodecWorker, createCodecWorker, type Task } from "./codec-worker.ts";
import { processCpuMs } from "./cpu-time.ts";
import type { CallResult, CodecCall } from "./engine.ts";
import { compileEngine } from "./engine-wasm.ts";
import { readOutcome } from "./outcome.ts";
import { createStrikes } from "./strikes.ts";
import { createThreadSupply, type ThreadSupply } from "./thread-supply.ts";

export interface CodecSandboxConfig {
  /** How many decodes go on at a time, each in a thread. */
  readonly workers?: number;
  /** Threads kept ready for when one has to be ended. */
  readonly spareThreads?: number;
  /** Decodes that may wait; one more fails with `queue-full`. */
  readonly maxQueued?: number;
  /** How many codecs each worker keeps, evaluated at about 0.25 MiB each. */
  readonly cachedCodecs?: number;
  /** So many timeouts in a row suspend a codec for `suspendMs`. */
  readonly strikes?: number;
  readonly suspendMs?: number;
  readonly limits?: Partial<CodecLimits>;
}

export interface CodecSandboxDeps {
  /** Monotonic, ms. */
  readonly now: () => number;
}

/**
 * Runs foreign codecs where they can do no harm. No call ever rejects or throws: what goes wrong is an outcome with a
 * named reason.
 */
export interface CodecSandbox {
  /** @throws when the workers do not come up. */
  start(): Promise<void>;
  /** What is still waiting fails with `stopped`. */
  stop(): Promise<void>;
  decode(codec: Codec, uplink: CodecUplink): Promise<CodecOutcome>;
  /** The same with what the codec writes to its console: to try one out. */
  trace(codec: Codec, uplink: CodecUplink): Promise<CodecOutcome>;
  /** In the order of the uplinks. Any number of them: no more wait at a time than the queue has room for. */
  decodeMany(codec: Codec, uplinks: readonly CodecUplink[]): Promise<readonly CodecOutcome[]>;
  /** TS013's normalizeUplink, on the `data` that decodeUplink gave. */
  normalize(codec: Codec, data: JsonValue): Promise<CodecOutcome>;
}

/** Tasks that go to a worker at a time: enough that messages between threads cost little. */
const batchTasks = 32;

export function createCodecSandbox(config: CodecSandboxConfig, deps: CodecSandboxDeps): CodecSandbox {
  const { workers: count = 1, spareThreads = 1, maxQueued = 10_000, cachedCodecs = 256 } = config;
  const { strikes = 5, suspendMs = 60_000 } = config;
  const limits: CodecLimits = { ...defaultLimits, ...config.limits };
  const suspensions = createStrikes({ strikes, suspendMs }, deps.now);
  let queue: Task[] = [];
  let threads: ThreadSupply | undefined;
  let workers: readonly CodecWorker[] = [];
  let pumping = false;
  let running = false;

  function pump(): void {
    pumping = false;
    for (const worker of workers) {
      if (queue.length === 0) return;
      if (worker.idle) worker.give(queue.splice(0, batchTasks));
    }
  }

  /** After the calls of this turn have come in, so that they go as one batch. */
  function pumpSoon(): void {
    if (pumping) return;
    pumping = true;
    setImmediate(pump);
  }

  function refuse({ name, source }: Codec): CodecFailure | undefined {
    if (!running) return failure("stopped", "the sandbox is not running");
    if (source.length > limits.sourceChars) {
      return failure(
        "source-too-large",
        `the source of "${name}" has ${source.length} characters; at most ${limits.sourceChars} are run`,
      );
    }
    return suspensions.suspended(source);
  }

  function submit(codec: Codec, call: CodecCall, input: string): Promise<CodecOutcome> {
    const refused = refuse(codec);
    if (refused !== undefined) return Promise.resolve(refused);
    if (queue.length >= maxQueued)
      return Promise.resolve(failure("queue-full", `${maxQueued} decodes wait for the sandbox already`));
    return new Promise((resolve) => {
      const settle = (result: CallResult) => {
        const outcome = readOutcome(result, limits);
        suspensions.note(codec.source, outcome);
        resolve(outcome);
      };
      queue.push({ codec, call, input, settle });
      pumpSoon();
    });
  }

  function decode(
    codec: Codec,
    { bytes, fPort, recvTime }: CodecUplink,
    call: CodecCall = "decode",
  ): Promise<CodecOutcome> {
    if (bytes.length > limits.payloadBytes) {
      const detail = `the payload has ${bytes.length} bytes; at most ${limits.payloadBytes} are decoded`;
      return Promise.resolve(failure("input-too-large", detail));
    }
    return submit(codec, call, JSON.stringify({ bytes: Array.from(bytes), fPort, recvTime }));
  }

  async function stop(): Promise<void> {
    running = false;
    const waiting = queue;
    queue = [];
    for (const task of waiting) task.settle(failure("stopped", "the sandbox was stopped"));
    await Promise.all([threads?.stop(), ...workers.map((worker) => worker.stop())]);
    workers = [];
  }

  return {
    async start() {
      if (running) return;
      const supply = createThreadSupply({ limits, spares: spareThreads }, await compileEngine());
      threads = supply;
      workers = Array.from({ length: count }, () =>
        createCodecWorker(
          { limits, cachedCodecs },
          { takeThread: supply.take, now: deps.now, cpuMs: processCpuMs, onIdle: pumpSoon },
        ),
      );
      running = true;
      try {
        await Promise.all(workers.map((worker) => worker.start()));
      } catch (error) {
        await stop();
        throw error;
      }
    },

    stop,

    decode: (codec, uplink) => decode(codec, uplink),

    trace: (codec, uplink) => decode(codec, uplink, "trace"),

    async decodeMany(codec, uplinks) {
      const outcomes: CodecOutcome[] = [];
      const atOnce = Math.max(1, Math.min(8 * batchTasks, Math.floor(maxQueued / 2)));
      for (let i = 0; i < uplinks.length; i += atOnce) {
        const part = uplinks.slice(i, i + atOnce).map((uplink) => decode(codec, uplink));
        outcomes.push(...(await Promise.all(part)));
      }
      return outcomes;
    },

    normalize(codec, data) {
      const input = JSON.stringify(data);
      if (input.length > limits.outputChars) {
        const detail = `the data has ${input.length} characters of JSON; at most ${limits.outputChars} are normalised`;
        return Promise.resolve(failure("input-too-large", detail));
      }
      return submit(codec, "normalize", input);
    },
  };
}

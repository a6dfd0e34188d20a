import { Worker } from "node:worker_threads";
import type { CodecLimits } from "./codec.ts";
import type { MemoryLayout } from "./memory-image.ts";
import { progressCell, type WorkerBatch, type WorkerMessage, type WorkerStart } from "./protocol.ts";

/** A thread that has not begun by then does not come, ms. */
const startWithinMs = 15_000;

export interface CodecThreadStart {
  readonly wasm: WebAssembly.Module;
  /** As another thread found it; it saves this one looking. */
  readonly layout?: MemoryLayout | undefined;
  readonly limits: CodecLimits;
}

/** One thread with one engine, from its start to its end. */
export interface CodecThread {
  /** Resolves when the thread takes batches; rejects when it ends before. */
  readonly ready: Promise<{ readonly layout: MemoryLayout }>;
  /** How many times the thread has begun something that its engine limits, and for which job. */
  progress(): { readonly begun: number; readonly job: number };
  post(batch: WorkerBatch): void;
  /** Both are called for what comes after `ready`. `onEnd` is not called after `end()`. */
  listen(onMessage: (message: WorkerMessage) => void, onEnd: (detail: string) => void): void;
  end(): Promise<void>;
}

export function startCodecThread({ wasm, layout, limits }: CodecThreadStart): CodecThread {
  const progress = new SharedArrayBuffer(progressCell.bytes);
  const cells = new Int32Array(progress);
  const workerData: WorkerStart = { wasm, layout, limits, progress };
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    workerData,
    env: {},
    execArgv: [],
    // What Emscripten says on an abort comes in the error too.
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: 128, stackSizeMb: 4 },
  });
  let ended: string | undefined;
  let ending = false;
  let error: unknown;
  let tellMessage = (_message: WorkerMessage): void => {};
  let tellEnd = (_detail: string): void => {};

  const ready = new Promise<{ readonly layout: MemoryLayout }>((resolve, reject) => {
    const giveUp = setTimeout(() => void worker.terminate(), startWithinMs);
    worker.on("error", (cause) => {
      error = cause;
    });
    worker.on("exit", (code) => {
      clearTimeout(giveUp);
      ended = `a codec thread ended: ${error instanceof Error ? error.message : `exit code ${code}`}`;
      reject(new Error(ended, { cause: error }));
      if (!ending) tellEnd(ended);
    });
    worker.on("message", (message: WorkerMessage) => {
      if (message.kind === "ready") {
        clearTimeout(giveUp);
        resolve(message);
      } else if (!ending) tellMessage(message);
    });
  });
  // Whoever waits for it hears of it; a spare thread may have nobody waiting.
  ready.catch(() => {});

  return {
    ready,
    progress: () => ({
      begun: Atomics.load(cells, progressCell.begun),
      job: Atomics.load(cells, progressCell.job),
    }),
    post: (batch) => worker.postMessage(batch),
    listen(onMessage, onEnd) {
      tellMessage = onMessage;
      tellEnd = onEnd;
      if (ended !== undefined && !ending) onEnd(ended);
    },
    async end() {
      ending = true;
      await worker.terminate();
    },
  };
}

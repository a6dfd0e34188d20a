import type { Codec, CodecFailure, CodecLimits } from "./codec.ts";
import type { CallResult, CodecCall } from "./engine.ts";
import type { MemoryLayout } from "./memory-image.ts";

/** What a worker is started with. */
export interface WorkerStart {
  readonly wasm: WebAssembly.Module;
  readonly layout: MemoryLayout | undefined;
  readonly limits: CodecLimits;
  readonly progress: SharedArrayBuffer;
}

/** What the host sees of a thread that answers nothing: places in the Int32Array over `progress`. */
export const progressCell = {
  /** How many times the worker has begun something that its engine limits. */
  begun: 0,
  /** The job that it was for. */
  job: 1,
  bytes: 8,
} as const;

/** A job names its codec by a number that the host gave with the source. */
export interface WorkerJob {
  readonly id: number;
  readonly codec: number;
  readonly call: CodecCall;
  /** JSON text. */
  readonly input: string;
}

export interface WorkerBatch {
  readonly learn: readonly { readonly number: number; readonly codec: Codec }[];
  readonly forget: readonly number[];
  readonly jobs: readonly WorkerJob[];
}

export interface WorkerResult {
  readonly id: number;
  readonly result: CallResult;
}

export type WorkerMessage =
  | { readonly kind: "ready"; readonly layout: MemoryLayout }
  /** Several for a batch where it takes long, so that what is done is not lost with the thread. */
  | { readonly kind: "results"; readonly results: readonly WorkerResult[] }
  /** The thread ends itself after this: its engine broke on that job. */
  | { readonly kind: "broken"; readonly id: number; readonly failure: CodecFailure };

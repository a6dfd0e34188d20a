/** A foreign payload codec: JavaScript text in the form of TS013, or in one of the older forms (see the README). */
export interface Codec {
  /** What messages call it, as "milesight-iot/em300-th". */
  readonly name: string;
  readonly source: string;
}

export interface CodecUplink {
  readonly bytes: Uint8Array;
  readonly fPort: number;
  /** When the network received it, epoch ms. */
  readonly recvTime: number;
}

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** Why there is no answer of a codec. */
export type CodecFailureReason =
  /** The source does not parse. */
  | "syntax"
  /** The source defines none of the functions that a decoder can have. */
  | "no-decoder"
  /** The codec ran and threw. */
  | "threw"
  | "timeout"
  | "memory"
  | "stack"
  | "output-too-large"
  /** It answered with something that is no plain JSON value. */
  | "output-not-json"
  | "source-too-large"
  | "input-too-large"
  /** It timed out several times in a row and is left alone for a while. */
  | "suspended"
  /** The engine under it failed. */
  | "worker-ended"
  /** More decodes were waiting than the sandbox holds. */
  | "queue-full"
  /** The sandbox was not running, or was stopped before the answer came. Nothing is said about the payload. */
  | "stopped";

export interface CodecFailure {
  readonly ok: false;
  readonly reason: CodecFailureReason;
  /** For a person: what happened, where in the source, what to do. */
  readonly detail: string;
  /** What the codec wrote before, where it was tried out. */
  readonly console?: readonly string[];
}

/** What the codec answered. Where `errors` is not empty, the codec itself refused the payload. */
export interface CodecAnswer {
  readonly ok: true;
  /** Null where the codec gave none. */
  readonly data: JsonValue;
  readonly warnings: readonly string[];
  readonly errors: readonly string[];
  /** What the codec wrote, where it was tried out. */
  readonly console?: readonly string[];
}

export type CodecOutcome = CodecAnswer | CodecFailure;

/** What one call of a codec may use. */
export interface CodecLimits {
  /** Processor time, for evaluating the source and again for each decode. */
  readonly timeMs: number;
  readonly memoryBytes: number;
  readonly stackBytes: number;
  /** Length of the answer as JSON text, in UTF-16 units. */
  readonly outputChars: number;
  /** How many values the answer may hold. */
  readonly outputValues: number;
  readonly outputDepth: number;
  /** Length of the source in UTF-16 units. */
  readonly sourceChars: number;
  readonly payloadBytes: number;
}

export const defaultLimits: CodecLimits = {
  timeMs: 100,
  memoryBytes: 16 * 2 ** 20,
  stackBytes: 256 * 2 ** 10,
  outputChars: 64 * 2 ** 10,
  outputValues: 10_000,
  outputDepth: 32,
  sourceChars: 512 * 2 ** 10,
  payloadBytes: 4096,
};

export function failure(reason: CodecFailureReason, detail: string): CodecFailure {
  return { ok: false, reason, detail };
}

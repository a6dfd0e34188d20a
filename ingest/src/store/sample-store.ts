import type {
  Aggregate,
  Bucket,
  CommittedSample,
  Sample,
  SeriesEntry,
} from "@kontrollrom/contracts/sample.ts";

/** A raw message that produced samples, kept so that a reading can be followed back and decoded again. */
export interface Frame {
  readonly id: string;
  readonly receivedAt: number;
  readonly source: string;
  /** External id of the device; empty where the message was not understood that far. */
  readonly device: string;
  /** The other devices of a message that tells of several. */
  readonly also?: readonly string[];
  readonly payload: Uint8Array;
}

/** What one group commit writes, all or nothing. */
export interface StoreBatch {
  readonly samples: readonly CommittedSample[];
  readonly frames: readonly Frame[];
  readonly deadLetters: readonly NewDeadLetter[];
}

export interface NewDeadLetter {
  readonly id: string;
  readonly receivedAt: number;
  readonly source: string;
  readonly format: string;
  readonly reason: string;
  readonly detail: string;
  readonly device: string | undefined;
  readonly payload: Uint8Array;
}

export interface SeriesRequest {
  readonly pointIds: readonly number[];
  /** ms, included */
  readonly from: number;
  /** ms, excluded */
  readonly to: number;
  readonly bucket: Bucket;
  readonly aggregates: readonly Aggregate[];
  /** IANA name of the time zone whose days, weeks, months and years are meant; Europe/Oslo where none is given. */
  readonly zone?: string;
  /** For `raw`: at most so many entries a point, chosen so that a line drawn through them looks the same. */
  readonly downsample?: Downsample;
  /** Most entries for one point; the store answers one more than that so that the caller can tell. */
  readonly limit: number;
  /** Most entries of the whole answer, over all points; the store answers at most one more. */
  readonly maxEntries?: number;
}

/**
 * `min-max` keeps the lowest and highest of each of `entries / 2` stretches of equal length; `lttb` the largest-triangle-three-buckets
 * choice of Steinarsson (2013), which keeps the first and the last.
 */
export interface Downsample {
  readonly method: "min-max" | "lttb";
  readonly entries: number;
}

export interface GapsRequest {
  readonly pointIds: readonly number[];
  /** ms, included */
  readonly from: number;
  /** ms, excluded */
  readonly to: number;
  /** A stretch without a sample is a gap when it is longer; also one before the first and after the last in the period. */
  readonly longerThanMs: number;
}

/** [from, to), ms */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** Rows of a series that is too long to be held: of one point after the other as asked for, each by time. */
export interface SeriesChunk {
  readonly pointId: number;
  readonly entries: readonly SeriesEntry[];
}

/**
 * The time-series store. `commit` resolves when the batch is durable. A sample is unique by (point, time): the last one
 * committed wins, on reading and for good when the day is sealed.
 */
export interface SampleStore {
  start(): Promise<void>;
  stop(): Promise<void>;
  commit(batch: StoreBatch): Promise<void>;
  series(request: SeriesRequest): Promise<Map<number, SeriesEntry[]>>;
  /** The same as `series` without bounds on its length, in chunks of some thousand entries; ends early when the reader stops. */
  stream(request: Omit<SeriesRequest, "limit" | "maxEntries" | "downsample">): AsyncIterable<SeriesChunk>;
  gaps(request: GapsRequest): Promise<Map<number, Gap[]>>;
  /** Samples of a point after a moment, oldest first, for judging again what was not judged. */
  samplesAfter(pointId: number, after: number, limit: number): Promise<CommittedSample[]>;
  /** The newest sample of every point, or of those given. */
  latest(pointIds?: readonly number[]): Promise<Sample[]>;
  /** What is stored of these points from `from` to `to` (ms, both included), as it is read, with the frame each came in. */
  committedIn(pointIds: readonly number[], from: number, to: number): Promise<CommittedSample[]>;
  frame(id: string): Promise<Frame | undefined>;
  /**
   * All kept frames that were committed at or after `from` (ms), about the newest first, in chunks; none is held longer than asked.
   * @param devices external ids: what surely has none of them is passed by, the rest is for the caller to look through
   */
  frames(from: number, devices?: ReadonlySet<string>): AsyncIterable<readonly Frame[]>;
  count(): Promise<{ samples: number; frames: number }>;
}

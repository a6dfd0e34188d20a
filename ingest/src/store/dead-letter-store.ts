import type { NewDeadLetter } from "./sample-store.ts";

/** A dead letter as it is kept. */
export interface StoredDeadLetter extends NewDeadLetter {
  /** When it was replayed and nothing in it was refused any more, ms. */
  readonly replayedAt: number | undefined;
}

export interface DeadLetterFilter {
  /** Only these; absent for all. */
  readonly ids?: readonly string[] | undefined;
  readonly reasons?: readonly string[] | undefined;
  readonly devices?: readonly string[] | undefined;
  /** Only those that were not replayed. */
  readonly open?: boolean | undefined;
  readonly order: "newest-first" | "oldest-first";
  /** Only those behind this id in the order asked for. */
  readonly behind?: string | undefined;
  readonly limit: number;
}

/** What an unregistered device has sent. */
export interface WaitingSender {
  readonly device: string;
  readonly format: string;
  readonly source: string;
  readonly messages: number;
  /** ms */
  readonly firstReceivedAt: number;
  readonly lastReceivedAt: number;
  /** Newest first, at most five. */
  readonly letterIds: readonly string[];
}

/** What a replay made of a dead letter. */
export type DeadLetterChange =
  | { readonly id: string; readonly replayedAt: number }
  | { readonly id: string; readonly reason: string; readonly detail: string };

/**
 * Dead letters are added by the commit of the batch they came in. The store keeps the newest up to its bounds, in count and
 * bytes, and drops the oldest.
 */
export interface DeadLetterStore {
  listDeadLetters(filter: DeadLetterFilter): Promise<StoredDeadLetter[]>;
  changeDeadLetters(changes: readonly DeadLetterChange[]): Promise<void>;
  /** Who waits for registration, last heard first. */
  waitingSenders(limit: number): Promise<WaitingSender[]>;
}

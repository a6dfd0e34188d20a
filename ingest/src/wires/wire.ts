import type { Envelope } from "@kontrollrom/contracts/envelope.ts";
import type { PartHealth } from "@kontrollrom/contracts/health.ts";

/** A way in that ingest itself connects to. Connects to nothing before `start`. */
export interface Wire {
  /** Its name among the parts of `GET /health`. */
  readonly name: string;
  /** Begins to connect and does not wait for the other side: the platform runs while that is away. */
  start(): Promise<void>;
  /** Takes nothing more, and resolves when what was taken is stored and acknowledged, and the connection is closed. */
  stop(): Promise<void>;
  /** Never `down`: the other side keeps what is not read, and all else of the platform works on. */
  health(): PartHealth;
  /** Counters since the start (`…_total`) and the state of the moment. */
  figures(): Readonly<Record<string, number>>;
}

/** Takes messages in their order; resolves when they are durable, rejects when they must be given again. */
export type Receive = (envelopes: readonly Envelope[]) => Promise<unknown>;

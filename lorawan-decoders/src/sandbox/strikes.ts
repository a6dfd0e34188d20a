import type { CodecFailure, CodecOutcome } from "./codec.ts";
import { failure } from "./codec.ts";

export interface StrikesConfig {
  /** So many timeouts in a row suspend a codec. */
  readonly strikes: number;
  readonly suspendMs: number;
}

interface Record {
  strikes: number;
  /** Monotonic, ms. */
  suspendedUntil: number;
}

const mostRecords = 1000;

/**
 * Leaves a codec alone for a while that times out again and again: each of its decodes would take a worker from the
 * others for its whole time limit. After the pause one timeout is enough for the next.
 */
export function createStrikes({ strikes: limit, suspendMs }: StrikesConfig, now: () => number) {
  const records = new Map<string, Record>();
  return {
    suspended(source: string): CodecFailure | undefined {
      const record = records.get(source);
      if (record === undefined || now() >= record.suspendedUntil) return undefined;
      const seconds = Math.ceil((record.suspendedUntil - now()) / 1000);
      return failure(
        "suspended",
        `the codec ran out of time ${limit} times in a row; it is tried again in ${seconds} s`,
      );
    },
    note(source: string, outcome: CodecOutcome): void {
      if (outcome.ok || outcome.reason !== "timeout") {
        // What was never run says nothing about the codec.
        if (outcome.ok || outcome.reason !== "stopped") records.delete(source);
        return;
      }
      const strikes = (records.get(source)?.strikes ?? 0) + 1;
      records.delete(source);
      if (records.size >= mostRecords) records.delete(records.keys().next().value ?? "");
      const struckOut = strikes >= limit;
      records.set(source, {
        strikes: struckOut ? limit - 1 : strikes,
        suspendedUntil: struckOut ? now() + suspendMs : 0,
      });
    },
  };
}

import type { Envelope } from "@kontrollrom/contracts/envelope.ts";
import type { Logger } from "pino";
import type { Receive } from "./wire.ts";

export interface ReceiveUntilDurableDeps {
  readonly receive: Receive;
  /** Resolves after the time, or at once when the signal aborts. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
  readonly log: Logger;
}

const firstPauseMs = 50;
const longestPauseMs = 5000;

/**
 * Gives messages to ingest, again and again with growing pauses where it refuses them (overload, a store that fails), so that
 * nothing that comes behind can overtake them.
 * @returns true when they are durable, false when the signal ended it before: nothing may be acknowledged then
 */
export async function receiveUntilDurable(
  envelopes: readonly Envelope[],
  signal: AbortSignal,
  { receive, pause, log }: ReceiveUntilDurableDeps,
): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      await receive(envelopes);
      return true;
    } catch (cause) {
      if (signal.aborted) return false;
      const message = cause instanceof Error ? cause.message : String(cause);
      log.warn({ attempt, messages: envelopes.length, why: message }, "messages could not be stored yet");
    }
    await pause(Math.min(firstPauseMs * 2 ** (attempt - 1), longestPauseMs), signal);
    if (signal.aborted) return false;
  }
}

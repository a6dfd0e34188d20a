import type { Level } from "./conditions/leaf-kind.ts";

/** How long a condition has to hold, and to be over, ms. */
export interface Delays {
  readonly onDelayMs: number;
  readonly offDelayMs: number;
}

/** Where a rule stands between its condition and its alarm. Times are event times, ms; -1 where they mean nothing. */
export interface PhaseState {
  /** `pending`: the condition holds, not yet for the on-delay. `returning`: raised, and over, not yet for the off-delay. */
  phase: "clear" | "pending" | "raised" | "returning";
  /** When the condition began to hold. */
  since: number;
  /** When the alarm was raised: names the occurrence together with rule and point. */
  raisedAt: number;
  /** When the condition was over, in `returning`. */
  offSince: number;
}

export type PhaseEvent = "raised" | "returned" | undefined;

export function clearPhase(): PhaseState {
  return { phase: "clear", since: -1, raisedAt: -1, offSince: -1 };
}

export function copyPhase(from: PhaseState, to: PhaseState): void {
  to.phase = from.phase;
  to.since = from.since;
  to.raisedAt = from.raisedAt;
  to.offSince = from.offSince;
}

/** When time alone changes the phase; Infinity when it does not. */
export function phaseDue(state: PhaseState, delays: Delays): number {
  if (state.phase === "pending") return state.since + delays.onDelayMs;
  if (state.phase === "returning") return state.offSince + delays.offDelayMs;
  return Number.POSITIVE_INFINITY;
}

/** `phaseDue` has come. At the very moment of a new value the old one has held for the whole delay, so this comes first. */
export function firePhase(state: PhaseState, delays: Delays): PhaseEvent {
  const at = phaseDue(state, delays);
  if (state.phase === "pending") {
    state.phase = "raised";
    state.raisedAt = at;
    return "raised";
  }
  state.phase = "clear";
  return "returned";
}

/**
 * The condition has come to another level: 2 begins, less breaks what is pending; 0 ends, more breaks what is returning. What returned
 * keeps its `raisedAt` until the next begins.
 */
export function flipPhase(state: PhaseState, delays: Delays, at: number, level: Level): PhaseEvent {
  switch (state.phase) {
    case "clear":
      if (level < 2) return undefined;
      state.phase = "pending";
      state.since = at;
      return delays.onDelayMs === 0 ? firePhase(state, delays) : undefined;
    case "pending":
      if (level === 2) return undefined;
      state.phase = "clear";
      state.since = -1;
      return undefined;
    case "raised":
      if (level > 0) return undefined;
      if (delays.offDelayMs === 0) {
        state.phase = "clear";
        return "returned";
      }
      state.phase = "returning";
      state.offSince = at;
      return undefined;
    case "returning":
      if (level > 0) state.phase = "raised";
      return undefined;
  }
}

import type { AlarmState, AlarmStepReason } from "@kontrollrom/contracts/alarm.ts";

/**
 * What can happen to one occurrence of an alarm. `rule-changed`: its rule was changed, switched off or removed, and the
 * condition is no longer judged. `reopen` and `withdraw`: values that came late showed that it has not returned, or never was.
 */
export type AlarmEvent =
  | "raise"
  | "return"
  | "acknowledge"
  | "raise-again"
  | "rule-changed"
  | "reopen"
  | "withdraw";

export type AlarmRefusal =
  | "already-raised"
  | "already-returned"
  | "already-acknowledged"
  | "already-normal"
  | "never-raised";

export type AlarmOutcome =
  | {
      readonly ok: true;
      readonly state: AlarmState;
      readonly reason: AlarmStepReason;
      readonly at: number;
      readonly by?: string;
    }
  | { readonly ok: false; readonly state: AlarmState; readonly reason: AlarmRefusal };

type Step = readonly [AlarmState, AlarmStepReason] | AlarmRefusal;

/**
 * ISA-18.2 / IEC 62682 without latching: A normal, B unacknowledged, C acknowledged, D returnedUnacknowledged.
 * A→B on raise; B→C, D→A on acknowledge; B→D, C→A on return; D→B on raise-again.
 */
const steps: Readonly<Record<AlarmState, Readonly<Record<AlarmEvent, Step>>>> = {
  normal: {
    raise: ["unacknowledged", "raised"],
    return: "already-normal",
    acknowledge: "already-normal",
    "raise-again": "never-raised",
    "rule-changed": "already-normal",
    // What was acknowledged stays so: nobody is asked twice.
    reopen: ["acknowledged", "reopened"],
    withdraw: ["normal", "withdrawn"],
  },
  unacknowledged: {
    raise: "already-raised",
    return: ["returnedUnacknowledged", "returned"],
    acknowledge: ["acknowledged", "acknowledged"],
    "raise-again": "already-raised",
    "rule-changed": ["returnedUnacknowledged", "rule-changed"],
    reopen: "already-raised",
    withdraw: ["normal", "withdrawn"],
  },
  acknowledged: {
    raise: "already-raised",
    return: ["normal", "returned"],
    acknowledge: "already-acknowledged",
    "raise-again": "already-raised",
    "rule-changed": ["normal", "rule-changed"],
    reopen: "already-raised",
    withdraw: ["normal", "withdrawn"],
  },
  returnedUnacknowledged: {
    raise: ["unacknowledged", "raised-again"],
    return: "already-returned",
    acknowledge: ["normal", "acknowledged"],
    "raise-again": ["unacknowledged", "raised-again"],
    "rule-changed": "already-returned",
    reopen: ["unacknowledged", "reopened"],
    withdraw: ["normal", "withdrawn"],
  },
};

/** The next state of an alarm, or a named refusal with the state unchanged. `now` and `by` go into the step that is kept. */
export function nextAlarm(state: AlarmState, event: AlarmEvent, now: number, by?: string): AlarmOutcome {
  const step = steps[state][event];
  if (typeof step === "string") return { ok: false, state, reason: step };
  const [next, reason] = step;
  return by === undefined
    ? { ok: true, state: next, reason, at: now }
    : { ok: true, state: next, reason, at: now, by };
}

import type {
  AlarmAside,
  AlarmState,
  AlarmStepReason,
  LiveAlarmState,
} from "@kontrollrom/contracts/alarm.ts";

/**
 * What can happen to one occurrence of an alarm. `rule-changed`: its rule was changed, switched off or removed, and the
 * condition is no longer judged. `reopen` and `withdraw`: values that came late showed that it has not returned, or never was.
 */
export type LiveAlarmEvent =
  | "raise"
  | "return"
  | "acknowledge"
  | "reset"
  | "raise-again"
  | "rule-changed"
  | "reopen"
  | "withdraw";

/** What sets an alarm aside, and takes it back. `shelving-expires`: its time is up. */
export type AsideEvent =
  | "shelve"
  | "unshelve"
  | "shelving-expires"
  | "suppress"
  | "unsuppress"
  | "out-of-service"
  | "return-to-service";

export type AlarmEvent = LiveAlarmEvent | AsideEvent;

export type AlarmRefusal =
  | "already-raised"
  | "already-returned"
  | "already-acknowledged"
  | "already-normal"
  | "never-raised"
  | "not-latched"
  | "still-present"
  | "already-shelved"
  | "not-shelved"
  | "already-suppressed"
  | "not-suppressed"
  | "already-out-of-service"
  | "not-out-of-service";

/** Where one occurrence stands: what its condition and its operator have done, and what it is set aside by meanwhile. */
export interface AlarmStanding {
  readonly live: LiveAlarmState;
  readonly aside: ReadonlySet<AlarmAside>;
  /** Stays after the condition is over until somebody resets it. */
  readonly latching: boolean;
}

export type AlarmOutcome =
  | {
      readonly ok: true;
      readonly standing: AlarmStanding;
      /** What is shown, after. */
      readonly state: AlarmState;
      readonly reason: AlarmStepReason;
      readonly at: number;
      readonly by?: string;
    }
  | {
      readonly ok: false;
      readonly standing: AlarmStanding;
      readonly state: AlarmState;
      readonly reason: AlarmRefusal;
    };

type Step = readonly [LiveAlarmState, AlarmStepReason] | AlarmRefusal;

/**
 * ISA-18.2 / IEC 62682: A normal, B unacknowledged, C acknowledged, D returnedUnacknowledged, E latchedUnacknowledged, F
 * latchedAcknowledged. A→B on raise; B→C, D→A, E→F on acknowledge; B→D, C→A on return, and B→E, C→F where the alarm latches; E→D, F→A
 * on reset; D→B, E→B, F→B on raise-again.
 */
const steps: Readonly<Record<LiveAlarmState, Readonly<Record<LiveAlarmEvent | "return-latching", Step>>>> = {
  normal: {
    raise: ["unacknowledged", "raised"],
    return: "already-normal",
    "return-latching": "already-normal",
    acknowledge: "already-normal",
    reset: "already-normal",
    "raise-again": "never-raised",
    "rule-changed": "already-normal",
    // What was acknowledged stays so: nobody is asked twice.
    reopen: ["acknowledged", "reopened"],
    withdraw: ["normal", "withdrawn"],
  },
  unacknowledged: {
    raise: "already-raised",
    return: ["returnedUnacknowledged", "returned"],
    "return-latching": ["latchedUnacknowledged", "returned"],
    acknowledge: ["acknowledged", "acknowledged"],
    reset: "still-present",
    "raise-again": "already-raised",
    "rule-changed": ["returnedUnacknowledged", "rule-changed"],
    reopen: "already-raised",
    withdraw: ["normal", "withdrawn"],
  },
  acknowledged: {
    raise: "already-raised",
    return: ["normal", "returned"],
    "return-latching": ["latchedAcknowledged", "returned"],
    acknowledge: "already-acknowledged",
    reset: "still-present",
    "raise-again": "already-raised",
    "rule-changed": ["normal", "rule-changed"],
    reopen: "already-raised",
    withdraw: ["normal", "withdrawn"],
  },
  returnedUnacknowledged: {
    raise: ["unacknowledged", "raised-again"],
    return: "already-returned",
    "return-latching": "already-returned",
    acknowledge: ["normal", "acknowledged"],
    reset: "not-latched",
    "raise-again": ["unacknowledged", "raised-again"],
    "rule-changed": "already-returned",
    reopen: ["unacknowledged", "reopened"],
    withdraw: ["normal", "withdrawn"],
  },
  latchedUnacknowledged: {
    raise: ["unacknowledged", "raised-again"],
    return: "already-returned",
    "return-latching": "already-returned",
    acknowledge: ["latchedAcknowledged", "acknowledged"],
    reset: ["returnedUnacknowledged", "reset"],
    "raise-again": ["unacknowledged", "raised-again"],
    // Nothing judges it any more, and it still has to be seen.
    "rule-changed": ["returnedUnacknowledged", "rule-changed"],
    reopen: ["unacknowledged", "reopened"],
    withdraw: ["normal", "withdrawn"],
  },
  latchedAcknowledged: {
    raise: ["unacknowledged", "raised-again"],
    return: "already-returned",
    "return-latching": "already-returned",
    acknowledge: "already-acknowledged",
    reset: ["normal", "reset"],
    "raise-again": ["unacknowledged", "raised-again"],
    "rule-changed": ["normal", "rule-changed"],
    reopen: ["acknowledged", "reopened"],
    withdraw: ["normal", "withdrawn"],
  },
};

/** Each aside event: what it sets or ends, what the step says, and the refusal where it is so already. */
const asides: Readonly<
  Record<AsideEvent, readonly [AlarmAside, "set" | "end", AlarmStepReason, AlarmRefusal]>
> = {
  shelve: ["shelved", "set", "shelved", "already-shelved"],
  unshelve: ["shelved", "end", "unshelved", "not-shelved"],
  "shelving-expires": ["shelved", "end", "shelving-expired", "not-shelved"],
  suppress: ["suppressedByDesign", "set", "suppressed", "already-suppressed"],
  unsuppress: ["suppressedByDesign", "end", "unsuppressed", "not-suppressed"],
  "out-of-service": ["outOfService", "set", "out-of-service", "already-out-of-service"],
  "return-to-service": ["outOfService", "end", "returned-to-service", "not-out-of-service"],
};

/** What is set aside by several is shown as the one that a person decided on most firmly. */
const asideOrder: readonly AlarmAside[] = ["outOfService", "suppressedByDesign", "shelved"];

/** ISA-18.2 states G, H and I stand before the live state. An occurrence that is over is normal whatever holds for the next one. */
export function shownState({ live, aside }: AlarmStanding): AlarmState {
  if (live === "normal") return "normal";
  return asideOrder.find((kind) => aside.has(kind)) ?? live;
}

function isAsideEvent(event: AlarmEvent): event is AsideEvent {
  return event in asides;
}

/** The next standing of an alarm, or a named refusal with it unchanged. `now` and `by` go into the step that is kept. */
export function nextAlarm(
  standing: AlarmStanding,
  event: AlarmEvent,
  now: number,
  by?: string,
): AlarmOutcome {
  const refused = (reason: AlarmRefusal): AlarmOutcome => ({
    ok: false,
    standing,
    state: shownState(standing),
    reason,
  });
  const accepted = (next: AlarmStanding, reason: AlarmStepReason): AlarmOutcome => ({
    ok: true,
    standing: next,
    state: shownState(next),
    reason,
    at: now,
    ...(by !== undefined && { by }),
  });
  if (isAsideEvent(event)) {
    const [kind, change, reason, refusal] = asides[event];
    // What is over has nothing to set aside; what was set aside may always be let go.
    if (change === "set" && standing.live === "normal") return refused("already-normal");
    if (standing.aside.has(kind) === (change === "set")) return refused(refusal);
    const aside = new Set(standing.aside);
    if (change === "set") aside.add(kind);
    else aside.delete(kind);
    return accepted({ ...standing, aside }, reason);
  }
  const step = steps[standing.live][event === "return" && standing.latching ? "return-latching" : event];
  if (typeof step === "string") return refused(step);
  const [live, reason] = step;
  return accepted({ ...standing, live }, reason);
}

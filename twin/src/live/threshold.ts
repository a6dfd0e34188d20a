import type { ThresholdCondition } from "@kontrollrom/contracts/rule.ts";
import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import type { PairState, RuleTransition } from "./seams.ts";

/** What a sample meant to a rule on its point. */
export type JudgeReason =
  | "not-beyond"
  | "on-delay-began"
  | "on-delay-running"
  | "on-delay-broken"
  | "raised"
  | "still-raised"
  | "within-deadband"
  | "returned"
  | "raised-and-returned"
  | "repeat"
  | "late"
  | "quality";

export type ClockReason = "raised" | "on-delay-running" | "not-pending";

export type MutablePairState = { -readonly [Key in keyof PairState]: PairState[Key] };

/** A rule that has judged nothing of a point yet. */
export function clearPair(ruleId: string, pointId: number, judgedUntil = -1): MutablePairState {
  return {
    ruleId,
    pointId,
    judgedUntil,
    phase: "clear",
    since: -1,
    raisedAt: -1,
    value: 0,
    frameId: "",
  };
}

/**
 * Judges one sample in event time. A value holds until the next one, so a sample may first reveal that the on-delay ran out
 * before it (raised at exactly `since + onDelayMs`) and then itself be the return: two transitions, in order. At
 * `time === since + onDelayMs` the old value has held for the whole delay: the alarm is raised whatever the new value is.
 */
export function judgeThreshold(
  state: PairState,
  condition: ThresholdCondition,
  sample: CommittedSample,
): { state: PairState; transitions: RuleTransition[]; reason: JudgeReason } {
  const next = { ...state };
  const transitions: RuleTransition[] = [];
  const reason = stepSample(next, condition, sample, transitions);
  return { state: next, transitions, reason };
}

/** Judges what the clock alone reveals: that the value that holds has been beyond the setpoint for the whole on-delay. */
export function advanceThreshold(
  state: PairState,
  condition: ThresholdCondition,
  eventClock: number,
): { state: PairState; transition?: RuleTransition; reason: ClockReason } {
  const next = { ...state };
  const transitions: RuleTransition[] = [];
  const reason = stepClock(next, condition, eventClock, transitions);
  const [transition] = transitions;
  return transition === undefined ? { state: next, reason } : { state: next, transition, reason };
}

/** `judgeThreshold` on a state that is the caller's own: changed in place, so that a quiet sample allocates nothing. */
export function stepSample(
  state: MutablePairState,
  condition: ThresholdCondition,
  sample: CommittedSample,
  out: RuleTransition[],
): JudgeReason {
  if (sample.quality === "bad" || sample.quality === "out-of-range") return "quality";
  if (sample.time <= state.judgedUntil) return sample.time === state.judgedUntil ? "repeat" : "late";
  const revealed = stepClock(state, condition, sample.time, out) === "raised";
  state.judgedUntil = sample.time;
  state.value = sample.value;
  state.frameId = sample.frameId;
  switch (state.phase) {
    case "clear":
      return isBeyond(condition, sample.value) ? begin(state, condition, sample.time, out) : "not-beyond";
    case "pending":
      if (isBeyond(condition, sample.value)) return "on-delay-running";
      state.phase = "clear";
      state.since = -1;
      return "on-delay-broken";
    case "raised":
      if (!isBack(condition, sample.value)) {
        if (revealed) return "raised";
        return isBeyond(condition, sample.value) ? "still-raised" : "within-deadband";
      }
      // The clock may have raised it ahead of a sample that was long under way: it never returns before it was raised.
      finish(state, Math.max(sample.time, state.raisedAt), out);
      return revealed ? "raised-and-returned" : "returned";
  }
}

/** `advanceThreshold` on a state that is the caller's own. */
export function stepClock(
  state: MutablePairState,
  condition: ThresholdCondition,
  eventClock: number,
  out: RuleTransition[],
): ClockReason {
  if (state.phase !== "pending") return "not-pending";
  const due = state.since + condition.onDelayMs;
  if (eventClock < due) return "on-delay-running";
  raise(state, due, out);
  return "raised";
}

/**
 * The condition of the rule was changed: a raised alarm returns, and the value that holds is judged anew. What it may raise
 * begins after all that was found before, so that no two occurrences have the same `raisedAt`.
 */
export function restartThreshold(
  state: MutablePairState,
  condition: ThresholdCondition,
  out: RuleTransition[],
): void {
  const from = Math.max(state.judgedUntil, state.raisedAt) + 1;
  endThreshold(state, out);
  if (state.judgedUntil >= 0 && isBeyond(condition, state.value)) begin(state, condition, from, out);
}

/** The rule judges the point no longer: a raised alarm returns, so that none hangs. */
export function endThreshold(state: MutablePairState, out: RuleTransition[]): void {
  if (state.phase === "raised") {
    const returned = transition("returned", state, Math.max(state.judgedUntil, state.raisedAt));
    out.push({ ...returned, cause: "rule-changed" });
  }
  state.phase = "clear";
  state.raisedAt = -1;
  state.since = -1;
}

export function sameCondition(a: ThresholdCondition, b: ThresholdCondition): boolean {
  return (
    a.direction === b.direction &&
    a.setpoint === b.setpoint &&
    a.deadband === b.deadband &&
    a.onDelayMs === b.onDelayMs
  );
}

function isBeyond(condition: ThresholdCondition, value: number): boolean {
  return condition.direction === "above" ? value > condition.setpoint : value < condition.setpoint;
}

function isBack(condition: ThresholdCondition, value: number): boolean {
  return condition.direction === "above"
    ? value <= condition.setpoint - condition.deadband
    : value >= condition.setpoint + condition.deadband;
}

function begin(
  state: MutablePairState,
  condition: ThresholdCondition,
  since: number,
  out: RuleTransition[],
): JudgeReason {
  state.phase = "pending";
  state.since = since;
  if (condition.onDelayMs > 0) return "on-delay-began";
  raise(state, since, out);
  return "raised";
}

function raise(state: MutablePairState, at: number, out: RuleTransition[]): void {
  state.phase = "raised";
  state.raisedAt = at;
  out.push(transition("raised", state, at));
}

function finish(state: MutablePairState, at: number, out: RuleTransition[]): void {
  out.push(transition("returned", state, at));
  state.phase = "clear";
  state.since = -1;
  state.raisedAt = -1;
}

function transition(kind: RuleTransition["kind"], state: PairState, at: number): RuleTransition {
  return {
    kind,
    ruleId: state.ruleId,
    pointId: state.pointId,
    raisedAt: state.raisedAt,
    at,
    value: state.value,
    conditionSince: state.since,
    sampleTime: state.judgedUntil,
    frameId: state.frameId,
  };
}

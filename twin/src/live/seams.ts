import type { Rule } from "@kontrollrom/contracts/rule.ts";
import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";

/** Where a rule stands on one point. Saved with every transition and now and then, so that a restart goes on from there. */
export interface PairState {
  readonly ruleId: string;
  readonly pointId: number;
  /** Event time of the last sample judged, ms; -1 when none was. */
  readonly judgedUntil: number;
  readonly phase: "clear" | "pending" | "raised";
  /** Event time at which the condition began to hold (`pending`, `raised`), else -1. */
  readonly since: number;
  /** Event time at which the alarm was raised, else -1. Names the occurrence together with rule and point. */
  readonly raisedAt: number;
  /** The value that holds, and the raw frame it came in. */
  readonly value: number;
  readonly frameId: string;
}

/** Something a rule found. Idempotent by (ruleId, pointId, raisedAt, kind). */
export interface RuleTransition {
  readonly kind: "raised" | "returned";
  readonly ruleId: string;
  readonly pointId: number;
  /** Event time at which the alarm was raised, for both kinds. */
  readonly raisedAt: number;
  /** Event time of this transition. */
  readonly at: number;
  /** The value that held at `at`. */
  readonly value: number;
  readonly conditionSince: number;
  readonly sampleTime: number;
  readonly frameId: string;
  /** Where a return did not come from the value: the rule was changed, switched off, removed, or left the point. */
  readonly cause?: "rule-changed";
}

/** The rules and which points each of them judges, resolved by whoever owns the register. */
export interface RuleBinding {
  readonly rule: Rule;
  readonly pointIds: readonly number[];
}

/** Reads what was stored, to judge again what a crash left unjudged. */
export interface SampleReader {
  samplesAfter(pointId: number, after: number, limit: number): Promise<CommittedSample[]>;
}

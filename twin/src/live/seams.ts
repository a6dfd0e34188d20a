import type { Rule } from "@kontrollrom/contracts/rule.ts";
import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import type { PhaseState } from "./phases.ts";

/** Where a rule stands on one point. Saved with every transition and now and then, so that a restart goes on from there. */
export interface PairState {
  readonly ruleId: string;
  readonly pointId: number;
  /** Event time up to which all its values are judged, ms; -1 when none was. */
  readonly judgedUntil: number;
  readonly phase: PhaseState["phase"];
  /** Event time at which the condition began to hold, else -1. */
  readonly since: number;
  /** Event time at which the alarm was raised, else -1. Names the occurrence together with rule and point. */
  readonly raisedAt: number;
  /** The value that holds, and the raw frame it came in. */
  readonly value: number;
  readonly frameId: string;
  /** All else that the rule remembers, as text of its own. Without it the rest is taken from the fields above. */
  readonly memory?: string;
}

/**
 * Something a rule found. Idempotent. The last three come when values that came late show that it was otherwise:
 * `moved` says that the occurrence named by `raisedAt` was raised at `at`, `reopened` that it has not returned, `withdrawn` that it
 * never was. `returned` may be said again with another time.
 */
export interface RuleTransition {
  readonly kind: "raised" | "returned" | "moved" | "reopened" | "withdrawn";
  readonly ruleId: string;
  readonly pointId: number;
  /** Event time at which the alarm was raised, for all kinds: its name. */
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
  /** For a combination: the points beside a judged one that its term (numbered as in `expressionOf`) looks at. */
  readonly beside?: (pointId: number, term: number) => readonly number[];
  /** For `no-data` without a time of its own: after how long a point is silent, ms; undefined never. */
  readonly silentAfterMs?: (pointId: number) => number | undefined;
}

/** Reads what was stored, to judge again what a crash left unjudged or what came late. */
export interface SampleReader {
  samplesAfter(pointId: number, after: number, limit: number): Promise<CommittedSample[]>;
}

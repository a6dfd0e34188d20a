import type { Rule, ThresholdCondition } from "@kontrollrom/contracts/rule.ts";
import type { Due } from "./due-heap.ts";
import type { PairState, RuleBinding, RuleTransition } from "./seams.ts";
import {
  clearPair,
  endThreshold,
  type MutablePairState,
  restartThreshold,
  sameCondition,
} from "./threshold.ts";

/** A rule on one of its points, as the engine runs it. */
export interface Pair extends MutablePairState, Due {
  readonly condition: ThresholdCondition;
  readonly slot: PointSlot;
  /** Changed since the last checkpoint. */
  dirty: boolean;
}

/** A point with the rules that judge it. */
export interface PointSlot {
  readonly pointId: number;
  pairs: Pair[];
  /** Event time of the newest sample that counted, and when it was judged. */
  lastTime: number;
  arrivedAt: number;
  /** True while recovery reads the point's samples from the store; live samples are then read from there too. */
  behind: boolean;
  /** A live sample came while the point was behind. */
  readAgain: boolean;
  /** Newest time of the batch numbered so: finds disorder within a batch. */
  batch: number;
  batchTime: number;
}

export interface PairKey {
  readonly ruleId: string;
  readonly pointId: number;
}

export interface PairTable {
  readonly slots: Map<number, PointSlot>;
  readonly pairs: Pair[];
  readonly transitions: RuleTransition[];
  /** Pairs whose state is new or changed. */
  readonly changed: Pair[];
  /** Pairs that no rule judges any longer. */
  readonly removed: PairKey[];
}

/**
 * Lays out the pairs of the bindings: those that run go on, those saved go on from there, those whose condition changed start
 * again, new ones start with the value that holds. What no binding names ends.
 */
export function layOutPairs(
  before: Iterable<PointSlot>,
  bindings: readonly RuleBinding[],
  saved: readonly PairState[],
  now: number,
  lastKnownTime: (pointId: number) => number | undefined,
): PairTable {
  const known = knownPairs(before, saved);
  const oldSlots = new Map<number, PointSlot>();
  for (const slot of before) oldSlots.set(slot.pointId, slot);
  const table: PairTable = { slots: new Map(), pairs: [], transitions: [], changed: [], removed: [] };

  for (const { rule, pointIds } of bindings) {
    if (!rule.enabled) continue;
    const ofRule = known.get(rule.id);
    for (const pointId of new Set(pointIds)) {
      const prior = ofRule?.get(pointId);
      ofRule?.delete(pointId);
      const slot = slotOf(table.slots, oldSlots, pointId, now);
      const pair = makePair(table, rule, slot, prior, lastKnownTime);
      slot.pairs.push(pair);
      slot.lastTime = Math.max(slot.lastTime, pair.judgedUntil);
      table.pairs.push(pair);
    }
  }
  for (const [ruleId, ofRule] of known) {
    for (const [pointId, { state }] of ofRule) {
      endThreshold({ ...state }, table.transitions);
      table.removed.push({ ruleId, pointId });
    }
  }
  return table;
}

/** The state alone, as it is saved. */
export function stateOf(pair: PairState): PairState {
  const { ruleId, pointId, judgedUntil, phase, since, raisedAt, value, frameId } = pair;
  return { ruleId, pointId, judgedUntil, phase, since, raisedAt, value, frameId };
}

interface Prior {
  readonly state: PairState;
  /** Known of pairs that run; a saved state is taken to stand under the rule as it is. */
  readonly condition: ThresholdCondition | undefined;
  readonly dirty: boolean;
}

function knownPairs(
  before: Iterable<PointSlot>,
  saved: readonly PairState[],
): Map<string, Map<number, Prior>> {
  const known = new Map<string, Map<number, Prior>>();
  const put = (state: PairState, condition: ThresholdCondition | undefined, dirty: boolean): void => {
    const ofRule = known.get(state.ruleId) ?? new Map<number, Prior>();
    known.set(state.ruleId, ofRule);
    ofRule.set(state.pointId, { state, condition, dirty });
  };
  for (const state of saved) put(state, undefined, false);
  for (const slot of before) for (const pair of slot.pairs) put(pair, pair.condition, pair.dirty);
  return known;
}

function slotOf(
  slots: Map<number, PointSlot>,
  oldSlots: ReadonlyMap<number, PointSlot>,
  pointId: number,
  now: number,
): PointSlot {
  const present = slots.get(pointId);
  if (present !== undefined) return present;
  const slot: PointSlot = oldSlots.get(pointId) ?? {
    pointId,
    pairs: [],
    lastTime: -1,
    arrivedAt: now,
    behind: false,
    readAgain: false,
    batch: 0,
    batchTime: -1,
  };
  slot.pairs = [];
  slots.set(pointId, slot);
  return slot;
}

function makePair(
  table: PairTable,
  rule: Rule,
  slot: PointSlot,
  prior: Prior | undefined,
  lastKnownTime: (pointId: number) => number | undefined,
): Pair {
  const { condition } = rule;
  const start = (state: PairState, dirty: boolean): Pair => ({
    ...stateOf(state),
    condition,
    slot,
    dirty,
    dueAt: 0,
    heapIndex: -1,
  });
  if (prior === undefined) {
    // One millisecond before the value that holds: recovery reads that sample and judges it, with its way back to the frame.
    const held = lastKnownTime(slot.pointId);
    const pair = start(clearPair(rule.id, slot.pointId, held === undefined ? -1 : held - 1), true);
    table.changed.push(pair);
    return pair;
  }
  const pair = start(prior.state, prior.dirty);
  if (prior.condition !== undefined && !sameCondition(prior.condition, condition)) {
    restartThreshold(pair, condition, table.transitions);
    pair.dirty = true;
    table.changed.push(pair);
  }
  return pair;
}

import type { CommittedSample, PresentValue } from "@kontrollrom/contracts/sample.ts";
import { createDueHeap } from "./due-heap.ts";
import { keepMoments, rerun, rewind, undoAhead } from "./late.ts";
import {
  advance,
  fireLeaf,
  type Leaf,
  leafFlipped,
  lookAhead,
  type Pair,
  type PointSlot,
  stepPair,
} from "./pair.ts";
import { stateOf } from "./pair-memory.ts";
import { emptyTable, layOutPairs, type PairKey, withNewPoints } from "./pair-table.ts";
import { recoverPoints } from "./recover-points.ts";
import type { PairState, RuleBinding, RuleTransition, SampleReader } from "./seams.ts";

/** What the rules found. Found again after a crash, it changes nothing. */
export interface JudgeOutcome {
  readonly transitions: readonly RuleTransition[];
  /** Values came late: `recover` has to be called, until then the points they belong to are not judged. */
  readonly behind: boolean;
}

export interface BindOutcome extends JudgeOutcome {
  /** Where new pairs begin: to be saved at once, so that after a crash they do not judge what lies before. */
  readonly changed: readonly PairState[];
  /** Pairs that are judged no longer: their saved states can go. */
  readonly removed: readonly PairKey[];
}

export interface RuleEngineDeps {
  /** Wall clock, ms. */
  now(): number;
  /** The newest stored value of a point. A new rule starts with it, and recovery reads no point that has nothing newer. */
  lastKnown(pointId: number): PresentValue | undefined;
}

export interface RuleEngineOptions {
  /** How far the clock of live data is held back for what is under way. */
  readonly graceMs?: number;
  /**
   * How late a value may come, by the newest of its point, to be judged as if it had come in order: alarms that it shows to have been
   * otherwise are moved, reopened or withdrawn. What comes later than that is stored and not judged.
   */
  readonly latenessMs?: number;
}

export interface JudgeCounts {
  /** One condition on one value. */
  readonly judged: number;
  /** The same value again. */
  readonly repeat: number;
  /** Came late and is judged in its place. */
  readonly inserted: number;
  /** Came later than the lateness, or lies before the rule. */
  readonly late: number;
  /** Cannot be trusted. */
  readonly quality: number;
}

export interface RuleEngine {
  /**
   * Replaces all bindings. Pairs that run go on; `states` are the saved ones, for pairs that do not run yet. A raised alarm
   * whose rule or point is gone, or whose condition changed, returns. Call `recover` after it.
   */
  bind(bindings: readonly RuleBinding[], states: readonly PairState[]): BindOutcome;
  /**
   * Adds points that no rule judges yet, at the cost of these alone. `bindings` are all rules with those of the new points that each
   * judges; none may stand beside a point that is judged already. Undefined, and nothing is changed, where `bind` is needed: rules are
   * others than before, look at what stands beside a new point, or judge it already. Call `recover` after it.
   */
  bindNew(bindings: readonly RuleBinding[]): BindOutcome | undefined;
  /** Judges committed samples. */
  judge(samples: readonly CommittedSample[]): JudgeOutcome;
  /**
   * Finds what the clock alone reveals. The event clock of a point is the time of its newest sample plus what has passed since
   * that was judged, less a grace: live data raise without the next sample, replayed data never early.
   */
  tick(now: number): JudgeOutcome;
  /**
   * Judges what is stored and not judged: after a restart, for new pairs the value that holds, and what came late. Samples that come
   * meanwhile for a point under recovery are read from the store, too. When the reader fails it rejects, and is to be called again:
   * until then points that are behind are not judged live, so that nothing is skipped.
   */
  recover(reader: SampleReader): Promise<JudgeOutcome>;
  /**
   * States changed since they were last handed out, at most so many. Save them after every transition handed out before, never ahead
   * of one.
   */
  checkpoint(atMost?: number): PairState[];
  /** These could not be saved: they are handed out again. */
  again(states: readonly PairState[]): void;
  /** The occurrences that stand, to be held against those that the register has after a crash: the others are withdrawn. */
  standing(): Standing[];
  states(): PairState[];
  /** Since the engine was made. */
  counts(): JudgeCounts;
}

export interface Standing {
  readonly ruleId: string;
  readonly pointId: number;
  readonly raisedAt: number;
}

const nothing: JudgeOutcome = Object.freeze({ transitions: [], behind: false });
const defaultLatenessMs = 24 * 3_600_000;

/** Rules judged as values come, over many points. Holds state, starts nothing: whoever owns it calls `tick` every second or so. */
export function createRuleEngine(deps: RuleEngineDeps, options: RuleEngineOptions = {}): RuleEngine {
  const { graceMs = 2000, latenessMs = defaultLatenessMs } = options;
  const counts = { judged: 0, repeat: 0, inserted: 0, late: 0, quality: 0 };
  let table = emptyTable();
  let pending = createDueHeap<Pair>();
  let dirty: Pair[] = [];
  let batch = 0;
  let recovering: Promise<unknown> = Promise.resolve();
  /** Found by a recovery that failed later on: handed out by the one that succeeds. */
  let recovered: RuleTransition[] = [];

  function lastKnownTime(pointId: number): number | undefined {
    return deps.lastKnown(pointId)?.time;
  }

  /** Looked at by the clock when its next moment has come on the most advanced of its points. */
  function schedule(pair: Pair): void {
    if (pair.nextAt === Number.POSITIVE_INFINITY || pair.leaves.some(({ slot }) => slot.behind)) {
      if (pair.heapIndex >= 0) pending.delete(pair);
      return;
    }
    let due = Number.POSITIVE_INFINITY;
    for (const { slot } of pair.leaves)
      if (slot.lastTime >= 0) due = Math.min(due, slot.arrivedAt + (pair.nextAt - slot.lastTime) + graceMs);
    if (due === Number.POSITIVE_INFINITY) pending.delete(pair);
    else pending.set(pair, due);
  }

  function markDirty(pair: Pair): void {
    if (pair.dirty) return;
    pair.dirty = true;
    dirty.push(pair);
  }

  /** A value that is newer than all before it. */
  function judgeNew(leaf: Leaf, sample: CommittedSample, found: RuleTransition[]): void {
    const { pair } = leaf;
    const { time } = sample;
    counts.judged += 1;
    if (time > leaf.keptUntil) keepMoments(leaf, time, latenessMs);
    const waits = pair.rerunFrom !== undefined;
    if (leaf.undo !== undefined) undoAhead(leaf, time);
    if (pair.rerunFrom !== undefined) while (leaf.dueAt < time) fireLeaf(leaf, found, rerun);
    else if (pair.nextAt <= time) advance(pair, time, true, found, rerun);
    leaf.undo = undefined;
    leaf.judgedUntil = time;
    leaf.value = sample.value;
    leaf.frameId = sample.frameId;
    const { level, dueAt } = leaf;
    leaf.kind.sample(leaf, leaf.condition, time, sample.value);
    const begins = time < pair.begunAt;
    if (begins) {
      pair.begunAt = time;
      if (pair.rerunFrom !== undefined) pair.rerunFrom = Math.min(pair.rerunFrom, time);
    }
    if (leaf.level !== level) leafFlipped(leaf, time, level, found, rerun);
    else if (begins && pair.expression.root !== undefined && pair.rerunFrom === undefined) {
      if (time > pair.steppedTo) stepPair(pair, time, found);
      else rerun(pair, time, found);
    } else if (leaf.dueAt !== dueAt) lookAhead(pair);
    if (!waits && pair.rerunFrom !== undefined) rerun(pair, pair.rerunFrom, found);
    markDirty(pair);
  }

  function arrived(slot: PointSlot, time: number, now: number, waiting: boolean): void {
    if (time >= slot.lastTime) {
      slot.lastTime = time;
      slot.arrivedAt = now;
    }
    if (!waiting) return;
    for (const { pair } of slot.leaves)
      if (pair.nextAt !== Number.POSITIVE_INFINITY || pair.heapIndex >= 0) schedule(pair);
  }

  /** A value at a time that is judged already: the same again, or late. */
  function judgeOld(leaf: Leaf, sample: CommittedSample): void {
    if (sample.time === leaf.judgedUntil && sample.value === leaf.value && isTrusted(sample))
      counts.repeat += 1;
    else if (rewind(leaf, sample.time)) {
      counts.inserted += 1;
      leaf.slot.behind = true;
      markDirty(leaf.pair);
    } else counts.late += 1;
  }

  function judgeLive(slot: PointSlot, sample: CommittedSample, now: number, found: RuleTransition[]): void {
    const trusted = isTrusted(sample);
    let counted = false;
    /** Whether any of its pairs waits for the clock. */
    let waiting = false;
    for (const leaf of slot.leaves) {
      if (sample.time <= leaf.judgedUntil) {
        judgeOld(leaf, sample);
        waiting = true;
      } else if (!trusted) counts.quality += 1;
      else if (slot.behind) continue;
      else {
        judgeNew(leaf, sample, found);
        counted = true;
        waiting ||= leaf.pair.nextAt !== Number.POSITIVE_INFINITY || leaf.pair.heapIndex >= 0;
      }
    }
    if (slot.behind) {
      slot.readAgain = true;
      for (const { pair } of slot.leaves) schedule(pair);
    } else if (counted) arrived(slot, sample.time, now, waiting);
  }

  function outcome(transitions: RuleTransition[], behind: boolean): JudgeOutcome {
    return transitions.length === 0 && !behind ? nothing : { transitions, behind };
  }

  function isDisordered(samples: readonly CommittedSample[]): boolean {
    batch += 1;
    for (const sample of samples) {
      const slot = table.slots.get(sample.pointId);
      if (slot === undefined) continue;
      if (slot.batch === batch && sample.time < slot.batchTime) return true;
      slot.batch = batch;
      slot.batchTime = sample.time;
    }
    return false;
  }

  /** Points that may have stored samples which one of their conditions has not judged. */
  function unjudgedPoints(): number[] {
    const pointIds: number[] = [];
    for (const slot of table.slots.values()) {
      const newest = lastKnownTime(slot.pointId);
      const judged = slot.leaves.every(
        ({ judgedUntil, pair }) =>
          pair.rerunFrom === undefined && (newest === undefined || newest <= judgedUntil),
      );
      if (judged && !slot.behind) continue;
      slot.behind = true;
      for (const { pair } of slot.leaves) schedule(pair);
      pointIds.push(slot.pointId);
    }
    return pointIds;
  }

  function caughtUp(slot: PointSlot): void {
    slot.behind = false;
    for (const { pair } of slot.leaves) {
      if (pair.rerunFrom !== undefined && !pair.leaves.some((leaf) => leaf.slot.behind)) {
        rerun(pair, pair.rerunFrom, recovered);
        markDirty(pair);
      }
      schedule(pair);
    }
  }

  return {
    bind(bindings, states) {
      table = layOutPairs(table, bindings, states, deps.now(), lastKnownTime);
      pending = createDueHeap<Pair>();
      dirty = [];
      for (const ofRule of table.pairs.values())
        for (const pair of ofRule.values()) {
          pair.heapIndex = -1;
          if (pair.dirty) dirty.push(pair);
          schedule(pair);
        }
      const behind = table.slots.values().some((slot) => slot.behind);
      return {
        transitions: table.transitions,
        changed: table.changed.map(stateOf),
        behind,
        removed: table.removed,
      };
    },
    bindNew(bindings) {
      const extended = withNewPoints(table, bindings, deps.now(), lastKnownTime);
      if (extended === undefined) return undefined;
      table = extended;
      for (const pair of table.changed) {
        dirty.push(pair);
        schedule(pair);
      }
      return {
        transitions: table.transitions,
        changed: table.changed.map(stateOf),
        behind: false,
        removed: [],
      };
    },
    judge(samples) {
      const now = deps.now();
      const ordered = isDisordered(samples) ? samples.toSorted((a, b) => a.time - b.time) : samples;
      const found: RuleTransition[] = [];
      let behind = false;
      for (const sample of ordered) {
        const slot = table.slots.get(sample.pointId);
        if (slot === undefined) continue;
        judgeLive(slot, sample, now, found);
        behind ||= slot.behind;
      }
      return outcome(found, behind);
    },
    tick(now) {
      const found: RuleTransition[] = [];
      for (let pair = pending.take(now); pair !== undefined; pair = pending.take(now)) {
        advance(pair, pair.nextAt, false, found, rerun);
        markDirty(pair);
        schedule(pair);
      }
      return outcome(found, false);
    },
    recover(reader) {
      const run = async (): Promise<JudgeOutcome> => {
        await recoverPoints(unjudgedPoints(), reader, {
          slot: (pointId) => table.slots.get(pointId),
          judge(slot, sample) {
            if (!isTrusted(sample)) return;
            for (const leaf of slot.leaves)
              if (sample.time > leaf.judgedUntil) judgeNew(leaf, sample, recovered);
            if (sample.time >= slot.lastTime) {
              slot.lastTime = sample.time;
              slot.arrivedAt = deps.now();
            }
          },
          done: caughtUp,
        });
        const found = recovered;
        recovered = [];
        return outcome(found, false);
      };
      const result = recovering.then(run, run);
      recovering = result.catch(() => undefined);
      return result;
    },
    checkpoint(atMost = Number.POSITIVE_INFINITY) {
      const taken = dirty.splice(0, atMost);
      for (const pair of taken) pair.dirty = false;
      return taken.map(stateOf);
    },
    again(states) {
      for (const { ruleId, pointId } of states) {
        const pair = table.pairs.get(ruleId)?.get(pointId);
        if (pair !== undefined) markDirty(pair);
      }
    },
    standing: () =>
      [...table.pairs.values()].flatMap((ofRule) =>
        [...ofRule.values()]
          .filter(({ phase }) => phase === "raised" || phase === "returning")
          .map(({ ruleId, pointId, raisedAt }) => ({ ruleId, pointId, raisedAt })),
      ),
    states: () => [...table.pairs.values()].flatMap((ofRule) => [...ofRule.values()].map(stateOf)),
    counts: () => ({ ...counts }),
  };
}

function isTrusted({ quality }: CommittedSample): boolean {
  return quality !== "bad" && quality !== "out-of-range";
}

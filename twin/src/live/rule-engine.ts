import type { CommittedSample, PresentValue } from "@kontrollrom/contracts/sample.ts";
import { createDueHeap } from "./due-heap.ts";
import { layOutPairs, type Pair, type PairKey, type PointSlot, stateOf } from "./pair-table.ts";
import { recoverPoints } from "./recover-points.ts";
import type { PairState, RuleBinding, RuleTransition, SampleReader } from "./seams.ts";
import { type JudgeReason, stepClock, stepSample } from "./threshold.ts";

/** What the rules found, and the states to save together with it. */
export interface JudgeOutcome {
  readonly transitions: readonly RuleTransition[];
  readonly changed: readonly PairState[];
}

export interface BindOutcome extends JudgeOutcome {
  /** Pairs that are judged no longer: their saved states can go. */
  readonly removed: readonly PairKey[];
}

export interface RuleEngineDeps {
  /** Wall clock, ms. */
  now(): number;
  /** The newest stored value of a point. A new rule starts with it, and recovery reads no point that has nothing newer. */
  lastKnown(pointId: number): PresentValue | undefined;
}

export interface RuleEngine {
  /**
   * Replaces all bindings. Pairs that run go on; `states` are the saved ones, for pairs that do not run yet. A raised alarm
   * whose rule or point is gone, or whose condition changed, returns. Call `recover` after it.
   */
  bind(bindings: readonly RuleBinding[], states: readonly PairState[]): BindOutcome;
  /** Judges committed samples, those of one point in the order of their times. */
  judge(samples: readonly CommittedSample[]): JudgeOutcome;
  /**
   * Raises what the clock alone reveals. The event clock of a point is the time of its newest sample plus what has passed since
   * that was judged, less a grace: live data raise without the next sample, replayed data never early.
   */
  tick(now: number): JudgeOutcome;
  /**
   * Judges what is stored and not judged: after a restart, and for new pairs the value that holds. Samples that come meanwhile
   * for a point under recovery are read from the store, too. When the reader fails it rejects, and is to be called again:
   * until then points that are behind are not judged live, so that nothing is skipped.
   */
  recover(reader: SampleReader): Promise<JudgeOutcome>;
  /** States changed since the last call. Save them after every transition handed out before, never ahead of one. */
  checkpoint(): PairState[];
  states(): PairState[];
  /** How often each reason was given, over rules and samples, since the engine was made. */
  counts(): Readonly<Record<JudgeReason, number>>;
}

const nothing: JudgeOutcome = Object.freeze({ transitions: [], changed: [] });

/** Threshold rules over many points. Holds state, starts nothing: whoever owns it calls `tick` every second or so. */
export function createRuleEngine(deps: RuleEngineDeps, options: { graceMs?: number } = {}): RuleEngine {
  const graceMs = options.graceMs ?? 2000;
  const counts: Record<JudgeReason, number> = {
    "not-beyond": 0,
    "on-delay-began": 0,
    "on-delay-running": 0,
    "on-delay-broken": 0,
    raised: 0,
    "still-raised": 0,
    "within-deadband": 0,
    returned: 0,
    "raised-and-returned": 0,
    repeat: 0,
    late: 0,
    quality: 0,
  };
  let slots = new Map<number, PointSlot>();
  let pending = createDueHeap<Pair>();
  let dirty: Pair[] = [];
  let batch = 0;
  let recovering: Promise<unknown> = Promise.resolve();
  /** Found by a recovery that failed later on: handed out by the one that succeeds. */
  let recovered: RuleTransition[] = [];

  function lastKnownTime(pointId: number): number | undefined {
    return deps.lastKnown(pointId)?.time;
  }

  function schedule(pair: Pair): void {
    const { slot } = pair;
    if (pair.phase !== "pending" || slot.behind) {
      pending.delete(pair);
      return;
    }
    pending.set(pair, slot.arrivedAt + (pair.since + pair.condition.onDelayMs - slot.lastTime) + graceMs);
  }

  function markDirty(pair: Pair): void {
    if (pair.dirty) return;
    pair.dirty = true;
    dirty.push(pair);
  }

  function judgeOne(slot: PointSlot, sample: CommittedSample, now: number, found: RuleTransition[]): void {
    let counted = false;
    for (const pair of slot.pairs) {
      const reason = stepSample(pair, pair.condition, sample, found);
      counts[reason] += 1;
      if (reason === "quality" || reason === "repeat" || reason === "late") continue;
      counted = true;
      markDirty(pair);
    }
    if (!counted) return;
    if (sample.time >= slot.lastTime) {
      slot.lastTime = sample.time;
      slot.arrivedAt = now;
    }
    for (const pair of slot.pairs) if (pair.phase === "pending" || pair.heapIndex >= 0) schedule(pair);
  }

  /** The states behind the transitions, each once. */
  function outcome(transitions: RuleTransition[]): JudgeOutcome {
    if (transitions.length === 0) return nothing;
    const changed = new Map<Pair, PairState>();
    for (const { ruleId, pointId } of transitions) {
      const pair = slots.get(pointId)?.pairs.find((candidate) => candidate.ruleId === ruleId);
      if (pair !== undefined && !changed.has(pair)) changed.set(pair, stateOf(pair));
    }
    return { transitions, changed: [...changed.values()] };
  }

  function isDisordered(samples: readonly CommittedSample[]): boolean {
    batch += 1;
    for (const sample of samples) {
      const slot = slots.get(sample.pointId);
      if (slot === undefined) continue;
      if (slot.batch === batch && sample.time < slot.batchTime) return true;
      slot.batch = batch;
      slot.batchTime = sample.time;
    }
    return false;
  }

  function setBehind(slot: PointSlot, behind: boolean): void {
    slot.behind = behind;
    slot.readAgain = false;
    for (const pair of slot.pairs) schedule(pair);
  }

  /** Points that may have stored samples which one of their rules has not judged. */
  function unjudgedPoints(): number[] {
    const pointIds: number[] = [];
    for (const slot of slots.values()) {
      const newest = lastKnownTime(slot.pointId);
      const judged = slot.pairs.every((pair) => newest === undefined || newest <= pair.judgedUntil);
      if (judged && !slot.behind) continue;
      setBehind(slot, true);
      pointIds.push(slot.pointId);
    }
    return pointIds;
  }

  return {
    bind(bindings, states) {
      const table = layOutPairs([...slots.values()], bindings, states, deps.now(), lastKnownTime);
      slots = table.slots;
      pending = createDueHeap<Pair>();
      dirty = table.pairs.filter((pair) => pair.dirty);
      for (const pair of table.pairs) schedule(pair);
      return { transitions: table.transitions, changed: table.changed.map(stateOf), removed: table.removed };
    },
    judge(samples) {
      const now = deps.now();
      const ordered = isDisordered(samples) ? samples.toSorted((a, b) => a.time - b.time) : samples;
      const found: RuleTransition[] = [];
      for (const sample of ordered) {
        const slot = slots.get(sample.pointId);
        if (slot === undefined) continue;
        if (slot.behind) slot.readAgain = true;
        else judgeOne(slot, sample, now, found);
      }
      return outcome(found);
    },
    tick(now) {
      const found: RuleTransition[] = [];
      for (let pair = pending.take(now); pair !== undefined; pair = pending.take(now)) {
        stepClock(pair, pair.condition, pair.since + pair.condition.onDelayMs, found);
        markDirty(pair);
      }
      return outcome(found);
    },
    recover(reader) {
      const run = async (): Promise<JudgeOutcome> => {
        await recoverPoints(unjudgedPoints(), reader, {
          slot: (pointId) => slots.get(pointId),
          judge: (slot, sample) => judgeOne(slot, sample, deps.now(), recovered),
          done: (slot) => setBehind(slot, false),
        });
        const found = recovered;
        recovered = [];
        return outcome(found);
      };
      const result = recovering.then(run, run);
      recovering = result.catch(() => undefined);
      return result;
    },
    checkpoint() {
      const states = dirty.map(stateOf);
      for (const pair of dirty) pair.dirty = false;
      dirty = [];
      return states;
    },
    states: () => [...slots.values()].flatMap((slot) => slot.pairs.map(stateOf)),
    counts: () => ({ ...counts }),
  };
}

import type { LeafMemory, Level } from "./conditions/leaf-kind.ts";
import type { Occurrence } from "./occurrence-changes.ts";
import type { Flip, Leaf, LeafSnapshot, Mark, Pair } from "./pair.ts";
import type { PairState } from "./seams.ts";

/** Text of what a pair remembers beside its columns: short names, since there may be 150,000. Numbers that JSON has not are null. */
interface Written {
  readonly o: number;
  readonly s: number;
  readonly b: number | null;
  readonly l: readonly WrittenLeaf[];
  readonly m: readonly Mark[];
  readonly t: readonly Occurrence[];
  /** Where it has to be judged again from. */
  readonly r?: number;
}

interface WrittenLeaf {
  readonly p: number;
  readonly t: number;
  readonly h: number;
  readonly f: readonly Flip[];
  /** Now, the newer moment, the older one; a moment that is the same as the one before it is left out. */
  readonly c: readonly WrittenMoment[];
  readonly u?: WrittenMoment;
}
type WrittenMoment = readonly [
  time: number,
  value: number,
  frameId: string,
  level: Level,
  dueAt: number | null,
  a: number | null,
  b: number | null,
  past?: readonly number[],
];

/** A saved leaf, by its term and point. */
export interface SavedLeaf {
  readonly pointId: number;
  readonly term: number;
  readonly horizon: number;
  readonly flips: Flip[];
  readonly now: LeafSnapshot;
  readonly newer: LeafSnapshot;
  readonly older: LeafSnapshot;
  readonly undo: LeafMemory | undefined;
}

export interface SavedPair {
  readonly offSince: number;
  readonly steppedTo: number;
  readonly begunAt: number;
  readonly leaves: readonly SavedLeaf[];
  readonly marks: Mark[];
  readonly told: Occurrence[];
  readonly rerunFrom: number | undefined;
}

const finite = (value: number) => (Number.isFinite(value) ? value : null);

function writeMoment(moment: LeafMemory & { value: number; frameId: string }, time: number): WrittenMoment {
  const { value, frameId, level, dueAt, a, b, past } = moment;
  const fields = [time, value, frameId, level, finite(dueAt), finite(a), finite(b)] as const;
  return past === undefined ? fields : [...fields, past];
}

function readMoment([time, value, frameId, level, dueAt, a, b, past]: WrittenMoment): LeafSnapshot {
  return {
    time,
    value,
    frameId,
    level,
    dueAt: dueAt ?? Number.POSITIVE_INFINITY,
    a: a ?? Number.NaN,
    b: b ?? Number.NaN,
    past: past?.slice(),
  };
}

function writeLeaf(leaf: Leaf): WrittenLeaf {
  const moments = [writeMoment(leaf, leaf.judgedUntil), writeMoment(leaf.newer, leaf.newer.time)];
  if (leaf.older !== leaf.newer) moments.push(writeMoment(leaf.older, leaf.older.time));
  const { undo, horizon, flips, slot, term } = leaf;
  const u = undo && writeMoment({ ...undo, value: 0, frameId: "" }, 0);
  return { p: slot.pointId, t: term, h: horizon, f: flips, c: moments, ...(u && { u }) };
}

/** The state of a pair as it is saved. One that is being judged again is saved as far as it is judged for sure. */
export function stateOf(pair: Pair): PairState {
  const { ruleId, pointId, phase, since, raisedAt, offSince, steppedTo, begunAt, marks, told } = pair;
  const [first] = pair.leaves;
  const stands = phase === "raised" || phase === "returning";
  const memory: Written = {
    o: offSince,
    s: steppedTo,
    b: finite(begunAt),
    l: pair.leaves.map(writeLeaf),
    m: marks,
    t: told,
    ...(pair.rerunFrom !== undefined && { r: pair.rerunFrom }),
  };
  return {
    ruleId,
    pointId,
    judgedUntil: Math.min(...pair.leaves.map((leaf) => leaf.judgedUntil)),
    phase,
    since,
    raisedAt: stands ? raisedAt : -1,
    value: first?.value ?? 0,
    frameId: first?.frameId ?? "",
    memory: JSON.stringify(memory),
  };
}

/** What a saved state remembers; undefined where it was saved without a memory. */
export function readMemory(state: PairState): SavedPair | undefined {
  if (state.memory === undefined || state.memory === "") return undefined;
  const { o, s, b, l, m, t, r } = JSON.parse(state.memory) as Written;
  return {
    offSince: o,
    steppedTo: s,
    begunAt: b ?? Number.POSITIVE_INFINITY,
    rerunFrom: r,
    marks: [...m],
    told: t.map((occurrence) => ({ ...occurrence, returnedAt: occurrence.returnedAt })),
    leaves: l.map(({ p, t: term, h, f, c, u }) => {
      const [now, newer, older] = c.map(readMoment);
      if (now === undefined || newer === undefined)
        throw new Error(`the state of rule ${state.ruleId} on point ${state.pointId} cannot be read`);
      return {
        pointId: p,
        term,
        horizon: h,
        flips: [...f],
        now,
        newer,
        older: older ?? newer,
        undo: u && readMoment(u),
      };
    }),
  };
}

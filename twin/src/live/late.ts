import { copyMemory } from "./conditions/leaf.ts";
import type { Level } from "./conditions/leaf-kind.ts";
import { changesBetween, type Occurrence } from "./occurrence-changes.ts";
import {
  conditionLevel,
  type Flip,
  fireLeaf,
  type Leaf,
  type LeafSnapshot,
  lookAhead,
  mark,
  type Pair,
  transition,
} from "./pair.ts";
import { copyPhase, firePhase, flipPhase, phaseDue } from "./phases.ts";
import type { RuleTransition } from "./seams.ts";

/** A moment to go back to: what a condition remembered after its last value. */
export function snapshotOf(leaf: Leaf): LeafSnapshot {
  const { judgedUntil, value, frameId } = leaf;
  const { level, dueAt, a, b, past } = leaf.undo ?? leaf;
  return { time: judgedUntil, value, frameId, level, dueAt, a, b, past: past?.slice() };
}

/** Keeps a moment to go back to at least `latenessMs` behind the newest value, and forgets what lies behind it. */
export function keepMoments(leaf: Leaf, time: number, latenessMs: number): void {
  leaf.keptUntil = leaf.newer.time + latenessMs;
  if (time <= leaf.keptUntil) return;
  leaf.older = leaf.newer;
  leaf.newer = snapshotOf(leaf);
  leaf.keptUntil = leaf.newer.time + latenessMs;
  leaf.horizon = Math.max(leaf.horizon, leaf.older.time);
  while (leaf.flips.length > 0 && (leaf.flips[0] as Flip).at <= leaf.horizon) leaf.flips.shift();
  forget(leaf.pair);
}

/** Forgets phases and occurrences that no late value can change any more. */
function forget(pair: Pair): void {
  const horizon = Math.min(...pair.leaves.map((leaf) => leaf.horizon));
  while (pair.marks.length > 1 && (pair.marks[1]?.at ?? horizon) < horizon) pair.marks.shift();
  while (pair.told.length > 0) {
    const { returnedAt } = pair.told[0] as Occurrence;
    if (returnedAt === undefined || returnedAt >= horizon) break;
    pair.told.shift();
  }
}

/**
 * Sets a condition back to before `time`, so that its values from there on can be judged again.
 * @returns false when that lies too far back
 */
export function rewind(leaf: Leaf, time: number): boolean {
  if (time <= leaf.horizon) return false;
  const to = leaf.newer.time < time ? leaf.newer : leaf.older;
  if (to.time >= time) return false;
  copyMemory(to, leaf);
  leaf.judgedUntil = to.time;
  leaf.value = to.value;
  leaf.frameId = to.frameId;
  leaf.newer = to;
  leaf.keptUntil = -1;
  leaf.undo = undefined;
  leaf.slot.readFrom = Math.min(leaf.slot.readFrom, to.time);
  while (leaf.flips.length > 0 && (leaf.flips.at(-1) as Flip).at > to.time) leaf.flips.pop();
  leaf.pair.rerunFrom = Math.min(leaf.pair.rerunFrom ?? Number.POSITIVE_INFINITY, to.time + 1);
  return true;
}

/**
 * The clock was ahead of a value that was under way: what a condition did by itself at or after `time` is undone. Its pair is to be
 * worked out again.
 */
export function undoAhead(leaf: Leaf, time: number): void {
  if (leaf.undo === undefined) return;
  const { flips, pair } = leaf;
  const ahead = flips.findIndex(({ at }) => at > leaf.judgedUntil);
  if (ahead < 0 || (flips.at(-1) as Flip).at < time) return;
  pair.rerunFrom = Math.min(pair.rerunFrom ?? Number.POSITIVE_INFINITY, (flips[ahead] as Flip).at);
  flips.length = ahead;
  copyMemory(leaf.undo, leaf);
}

/** What a condition was at a moment, by its flips. */
function levelAt(leaf: Leaf, index: number): Level {
  return leaf.flips[index]?.was ?? leaf.level;
}

/**
 * Works the phases of a pair out again from a moment (included) on, over the flips of its conditions, up to where they had been worked
 * out, and tells what is otherwise than was told.
 */
export function rerun(pair: Pair, since: number, found: RuleTransition[]): void {
  let from = since;
  const until = Math.max(pair.steppedTo, ...pair.leaves.map((leaf) => leaf.judgedUntil));
  pair.rerunFrom = from;
  // Flips that come of it are only remembered, and the earliest may lie before `from`.
  for (const leaf of pair.leaves) while (leaf.dueAt <= until) fireLeaf(leaf, found, rerun);
  // Before the first value there is nothing.
  from = Math.max(pair.rerunFrom, Math.min(pair.begunAt, until));
  pair.rerunFrom = undefined;
  while (pair.marks.length > 0 && (pair.marks.at(-1)?.at ?? -1) >= from) pair.marks.pop();
  const base = pair.marks.at(-1);
  if (base === undefined) {
    pair.phase = "clear";
    pair.since = -1;
    pair.raisedAt = -1;
    pair.offSince = -1;
    pair.level = 0;
  } else {
    copyPhase(base, pair);
    pair.level = base.level;
  }
  // What stood at `from`, and all after it, is told anew.
  const kept = pair.told.filter(({ returnedAt }) => returnedAt !== undefined && returnedAt < from);
  const before = pair.told.slice(kept.length);
  const after: Occurrence[] = [];
  if (pair.phase === "raised" || pair.phase === "returning")
    after.push({ raisedAt: pair.raisedAt, returnedAt: undefined, conditionSince: pair.since });
  const evidence = new Map<number, Flip | undefined>();

  const take = (event: "raised" | "returned" | undefined, at: number, flip: Flip | undefined): void => {
    if (event === "raised") {
      after.push({ raisedAt: at, returnedAt: undefined, conditionSince: pair.since });
      evidence.set(at, flip);
    } else if (event === "returned") {
      const last = after.pop();
      if (last !== undefined) after.push({ ...last, returnedAt: at });
      evidence.set(at, flip);
    }
  };

  const next = pair.leaves.map((leaf) => {
    const index = leaf.flips.findIndex(({ at }) => at >= from);
    return index < 0 ? leaf.flips.length : index;
  });
  const levelNow = () => conditionLevel(pair, (leaf) => levelAt(leaf, next[pair.leaves.indexOf(leaf)] ?? 0));
  let begin = pair.begunAt >= from ? pair.begunAt : Number.POSITIVE_INFINITY;
  let edge = pair.timetable?.nextEdge(from - 1) ?? Number.POSITIVE_INFINITY;
  let newest: Flip | undefined;
  const look = (at: number): void => {
    const level = (pair.timetable?.isOpen(at) ?? true) ? levelNow() : 0;
    if (level === pair.level) return;
    pair.level = level;
    take(flipPhase(pair, pair.delays, at, level), at, newest);
    mark(pair, at);
  };
  for (;;) {
    const due = phaseDue(pair, pair.delays);
    const flipAt = Math.min(...pair.leaves.map((leaf, i) => leaf.flips[next[i] as number]?.at ?? Infinity));
    const at = Math.min(due, flipAt, edge, begin);
    if (at > until) break;
    if (due === at) {
      take(firePhase(pair, pair.delays), at, newest);
      mark(pair, at);
      continue;
    }
    // All that happens at one moment counts as one.
    pair.leaves.forEach((leaf, index) => {
      for (let flip = leaf.flips[next[index] as number]; flip?.at === at; ) {
        if (index === 0) newest = flip;
        next[index] = (next[index] as number) + 1;
        flip = leaf.flips[next[index] as number];
      }
    });
    if (edge === at) edge = pair.timetable?.nextEdge(at) ?? Number.POSITIVE_INFINITY;
    if (begin === at) begin = Number.POSITIVE_INFINITY;
    look(at);
  }
  pair.steppedTo = until;
  pair.edgeAt = edge;
  pair.told = [...kept, ...after];
  pair.dirty = true;
  lookAhead(pair);

  for (const change of changesBetween(before, after)) {
    const at = "at" in change ? change.at : "movedTo" in change ? change.movedTo : change.raisedAt;
    const flip = evidence.get(at);
    const told = transition(pair, change.kind, at, change.raisedAt);
    const since = "occurrence" in change ? change.occurrence.conditionSince : told.conditionSince;
    found.push({
      ...told,
      conditionSince: since,
      ...(flip && { value: flip.value, sampleTime: flip.sampleTime, frameId: flip.frameId }),
    });
  }
}

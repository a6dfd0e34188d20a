import type { PointCondition } from "@kontrollrom/contracts/condition.ts";
import type { Timetable } from "./calendar/schedule.ts";
import { copyMemory, freshMemory } from "./conditions/leaf.ts";
import type { LeafKind, LeafMemory, Level } from "./conditions/leaf-kind.ts";
import type { Due } from "./due-heap.ts";
import { type Expression, levelOf } from "./expression.ts";
import type { Occurrence } from "./occurrence-changes.ts";
import { clearPhase, type Delays, firePhase, flipPhase, type PhaseState, phaseDue } from "./phases.ts";
import type { RuleTransition } from "./seams.ts";

/** A point with the conditions that look at it. */
export interface PointSlot {
  readonly pointId: number;
  leaves: Leaf[];
  /** Event time of the newest sample that counted, and when it was judged. */
  lastTime: number;
  arrivedAt: number;
  /** True while the point's samples are read from the store; live samples are then read from there too. */
  behind: boolean;
  /** A live sample came while the point was behind. */
  readAgain: boolean;
  /** Where reading has to begin again, since a condition was set back; Infinity when none was. */
  readFrom: number;
  /** Newest time of the batch numbered so: finds disorder within a batch. */
  batch: number;
  batchTime: number;
}

/** A moment at which a condition came from one level to another, with the value that held. */
export interface Flip {
  readonly at: number;
  readonly was: Level;
  readonly level: Level;
  readonly value: number;
  readonly sampleTime: number;
  readonly frameId: string;
}

/** What a condition remembered at a moment, to go back to when a value comes late. */
export interface LeafSnapshot extends LeafMemory {
  readonly time: number;
  readonly value: number;
  readonly frameId: string;
}

/** One condition of a rule on one point. */
export interface Leaf extends LeafMemory {
  readonly pair: Pair;
  readonly slot: PointSlot;
  readonly term: number;
  condition: PointCondition;
  kind: LeafKind<PointCondition>;
  /** Event time of the last value judged, and that value. */
  judgedUntil: number;
  value: number;
  frameId: string;
  /** Values up to here can be judged no more: they lie before the rule or too far back. */
  horizon: number;
  /** Two moments to go back to, the older at least a lateness behind `judgedUntil` once it lasts that long. */
  older: LeafSnapshot;
  newer: LeafSnapshot;
  /** No moment has to be kept up to here: spares a look at `newer` for each value. Worked out when it is passed. */
  keptUntil: number;
  /** Since the horizon, by time. */
  flips: Flip[];
  /** What it remembered after its last value, kept once its own time has come: a value from before that time may still be under way. */
  undo: LeafMemory | undefined;
}

/** Works the phases of a pair out again from a moment on. */
export type Again = (pair: Pair, from: number, found: RuleTransition[]) => void;

/** A phase that began at a moment. */
export interface Mark extends PhaseState {
  readonly at: number;
  readonly level: Level;
}

/** A rule on one of its points, as the engine runs it. */
export interface Pair extends PhaseState, Due {
  readonly ruleId: string;
  readonly pointId: number;
  delays: Delays;
  expression: Expression;
  timetable: Timetable | undefined;
  leaves: Leaf[];
  /** Of the whole condition, schedule included. */
  level: Level;
  /** Event time up to which phases are worked out. */
  steppedTo: number;
  /** The next moment at which time alone changes anything. */
  nextAt: number;
  /** The next opening or closing of the schedule. */
  edgeAt: number;
  /** Event time of the earliest value; Infinity before any. */
  begunAt: number;
  /** Phases since the horizon; the first is the one that held at it. */
  marks: Mark[];
  /** Occurrences told since the horizon, and the one that stands. */
  told: Occurrence[];
  /** Set while late values are read: phases are worked out again from here (included) when all are. */
  rerunFrom: number | undefined;
  /** Changed since the last checkpoint. */
  dirty: boolean;
}

/** More flips than this of one condition are not remembered: what comes late behind them is not judged. */
const maxFlips = 2000;

export function emptyPair(
  ruleId: string,
  pointId: number,
  parts: { delays: Delays; expression: Expression; timetable: Timetable | undefined },
): Pair {
  return {
    ruleId,
    pointId,
    ...parts,
    ...clearPhase(),
    leaves: [],
    level: 0,
    steppedTo: -1,
    nextAt: Number.POSITIVE_INFINITY,
    edgeAt: Number.NEGATIVE_INFINITY,
    begunAt: Number.POSITIVE_INFINITY,
    marks: [],
    told: [],
    rerunFrom: undefined,
    dirty: true,
    dueAt: 0,
    heapIndex: -1,
  };
}

/** The level of the whole condition, its schedule apart. Of a term's points the highest counts. */
export function conditionLevel(pair: Pair, leafLevel: (leaf: Leaf) => Level): Level {
  const { root } = pair.expression;
  const { leaves } = pair;
  if (root === undefined) return leaves.length === 1 ? leafLevel(leaves[0] as Leaf) : 0;
  return levelOf(root, (term) => {
    let level: Level = 0;
    for (const leaf of leaves) if (leaf.term === term) level = Math.max(level, leafLevel(leaf)) as Level;
    return level;
  });
}

const now = (leaf: Leaf) => leaf.level;

function whole(pair: Pair, at: number): Level {
  return (pair.timetable?.isOpen(at) ?? true) ? conditionLevel(pair, now) : 0;
}

/** Works out `nextAt`. */
export function lookAhead(pair: Pair): void {
  let next = phaseDue(pair, pair.delays);
  for (const leaf of pair.leaves) if (leaf.dueAt < next) next = leaf.dueAt;
  // While nothing holds, an opening changes nothing; before the first value there is nothing to judge.
  if (
    pair.timetable !== undefined &&
    pair.begunAt !== Number.POSITIVE_INFINITY &&
    (pair.level > 0 || conditionLevel(pair, now) > 0)
  ) {
    const from = Math.max(pair.steppedTo, pair.begunAt);
    if (pair.edgeAt < from) pair.edgeAt = pair.timetable.nextEdge(from);
    if (pair.edgeAt < next) next = pair.edgeAt;
  }
  pair.nextAt = next;
}

export function transition(
  pair: Pair,
  kind: RuleTransition["kind"],
  at: number,
  raisedAt: number,
): RuleTransition {
  const [leaf] = pair.leaves;
  return {
    kind,
    ruleId: pair.ruleId,
    pointId: pair.pointId,
    raisedAt,
    at,
    value: leaf?.value ?? 0,
    conditionSince: pair.since,
    sampleTime: leaf?.judgedUntil ?? -1,
    frameId: leaf?.frameId ?? "",
  };
}

/** Keeps an occurrence in mind, and what it was before the phase changed. */
function tell(pair: Pair, event: "raised" | "returned", at: number, found: RuleTransition[]): void {
  found.push(transition(pair, event, at, pair.raisedAt));
  const { raisedAt, since } = pair;
  if (event === "raised") pair.told.push({ raisedAt, returnedAt: undefined, conditionSince: since });
  else {
    const last = pair.told.pop();
    pair.told.push({ raisedAt, returnedAt: at, conditionSince: last?.conditionSince ?? since });
  }
}

export function mark(pair: Pair, at: number): void {
  const { phase, since, raisedAt, offSince, level } = pair;
  pair.marks.push({ at, phase, since, raisedAt, offSince, level });
}

/** The whole condition is looked at anew at a moment not before `steppedTo`. */
export function stepPair(pair: Pair, at: number, found: RuleTransition[]): void {
  pair.steppedTo = at;
  if (pair.edgeAt <= at) pair.edgeAt = Number.NEGATIVE_INFINITY;
  const level = whole(pair, at);
  if (level !== pair.level) {
    pair.level = level;
    const event = flipPhase(pair, pair.delays, at, level);
    if (event !== undefined) tell(pair, event, at, found);
    mark(pair, at);
  }
  lookAhead(pair);
}

function remember(leaf: Leaf, at: number, was: Level): void {
  const { level, value, judgedUntil, frameId, flips } = leaf;
  flips.push({ at, was, level, value, sampleTime: judgedUntil, frameId });
  if (flips.length > maxFlips) {
    const gone = flips.splice(0, flips.length / 2);
    leaf.horizon = Math.max(leaf.horizon, gone.at(-1)?.at ?? leaf.horizon);
  }
}

/** A condition came to another level. Behind what is worked out already it has to be worked out again. */
export function leafFlipped(leaf: Leaf, at: number, was: Level, found: RuleTransition[], again: Again): void {
  const { pair } = leaf;
  remember(leaf, at, was);
  if (pair.rerunFrom !== undefined) pair.rerunFrom = Math.min(pair.rerunFrom, at);
  else if (at <= pair.steppedTo) again(pair, at, found);
  else stepPair(pair, at, found);
}

/**
 * Works out what time alone changes up to and including `until`. At one moment delays run out first (the old value has held for all of
 * it), then conditions end by themselves, then the schedule opens or closes. Where a value of just that moment follows (`valueFollows`),
 * it decides before a condition ends by itself.
 */
export function advance(
  pair: Pair,
  until: number,
  valueFollows: boolean,
  found: RuleTransition[],
  again: Again,
): void {
  while (pair.nextAt <= until) {
    const at = pair.nextAt;
    if (phaseDue(pair, pair.delays) === at) {
      pair.steppedTo = Math.max(pair.steppedTo, at);
      const event = firePhase(pair, pair.delays);
      if (event !== undefined) tell(pair, event, at, found);
      mark(pair, at);
      lookAhead(pair);
      continue;
    }
    const leaf = valueFollows && at === until ? undefined : pair.leaves.find(({ dueAt }) => dueAt === at);
    if (leaf !== undefined) {
      fireLeaf(leaf, found, again);
      lookAhead(pair);
    } else if (pair.edgeAt === at) stepPair(pair, at, found);
    else return;
  }
}

/** A condition's own time has come. */
export function fireLeaf(leaf: Leaf, found: RuleTransition[], again: Again): void {
  const at = leaf.dueAt;
  if (leaf.undo === undefined) {
    leaf.undo = freshMemory();
    copyMemory(leaf, leaf.undo);
  }
  const was = leaf.level;
  leaf.kind.due?.(leaf, leaf.condition);
  if (leaf.level !== was) leafFlipped(leaf, at, was, found, again);
}

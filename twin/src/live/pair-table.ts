import { isDeepStrictEqual } from "node:util";
import { LiveCondition, type PointCondition } from "@kontrollrom/contracts/condition.ts";
import type { Rule } from "@kontrollrom/contracts/rule.ts";
import { createTimetable, type Timetable } from "./calendar/schedule.ts";
import { copyMemory, freshMemory, kindOf } from "./conditions/leaf.ts";
import { type Expression, expressionOf } from "./expression.ts";
import { snapshotOf } from "./late.ts";
import {
  emptyPair,
  type Leaf,
  lookAhead,
  mark,
  type Pair,
  type PointSlot,
  stepPair,
  transition,
} from "./pair.ts";
import { readMemory, type SavedPair } from "./pair-memory.ts";
import type { Delays } from "./phases.ts";
import type { PairState, RuleBinding, RuleTransition } from "./seams.ts";

export interface PairKey {
  readonly ruleId: string;
  readonly pointId: number;
}

/** What all pairs of a rule share. */
export interface RuleParts {
  readonly condition: LiveCondition;
  readonly schedule: Rule["schedule"];
  readonly delays: Delays;
  readonly expression: Expression;
  readonly timetable: Timetable | undefined;
}

export interface PairTable {
  readonly slots: Map<number, PointSlot>;
  readonly pairs: Map<string, Map<number, Pair>>;
  readonly rules: Map<string, RuleParts>;
  readonly transitions: RuleTransition[];
  /** Pairs whose state is new or changed. */
  readonly changed: Pair[];
  /** Pairs that no rule judges any longer. */
  readonly removed: PairKey[];
}

export function emptyTable(): PairTable {
  return { slots: new Map(), pairs: new Map(), rules: new Map(), transitions: [], changed: [], removed: [] };
}

/**
 * Lays out the pairs of the bindings: those that run go on, those saved go on from there, those whose condition changed start
 * again, new ones start with the value that holds. What no binding names ends. Rules that are not judged as values come are passed by.
 */
export function layOutPairs(
  before: PairTable,
  bindings: readonly RuleBinding[],
  saved: readonly PairState[],
  now: number,
  lastKnownTime: (pointId: number) => number | undefined,
): PairTable {
  const table = emptyTable();
  const savedOf = new Map<string, Map<number, PairState>>();
  for (const state of saved) {
    const ofRule = savedOf.get(state.ruleId) ?? new Map<number, PairState>();
    savedOf.set(state.ruleId, ofRule.set(state.pointId, state));
  }
  const make = { table, before, now, lastKnownTime };

  for (const binding of bindings) {
    const { rule, pointIds } = binding;
    const live = LiveCondition.safeParse(rule.condition);
    if (!rule.enabled || !live.success) continue;
    const parts = partsOf(rule, live.data, before.rules.get(rule.id));
    const restart = before.rules.has(rule.id) && before.rules.get(rule.id) !== parts;
    table.rules.set(rule.id, parts);
    const ofRule = new Map<number, Pair>();
    table.pairs.set(rule.id, ofRule);
    for (const pointId of new Set(pointIds)) {
      const running = before.pairs.get(rule.id)?.get(pointId);
      const state = savedOf.get(rule.id)?.get(pointId);
      savedOf.get(rule.id)?.delete(pointId);
      ofRule.set(pointId, bindPair(make, binding, parts, pointId, running, state, restart));
    }
  }

  for (const [ruleId, ofRule] of before.pairs)
    for (const [pointId, pair] of ofRule)
      if (!table.pairs.get(ruleId)?.has(pointId)) {
        endPair(pair, table.transitions);
        table.removed.push({ ruleId, pointId });
      }
  for (const [ruleId, ofRule] of savedOf)
    for (const [pointId, state] of ofRule) {
      if (before.pairs.get(ruleId)?.has(pointId)) continue;
      endSaved(state, table.transitions);
      table.removed.push({ ruleId, pointId });
    }
  return table;
}

/**
 * The same table with pairs for points that no rule knew of before; undefined where the table has to be laid out anew, as a rule has
 * changed, came or went, or looks at what stands beside one of them. `changed` are the new pairs alone.
 */
export function withNewPoints(
  before: PairTable,
  bindings: readonly RuleBinding[],
  now: number,
  lastKnownTime: (pointId: number) => number | undefined,
): PairTable | undefined {
  const table: PairTable = { ...before, transitions: [], changed: [], removed: [] };
  const known: { binding: RuleBinding; parts: RuleParts }[] = [];
  for (const binding of bindings) {
    const { rule, pointIds } = binding;
    const live = LiveCondition.safeParse(rule.condition);
    if (!rule.enabled || !live.success) continue;
    const parts = before.rules.get(rule.id);
    if (parts === undefined || partsOf(rule, live.data, parts) !== parts) return undefined;
    if (pointIds.length > 0 && parts.expression.terms.some(({ beside }) => beside !== undefined))
      return undefined;
    if (pointIds.some((pointId) => before.slots.has(pointId))) return undefined;
    known.push({ binding, parts });
  }
  if (known.length !== before.rules.size) return undefined;
  const make = { table, before, now, lastKnownTime };
  for (const { binding, parts } of known)
    for (const pointId of new Set(binding.pointIds))
      before.pairs
        .get(binding.rule.id)
        ?.set(pointId, bindPair(make, binding, parts, pointId, undefined, undefined, false));
  return table;
}

/** The parts of the rule as it is now: the same object when nothing that is judged by has changed. */
function partsOf(rule: Rule, condition: LiveCondition, known: RuleParts | undefined): RuleParts {
  if (
    known !== undefined &&
    isDeepStrictEqual(known.condition, condition) &&
    isDeepStrictEqual(known.schedule, rule.schedule)
  )
    return known;
  const { onDelayMs, offDelayMs } = condition;
  return {
    condition,
    schedule: rule.schedule,
    delays: { onDelayMs, offDelayMs },
    expression: expressionOf(condition),
    timetable: rule.schedule === undefined ? undefined : createTimetable(rule.schedule),
  };
}

interface Making {
  readonly table: PairTable;
  readonly before: PairTable;
  readonly now: number;
  readonly lastKnownTime: (pointId: number) => number | undefined;
}

function bindPair(
  make: Making,
  binding: RuleBinding,
  parts: RuleParts,
  pointId: number,
  running: Pair | undefined,
  state: PairState | undefined,
  restart: boolean,
): Pair {
  const { table } = make;
  const memory = running === undefined && state !== undefined ? readMemory(state) : undefined;
  const pair = running ?? emptyPair(binding.rule.id, pointId, parts);
  if (running === undefined && state !== undefined) takeState(pair, state, memory);
  const old = pair.leaves;
  if (restart) endPair(pair, table.transitions);
  pair.delays = parts.delays;
  pair.expression = parts.expression;
  pair.timetable = parts.timetable;
  pair.leaves = [];
  let added = running === undefined && state === undefined;
  parts.expression.terms.forEach(({ condition, beside }, term) => {
    const points = beside === undefined ? [pointId] : [...new Set(binding.beside?.(pointId, term) ?? [])];
    for (const id of points) {
      const slot = slotOf(make, id);
      const kept = old.find((leaf) => leaf.term === term && leaf.slot.pointId === id);
      const resolved = resolve(condition, binding, id);
      const leaf = restart
        ? restartLeaf(pair, slot, term, resolved, kept, make)
        : (kept ?? bindLeaf(pair, slot, term, resolved, state, memory, make));
      if (kept === undefined) added = true;
      leaf.condition = resolved;
      leaf.kind = kindOf(resolved);
      pair.leaves.push(leaf);
      slot.leaves.push(leaf);
      slot.lastTime = Math.max(slot.lastTime, leaf.judgedUntil);
    }
  });
  if (restart) beginAgain(pair, table.transitions);
  else lookAhead(pair);
  if (added || restart) {
    pair.dirty = true;
    table.changed.push(pair);
  }
  return pair;
}

function resolve(condition: PointCondition, binding: RuleBinding, pointId: number): PointCondition {
  if (condition.kind !== "no-data" || condition.afterMs !== undefined) return condition;
  const afterMs = binding.silentAfterMs?.(pointId);
  return afterMs === undefined ? condition : { ...condition, afterMs };
}

function slotOf(make: Making, pointId: number): PointSlot {
  const { table, before, now } = make;
  const present = table.slots.get(pointId);
  if (present !== undefined) return present;
  const slot: PointSlot = before.slots.get(pointId) ?? {
    pointId,
    leaves: [],
    lastTime: -1,
    arrivedAt: now,
    behind: false,
    readAgain: false,
    readFrom: Number.POSITIVE_INFINITY,
    batch: 0,
    batchTime: -1,
  };
  slot.leaves = [];
  table.slots.set(pointId, slot);
  return slot;
}

function freshLeaf(
  pair: Pair,
  slot: PointSlot,
  term: number,
  condition: PointCondition,
  judgedUntil: number,
): Leaf {
  const memory = freshMemory();
  const start = { ...memory, time: judgedUntil, value: 0, frameId: "" };
  return {
    ...memory,
    pair,
    slot,
    term,
    condition,
    kind: kindOf(condition),
    judgedUntil,
    value: 0,
    frameId: "",
    horizon: judgedUntil,
    older: start,
    newer: start,
    keptUntil: -1,
    flips: [],
    undo: undefined,
  };
}

/** A saved condition goes on; a new one starts one millisecond before the value that holds: recovery then reads and judges that. */
function bindLeaf(
  pair: Pair,
  slot: PointSlot,
  term: number,
  condition: PointCondition,
  state: PairState | undefined,
  memory: SavedPair | undefined,
  make: Making,
): Leaf {
  const saved = memory?.leaves.find((one) => one.pointId === slot.pointId && one.term === term);
  if (saved !== undefined) {
    const leaf = freshLeaf(pair, slot, term, condition, saved.now.time);
    copyMemory(saved.now, leaf);
    const { value, frameId } = saved.now;
    const { horizon, older, newer, flips, undo } = saved;
    return Object.assign(leaf, { value, frameId, horizon, older, newer, flips, undo });
  }
  if (state !== undefined && memory === undefined) {
    const leaf = freshLeaf(pair, slot, term, condition, state.judgedUntil);
    leaf.level = state.phase === "clear" ? 0 : 2;
    leaf.value = state.value;
    leaf.frameId = state.frameId;
    leaf.older = snapshotOf(leaf);
    leaf.newer = leaf.older;
    return leaf;
  }
  const held = make.lastKnownTime(slot.pointId);
  return freshLeaf(pair, slot, term, condition, held === undefined ? -1 : held - 1);
}

function takeState(pair: Pair, state: PairState, memory: SavedPair | undefined): void {
  const { phase, since, raisedAt, judgedUntil } = state;
  Object.assign(pair, { phase, since, raisedAt, level: phase === "clear" ? 0 : 2, dirty: false });
  if (memory === undefined) {
    pair.steppedTo = Math.max(judgedUntil, raisedAt);
    if (judgedUntil >= 0) pair.begunAt = judgedUntil;
    if (phase !== "clear") mark(pair, Math.max(since, raisedAt));
    if (phase === "raised") pair.told.push({ raisedAt, returnedAt: undefined, conditionSince: since });
    return;
  }
  const { offSince, steppedTo, begunAt, marks, told, rerunFrom } = memory;
  Object.assign(pair, { offSince, steppedTo, begunAt, marks, told, rerunFrom });
  // A pair without any mark has never held.
  pair.level = marks.at(-1)?.level ?? 0;
}

/** The rule judges by another condition now: the value that holds is judged anew, what came before is not. */
function restartLeaf(
  pair: Pair,
  slot: PointSlot,
  term: number,
  condition: PointCondition,
  old: Leaf | undefined,
  make: Making,
): Leaf {
  if (old === undefined) return bindLeaf(pair, slot, term, condition, undefined, undefined, make);
  const leaf = freshLeaf(pair, slot, term, condition, old.judgedUntil);
  leaf.value = old.value;
  leaf.frameId = old.frameId;
  return leaf;
}

/** What it may raise begins after all that was found before, so that no two occurrences have the same `raisedAt`. */
function beginAgain(pair: Pair, found: RuleTransition[]): void {
  const judged = Math.max(-1, ...pair.leaves.map((leaf) => leaf.judgedUntil));
  const at = Math.max(judged, pair.raisedAt, pair.steppedTo) + 1;
  Object.assign(pair, { phase: "clear", since: -1, offSince: -1, level: 0 });
  Object.assign(pair, { marks: [], told: [], rerunFrom: undefined, steppedTo: -1 });
  if (judged < 0) return;
  pair.begunAt = at;
  for (const leaf of pair.leaves) {
    if (leaf.judgedUntil < 0) continue;
    leaf.kind.sample(leaf, leaf.condition, at, leaf.value);
    const { level, value, judgedUntil, frameId } = leaf;
    if (level > 0) leaf.flips.push({ at, was: 0, level, value, sampleTime: judgedUntil, frameId });
    leaf.older = snapshotOf(leaf);
    leaf.newer = leaf.older;
  }
  stepPair(pair, at, found);
}

/** The rule judges the point no longer: a raised alarm returns, so that none hangs. */
function endPair(pair: Pair, out: RuleTransition[]): void {
  if (pair.phase !== "raised" && pair.phase !== "returning") return;
  const [leaf] = pair.leaves;
  const at = Math.max(leaf?.judgedUntil ?? -1, pair.raisedAt);
  out.push({ ...transition(pair, "returned", at, pair.raisedAt), cause: "rule-changed" });
}

function endSaved(state: PairState, out: RuleTransition[]): void {
  const { ruleId, pointId, phase, raisedAt, judgedUntil, since, value, frameId } = state;
  if (phase !== "raised" && phase !== "returning") return;
  out.push({
    kind: "returned",
    ruleId,
    pointId,
    raisedAt,
    at: Math.max(judgedUntil, raisedAt),
    value,
    conditionSince: since,
    sampleTime: judgedUntil,
    frameId,
    cause: "rule-changed",
  });
}

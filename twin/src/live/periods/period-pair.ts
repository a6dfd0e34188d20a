import type { Level } from "../conditions/leaf-kind.ts";
import { changesBetween, type Occurrence } from "../occurrence-changes.ts";
import {
  clearPhase,
  copyPhase,
  type Delays,
  firePhase,
  flipPhase,
  type PhaseState,
  phaseDue,
} from "../phases.ts";
import type { PairState, RuleTransition } from "../seams.ts";

/** What the figure of a period says from its end on, with the way back to what it was made from. */
export interface LevelAt {
  readonly at: number;
  readonly level: Level;
  readonly value: number;
  readonly sampleTime: number;
  readonly frameId: string;
}

interface Base extends PhaseState {
  level: Level;
}

/** Running hours up to `PeriodPair.baseAt`, and the value that held there. */
export interface HoursCounted {
  readonly since: number;
  readonly ms: number;
  readonly held: number | undefined;
  readonly heldAt: number;
}

/** A rule that judges periods, on one of its points. */
export interface PeriodPair {
  readonly ruleId: string;
  readonly pointId: number;
  /** Event time up to which it is judged; -1 before. */
  judgedUntil: number;
  /** What it finds comes not before this: the moment at which its rule was last changed. */
  begunAt: number;
  /** Up to here nothing is judged again, and this is how it stood. */
  baseAt: number;
  base: Base;
  signal: LevelAt[];
  /** Occurrences told since the base, and the one that stood there. */
  told: Occurrence[];
  hours: HoursCounted | undefined;
  dirty: boolean;
}

export function emptyPeriodPair(ruleId: string, pointId: number, from: number): PeriodPair {
  return {
    ruleId,
    pointId,
    judgedUntil: from,
    begunAt: -1,
    baseAt: from,
    base: { ...clearPhase(), level: 0 },
    signal: [],
    told: [],
    hours: undefined,
    dirty: true,
  };
}

/** More levels than this are not kept to be judged again. */
const maxSignal = 2000;

/** Runs phases over levels up to a moment, and says what comes of it. */
function run(
  state: Base,
  signal: readonly LevelAt[],
  until: number,
  delays: Delays,
  take: (event: "raised" | "returned", at: number) => void,
): void {
  const fire = (before: number): void => {
    for (let due = phaseDue(state, delays); due <= before; due = phaseDue(state, delays)) {
      const event = firePhase(state, delays);
      if (event !== undefined) take(event, due);
    }
  };
  for (const { at, level } of signal) {
    if (at > until) break;
    fire(at);
    if (level === state.level) continue;
    state.level = level;
    const event = flipPhase(state, delays, at, level);
    if (event !== undefined) take(event, at);
  }
  fire(until);
}

const stands = ({ phase }: PhaseState) => phase === "raised" || phase === "returning";

/**
 * Judges a pair from `after` (excluded) to `until`: `levels` stand in the place of what was found there before. Tells what is otherwise than
 * was told.
 */
export function judgePeriods(
  pair: PeriodPair,
  levels: readonly LevelAt[],
  after: number,
  until: number,
  delays: Delays,
): RuleTransition[] {
  const kept = pair.signal.filter(({ at }) => at <= after);
  pair.signal = [...kept, ...levels.filter(({ at }) => at > pair.baseAt)].sort((a, b) => a.at - b.at);
  const { state, occurrences } = standingOf(pair, until, delays);
  const found = changesBetween(pair.told, occurrences).map((change): RuleTransition => {
    const at = "at" in change ? change.at : "movedTo" in change ? change.movedTo : change.raisedAt;
    const evidence = pair.signal.findLast((one) => one.at <= at);
    return {
      kind: change.kind,
      ruleId: pair.ruleId,
      pointId: pair.pointId,
      raisedAt: change.raisedAt,
      at,
      value: evidence?.value ?? 0,
      conditionSince: "occurrence" in change ? change.occurrence.conditionSince : state.since,
      sampleTime: evidence?.sampleTime ?? at,
      frameId: evidence?.frameId ?? "",
    };
  });
  pair.told = occurrences;
  pair.judgedUntil = Math.max(pair.judgedUntil, until);
  pair.dirty = true;
  return found;
}

function standingOf(pair: PeriodPair, until: number, delays: Delays) {
  const state: Base = { ...pair.base };
  const occurrences: Occurrence[] = stands(state)
    ? [{ raisedAt: state.raisedAt, returnedAt: undefined, conditionSince: state.since }]
    : [];
  run(state, pair.signal, until, delays, (event, at) => {
    if (event === "raised")
      occurrences.push({ raisedAt: at, returnedAt: undefined, conditionSince: state.since });
    else {
      const last = occurrences.pop();
      if (last !== undefined) occurrences.push({ ...last, returnedAt: at });
    }
  });
  return { state, occurrences };
}

/** Nothing up to `horizon` is judged again any more. */
export function settleUntil(pair: PeriodPair, horizon: number, delays: Delays): void {
  const crowded = pair.signal.length > maxSignal ? pair.signal.at(-maxSignal)?.at : undefined;
  const to = Math.max(horizon, crowded ?? horizon);
  if (to <= pair.baseAt) return;
  run(pair.base, pair.signal, to, delays, () => undefined);
  pair.baseAt = to;
  pair.signal = pair.signal.filter(({ at }) => at > to);
  pair.told = pair.told.filter(({ returnedAt }) => returnedAt === undefined || returnedAt > to);
  pair.dirty = true;
}

/** The rule judges otherwise now, or not at all: what stands returns. */
export function endPeriodPair(pair: PeriodPair): RuleTransition[] {
  return pair.told
    .filter(({ returnedAt }) => returnedAt === undefined)
    .map(({ raisedAt, conditionSince }) => ({
      kind: "returned",
      ruleId: pair.ruleId,
      pointId: pair.pointId,
      raisedAt,
      at: Math.max(pair.judgedUntil, raisedAt),
      value: pair.signal.at(-1)?.value ?? 0,
      conditionSince,
      sampleTime: pair.signal.at(-1)?.sampleTime ?? pair.judgedUntil,
      frameId: pair.signal.at(-1)?.frameId ?? "",
      cause: "rule-changed",
    }));
}

interface Written {
  readonly b: Base;
  readonly at: number;
  readonly g: number;
  readonly s: readonly LevelAt[];
  readonly t: readonly Occurrence[];
  readonly h?: HoursCounted;
}

/** As it is saved, in the table that the other rules' pairs are in, too. */
export function periodState(pair: PeriodPair, delays: Delays): PairState {
  const { ruleId, pointId, judgedUntil, base, baseAt, begunAt, signal, told, hours } = pair;
  const { state } = standingOf(pair, judgedUntil, delays);
  const memory: Written = { b: base, at: baseAt, g: begunAt, s: signal, t: told, ...(hours && { h: hours }) };
  const last = signal.at(-1);
  return {
    ruleId,
    pointId,
    judgedUntil,
    phase: state.phase,
    since: state.since,
    raisedAt: stands(state) ? state.raisedAt : -1,
    value: last?.value ?? 0,
    frameId: last?.frameId ?? "",
    memory: JSON.stringify(memory),
  };
}

/** A saved pair; undefined where the state is not one of a rule that judges periods. */
export function readPeriodPair(saved: PairState): PeriodPair | undefined {
  const { ruleId, pointId, judgedUntil, memory } = saved;
  if (memory === undefined || memory === "") return undefined;
  const { b, at, g, s, t, h } = JSON.parse(memory) as Partial<Written>;
  if (b === undefined || at === undefined || s === undefined || t === undefined || g === undefined)
    return undefined;
  const pair = emptyPeriodPair(ruleId, pointId, at);
  const base = { ...pair.base, level: b.level };
  copyPhase(b, base);
  const told = t.map((one) => ({ ...one, returnedAt: one.returnedAt }));
  return Object.assign(pair, { judgedUntil, base, begunAt: g, signal: [...s], told, hours: h, dirty: false });
}

/** Whether a saved state is one of a rule that judges periods. */
export function isPeriodState({ memory }: PairState): boolean {
  return memory?.startsWith('{"b":{') ?? false;
}

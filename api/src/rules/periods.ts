import { isDeepStrictEqual } from "node:util";
import { type Condition, LiveCondition } from "@kontrollrom/contracts/condition.ts";
import type { Rule } from "@kontrollrom/contracts/rule.ts";
import type { CommittedSample, PresentValue } from "@kontrollrom/contracts/sample.ts";
import type { SampleStore } from "@kontrollrom/ingest/store/sample-store.ts";
import { createTimetable, type Timetable } from "@kontrollrom/twin/live/calendar/schedule.ts";
import { lastPeriodOver } from "@kontrollrom/twin/live/periods/period-calendar.ts";
import {
  emptyPeriodPair,
  endPeriodPair,
  judgePeriods,
  type LevelAt,
  type PeriodPair,
  periodState,
  readPeriodPair,
  settleUntil,
} from "@kontrollrom/twin/live/periods/period-pair.ts";
import type { Delays } from "@kontrollrom/twin/live/phases.ts";
import type { Standing } from "@kontrollrom/twin/live/rule-engine.ts";
import type { PairState, RuleBinding, RuleTransition } from "@kontrollrom/twin/live/seams.ts";
import { periodLevels } from "./period-figures.ts";
import { nothingCounted, readHours } from "./running-hours.ts";

type PeriodCondition = Exclude<Condition, LiveCondition>;
const isPeriodCondition = (condition: Condition): condition is PeriodCondition =>
  !LiveCondition.safeParse(condition).success;

/** Rules that judge what is over: consumption and peers period by period, and running hours. */
export interface PeriodRules {
  /**
   * Replaces all bindings, of which only rules that judge periods are taken. Pairs that run go on; `states` are the saved ones. What
   * stands where a rule or point is gone, or its condition changed, returns.
   */
  bind(
    bindings: readonly RuleBinding[],
    states: readonly PairState[],
    now: number,
  ): {
    readonly transitions: readonly RuleTransition[];
    readonly changed: readonly PairState[];
    readonly removed: readonly { ruleId: string; pointId: number }[];
  };
  /** Committed samples: what they may change is judged again at the next run. */
  heard(samples: readonly CommittedSample[]): void;
  isDue(now: number): boolean;
  /** Asks the store for what is due, and judges it. One at a time; what fails is due again. */
  run(now: number): Promise<void>;
  checkpoint(atMost: number): PairState[];
  again(states: readonly PairState[]): void;
  standing(): Standing[];
  /** How far running hours have come, by point; undefined where the rule counts none. */
  hours(ruleId: string): Map<number, { ms: number; since: number; until: number }> | undefined;
  /** The running hours of a rule on a point began anew at `at` (ms), which is among its resets by now. */
  setBack(ruleId: string, pointId: number, at: number): void;
}

interface BoundRule {
  readonly id: string;
  readonly condition: PeriodCondition;
  readonly schedule: Rule["schedule"];
  readonly delays: Delays;
  readonly timetable: Timetable | undefined;
  readonly createdAt: number;
  readonly pairs: Map<number, BoundPair>;
  /** End of the last period that was judged. */
  judgedTo: number;
  /** When it is looked at again by the clock. */
  nextAt: number;
  late: boolean;
  lookedAt: number;
}

interface BoundPair {
  readonly pair: PeriodPair;
  /** Values came since it was judged. */
  touched: boolean;
  late: boolean;
  /** Its newest value, when it was judged last, lay behind the end of the last period. */
  complete: boolean;
  /** The value that holds is one of those whose hours are counted. */
  runs: boolean;
  counted: { ms: number; since: number; until: number } | undefined;
}

/** A period is over so long before it is judged: what was under way has come by then. */
const graceMs = 600_000;
/** Values of now may be under way for so long. */
const underWayMs = 2000;
const latenessMs = 86_400_000;
/** Late values wait so long for more of them. */
const gatherMs = 60_000;
const hoursEveryMs = 300_000;

export function createPeriodRules(deps: {
  store: Pick<SampleStore, "series" | "samplesAfter" | "committedIn">;
  lastKnown(pointId: number): PresentValue | undefined;
  areaOf(pointId: number): number | undefined;
  /** Moments at which the running hours of a rule on a point were set back, ms, by time. */
  resetsOf(ruleId: string, pointId: number): readonly number[];
  /** Called once for all that one judgement found. */
  found(transitions: readonly RuleTransition[]): void;
}): PeriodRules {
  const { store } = deps;
  let rules = new Map<string, BoundRule>();
  /** The pairs of each point. */
  let ofPoint = new Map<number, { rule: BoundRule; bound: BoundPair }[]>();
  let running: Promise<void> | undefined;

  function begin(rule: BoundRule, pointId: number, now: number): PeriodPair {
    const { condition } = rule;
    if (condition.kind !== "running-hours") {
      const pair = emptyPeriodPair(rule.id, pointId, lastPeriodOver(condition.period, now - graceMs).from);
      pair.begunAt = now - graceMs;
      return pair;
    }
    const since = deps.resetsOf(rule.id, pointId).at(-1) ?? rule.createdAt;
    const pair = emptyPeriodPair(rule.id, pointId, since);
    pair.begunAt = now - underWayMs;
    pair.hours = nothingCounted(since);
    return pair;
  }

  /** What stood before the rule was changed can have the same name as what comes now: nothing comes before that moment. */
  const notBefore = (pair: PeriodPair, levels: readonly LevelAt[]) =>
    levels.map((level) => (level.at < pair.begunAt ? { ...level, at: pair.begunAt } : level));

  function judge(rule: BoundRule, bound: BoundPair, levels: readonly LevelAt[], until: number): void {
    const { pair } = bound;
    const found = judgePeriods(pair, notBefore(pair, levels), pair.baseAt, until, rule.delays);
    bound.complete = (deps.lastKnown(pair.pointId)?.time ?? -1) > rule.judgedTo;
    if (found.length > 0) deps.found(found);
  }

  /** How far back nothing can come late any more: by the newest value of the point, as for rules that judge as values come. */
  const horizonOf = (pointId: number, until: number) => {
    const newest = deps.lastKnown(pointId)?.time;
    return newest === undefined ? -1 : Math.min(until, newest) - latenessMs;
  };

  async function lookAtPeriods(rule: BoundRule, now: number): Promise<void> {
    const { condition } = rule;
    if (condition.kind === "running-hours") return;
    const until = now - graceMs;
    const over = lastPeriodOver(condition.period, until);
    const all = [...rule.pairs.values()];
    const isNew = over.to > rule.judgedTo;
    const asked = all.filter((bound) => (isNew ? bound.touched : bound.late));
    for (const bound of asked) {
      bound.touched = false;
      bound.late = false;
    }
    rule.late = false;
    rule.lookedAt = now;
    try {
      // Peers are known by each other, so that all are read where one has changed.
      const read = condition.kind === "peers" && asked.length > 0 ? all : asked;
      const ordered = read.toSorted((a, b) => a.pair.baseAt - b.pair.baseAt);
      const groups =
        condition.kind === "peers"
          ? [ordered]
          : inGroups(ordered, ({ pair }) => pair.baseAt >= until - 3 * latenessMs);
      for (const group of groups) {
        const first = group[0]?.pair.baseAt;
        if (first === undefined) continue;
        const after =
          condition.kind === "peers"
            ? Math.max(first, until - 3 * latenessMs - (over.to - over.from))
            : first;
        const figureRule = { condition, timetable: rule.timetable };
        const pointIds = group.map(({ pair }) => pair.pointId);
        const levels = await periodLevels(figureRule, pointIds, after, until, { store, areaOf: deps.areaOf });
        if (rules.get(rule.id) !== rule) return;
        rule.judgedTo = over.to;
        for (const bound of group) {
          const { pair } = bound;
          const own = (levels.get(pair.pointId) ?? []).filter(({ at }) => at > pair.baseAt);
          judge(rule, bound, await withFrames(pair, own), until);
          // What lies ahead of the clock comes into periods that are over later.
          bound.touched ||= (deps.lastKnown(pair.pointId)?.time ?? -1) > until;
          settleUntil(pair, horizonOf(pair.pointId, until), rule.delays);
        }
      }
      rule.judgedTo = over.to;
    } catch (error) {
      for (const bound of asked) {
        bound.touched = true;
        bound.late = true;
      }
      rule.late = true;
      throw error;
    }
    // Delays run out by the clock alone.
    for (const bound of all)
      if (
        !asked.includes(bound) &&
        bound.pair.signal.length > 0 &&
        rule.delays.onDelayMs + rule.delays.offDelayMs > 0
      ) {
        const found = judgePeriods(bound.pair, [], Number.POSITIVE_INFINITY, until, rule.delays);
        if (found.length > 0) deps.found(found);
      }
  }

  /** Where a period passes a limit, the frame of the last value in it: the way back. */
  async function withFrames(pair: PeriodPair, levels: readonly LevelAt[]): Promise<LevelAt[]> {
    const known = new Map(pair.signal.map((one) => [one.at, one]));
    const out: LevelAt[] = [];
    for (const level of levels) {
      const before = known.get(Math.max(level.at, pair.begunAt));
      const rises = level.level === 2 && (out.at(-1)?.level ?? pair.base.level) !== 2;
      if (before?.level === 2 && before.frameId !== "")
        out.push({ ...level, frameId: before.frameId, sampleTime: before.sampleTime });
      else if (rises) {
        const last = (await store.committedIn([pair.pointId], level.at - latenessMs / 4, level.at - 1)).at(
          -1,
        );
        out.push(last === undefined ? level : { ...level, frameId: last.frameId, sampleTime: last.time });
      } else out.push(level);
    }
    return out;
  }

  async function lookAtHours(rule: BoundRule, now: number): Promise<void> {
    const { condition } = rule;
    if (condition.kind !== "running-hours") return;
    const until = now - underWayMs;
    rule.late = false;
    rule.lookedAt = now;
    let nextAt = now + hoursEveryMs;
    // What is set back while it is read is due at once, and stays so.
    rule.nextAt = nextAt;
    for (const [pointId, bound] of rule.pairs) {
      const { pair } = bound;
      if (!bound.touched && !bound.late && !bound.runs && bound.counted !== undefined) continue;
      bound.touched = false;
      bound.late = false;
      const base = pair.hours ?? nothingCounted(pair.baseAt);
      const from = pair.baseAt;
      const keepAt = Math.max(from, Math.min(horizonOf(pointId, until), until));
      try {
        const resets = deps.resetsOf(rule.id, pointId);
        const read = await readHours(condition, pointId, base, { from, keepAt, until }, resets, store);
        // Bound anew, or set back, meanwhile: read again.
        if (
          rules.get(rule.id) !== rule ||
          pair.baseAt !== from ||
          (pair.hours !== undefined && pair.hours !== base)
        ) {
          bound.touched = true;
          nextAt = now;
          continue;
        }
        bound.runs = read.now.held !== undefined && condition.values.includes(read.now.held);
        bound.counted = { ms: read.now.ms, since: read.now.since, until };
        judge(rule, bound, read.levels, until);
        settleUntil(pair, keepAt, rule.delays);
        pair.baseAt = Math.max(pair.baseAt, keepAt);
        pair.hours = read.kept;
        // Set back so lately that it is not counted yet: also where nothing runs.
        const lately = resets.at(-1);
        if (lately !== undefined && lately > until) {
          bound.touched = true;
          nextAt = Math.min(nextAt, lately + underWayMs + 1);
        }
      } catch (error) {
        bound.touched = true;
        rule.late = true;
        throw error;
      }
    }
    rule.nextAt = Math.min(rule.nextAt, nextAt);
  }

  const isRuleDue = (rule: BoundRule, now: number) =>
    now >= rule.nextAt || (rule.late && now >= rule.lookedAt + gatherMs);

  async function runDue(now: number): Promise<void> {
    const failures: unknown[] = [];
    for (const rule of [...rules.values()]) {
      if (!isRuleDue(rule, now)) continue;
      try {
        if (rule.condition.kind === "running-hours") await lookAtHours(rule, now);
        else {
          await lookAtPeriods(rule, now);
          rule.nextAt = nextLook(rule, now);
        }
      } catch (error) {
        rule.lookedAt = now;
        rule.nextAt = Math.max(rule.nextAt, now + gatherMs);
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  function nextLook(rule: BoundRule, now: number): number {
    if (rule.delays.onDelayMs + rule.delays.offDelayMs > 0) return now + gatherMs;
    // Every hour is an end of none or some: looking once more costs nothing.
    const hour = 3_600_000;
    return (Math.floor((now - graceMs) / hour) + 1) * hour + graceMs;
  }

  return {
    bind(bindings, states, now) {
      const before = rules;
      const saved = new Map(states.map((state) => [`${state.ruleId} ${state.pointId}`, state]));
      const transitions: RuleTransition[] = [];
      const changed: PairState[] = [];
      const removed: { ruleId: string; pointId: number }[] = [];
      rules = new Map();
      ofPoint = new Map();
      for (const { rule, pointIds } of bindings) {
        const { condition, schedule } = rule;
        if (!rule.enabled || !isPeriodCondition(condition)) continue;
        const known = before.get(rule.id);
        const same =
          known !== undefined &&
          isDeepStrictEqual(known.condition, condition) &&
          isDeepStrictEqual(known.schedule, schedule);
        const bound: BoundRule = {
          id: rule.id,
          condition,
          schedule,
          delays: { onDelayMs: condition.onDelayMs, offDelayMs: condition.offDelayMs },
          timetable: schedule === undefined ? undefined : createTimetable(schedule),
          createdAt: Date.parse(rule.createdAt),
          pairs: new Map(),
          judgedTo: same ? known.judgedTo : -1,
          nextAt: same ? known.nextAt : 0,
          late: false,
          lookedAt: same ? known.lookedAt : 0,
        };
        rules.set(rule.id, bound);
        for (const pointId of new Set(pointIds)) {
          const key = `${rule.id} ${pointId}`;
          const running = known?.pairs.get(pointId);
          const state = saved.get(key);
          saved.delete(key);
          let pair = running?.pair ?? (state && readPeriodPair(state));
          if (pair === undefined || (known !== undefined && !same)) {
            if (pair !== undefined) transitions.push(...endPeriodPair(pair));
            pair = begin(bound, pointId, now);
            changed.push(periodState(pair, bound.delays));
          }
          const own: BoundPair = {
            pair,
            touched: true,
            late: true,
            complete: false,
            runs: false,
            counted: undefined,
            ...(same && running),
          };
          bound.pairs.set(pointId, own);
          const list = ofPoint.get(pointId) ?? [];
          list.push({ rule: bound, bound: own });
          ofPoint.set(pointId, list);
          bound.late ||= own.late;
        }
      }
      for (const [ruleId, rule] of before)
        for (const [pointId, { pair }] of rule.pairs) {
          if (rules.get(ruleId)?.pairs.has(pointId)) continue;
          transitions.push(...endPeriodPair(pair));
          removed.push({ ruleId, pointId });
        }
      for (const state of saved.values()) {
        const pair = readPeriodPair(state);
        if (pair === undefined || before.get(state.ruleId)?.pairs.has(state.pointId)) continue;
        transitions.push(...endPeriodPair(pair));
        removed.push({ ruleId: state.ruleId, pointId: state.pointId });
      }
      return { transitions, changed, removed };
    },
    heard(samples) {
      if (ofPoint.size === 0) return;
      for (const { pointId, time } of samples)
        for (const { rule, bound } of ofPoint.get(pointId) ?? []) {
          bound.touched = true;
          if (rule.condition.kind === "running-hours" || (bound.complete && time > rule.judgedTo)) continue;
          bound.late = true;
          rule.late = true;
        }
    },
    isDue(now) {
      if (running !== undefined) return false;
      for (const rule of rules.values()) if (isRuleDue(rule, now)) return true;
      return false;
    },
    run(now) {
      const begun = (running ?? Promise.resolve()).catch(() => undefined).then(() => runDue(now));
      const ended = begun.finally(() => {
        if (running === ended) running = undefined;
      });
      running = ended;
      return ended;
    },
    checkpoint(atMost) {
      const states: PairState[] = [];
      for (const { pairs, delays } of rules.values())
        for (const { pair } of pairs.values()) {
          if (!pair.dirty) continue;
          if (states.length === atMost) return states;
          pair.dirty = false;
          states.push(periodState(pair, delays));
        }
      return states;
    },
    again(states) {
      for (const { ruleId, pointId } of states) {
        const bound = rules.get(ruleId)?.pairs.get(pointId);
        if (bound !== undefined) bound.pair.dirty = true;
      }
    },
    standing: () =>
      [...rules.values()].flatMap(({ pairs }) =>
        [...pairs.values()].flatMap(({ pair: { ruleId, pointId, told } }) =>
          told
            .filter(({ returnedAt }) => returnedAt === undefined)
            .map(({ raisedAt }) => ({ ruleId, pointId, raisedAt })),
        ),
      ),
    hours(ruleId) {
      const rule = rules.get(ruleId);
      if (rule?.condition.kind !== "running-hours") return undefined;
      return new Map(
        [...rule.pairs].flatMap(([id, { counted }]) => {
          if (!counted) return [];
          const reset = deps.resetsOf(ruleId, id).at(-1);
          return reset !== undefined && reset > counted.until
            ? [[id, { ms: 0, since: reset, until: reset }] as const]
            : [[id, counted] as const];
        }),
      );
    },
    setBack(ruleId, pointId, at) {
      const rule = rules.get(ruleId);
      const bound = rule?.pairs.get(pointId);
      if (rule?.condition.kind !== "running-hours" || bound === undefined) return;
      const { pair } = bound;
      if (at <= pair.baseAt) {
        // It began before what is settled: what is told is worked out again from there.
        const stood = pair.told.find(
          ({ raisedAt, returnedAt }) => raisedAt <= at && (returnedAt === undefined || returnedAt > at),
        );
        pair.baseAt = at - 1;
        pair.base = {
          phase: stood ? "raised" : "clear",
          since: stood?.conditionSince ?? -1,
          raisedAt: stood?.raisedAt ?? -1,
          offSince: -1,
          level: stood ? 2 : 0,
        };
        pair.hours = { ...nothingCounted(at), ms: stood ? rule.condition.hours * 3_600_000 : 0 };
        pair.dirty = true;
      }
      bound.touched = true;
      rule.nextAt = 0;
    },
  };
}

/** Those that `test` holds for in one group, the others in small ones: each group is read from where its first begins. */
function inGroups<T>(list: readonly T[], test: (item: T) => boolean): T[][] {
  const groups = [list.filter(test)];
  const others = list.filter((item) => !test(item));
  for (let at = 0; at < others.length; at += 50) groups.push(others.slice(at, at + 50));
  return groups;
}

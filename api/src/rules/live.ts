import { LiveCondition } from "@kontrollrom/contracts/condition.ts";
import type { PartHealth } from "@kontrollrom/contracts/health.ts";
import type { Rule } from "@kontrollrom/contracts/rule.ts";
import type { CommittedSample, PresentValue } from "@kontrollrom/contracts/sample.ts";
import type { SampleStore } from "@kontrollrom/ingest/store/sample-store.ts";
import { expressionOf } from "@kontrollrom/twin/live/expression.ts";
import { isPeriodState } from "@kontrollrom/twin/live/periods/period-pair.ts";
import type { BindOutcome, JudgeOutcome, RuleEngine } from "@kontrollrom/twin/live/rule-engine.ts";
import type { PairState, RuleBinding, RuleTransition, SampleReader } from "@kontrollrom/twin/live/seams.ts";
import type { AlarmService } from "../alarms/service.ts";
import type { Catalogue, PointRecord } from "../register/catalogue.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { bindingOf } from "./binding.ts";
import { netAreas } from "./net-areas.ts";
import { createPeriodRules } from "./periods.ts";
import { deletePairs, loadPairs, loadRules, putRule, savePairs } from "./repository.ts";
import { createResets } from "./resets.ts";
import type { RuleBook } from "./routes.ts";

/** Rules at work: judges what is committed, and keeps where each rule stands on each point. */
export interface LiveRules extends RuleBook {
  /** Reads rules and states, and judges what a crash left unjudged. */
  start(): Promise<void>;
  /** Saves where the rules stand. */
  stop(): Promise<void>;
  judge(samples: readonly CommittedSample[]): void;
  /** These points have a history that no rule is to judge: rules begin with the value that holds. Call once that is known. */
  beginWithHeld(pointIds: readonly number[]): void;
  /** By the clock, about once a second. */
  tick(now: number): void;
  /** Saves what changed since the last time. */
  checkpoint(): Promise<void>;
  /** Transitions that wait to be written. */
  readonly backlog: number;
  /** Resolves when all that was found so far is written. */
  settled(): Promise<void>;
  health(): PartHealth;
}

/** A transaction of so many rows holds the event loop for a few milliseconds. */
const statesAtOnce = 500;
/** New points that are bound in one turn of the event loop. */
const pointsAtOnce = 500;
const noneBound: BindOutcome = { transitions: [], behind: false, changed: [], removed: [] };
const firstRetryMs = 500;
const lastRetryMs = 30_000;

export function createLiveRules(deps: {
  db: RegistryDatabase;
  engine: RuleEngine;
  catalogue: Catalogue;
  alarms: AlarmService;
  reader: SampleReader & Pick<SampleStore, "series" | "committedIn">;
  lastKnown(pointId: number): PresentValue | undefined;
  now(): number;
  onError(error: unknown): void;
}): LiveRules {
  const { db, engine, catalogue, alarms, reader } = deps;
  const resets = createResets(db);
  const areaOf = netAreas(catalogue);
  const periods = createPeriodRules({
    store: reader,
    lastKnown: deps.lastKnown,
    areaOf,
    resetsOf: (ruleId, pointId) => resets.of(ruleId, pointId).map(({ at }) => at),
    found: (transitions) => take({ transitions, behind: false }),
  });
  let rules = new Map<string, Rule>();
  let boundVersion = -1;
  /** New points that are not bound yet. */
  const waitingPoints = new Set<number>();
  let following: Promise<void> | undefined;
  let stopped = false;
  /** The recovery under way has failed at least once. */
  let failing = false;
  let periodsFail = false;
  let waiting: RuleTransition[] = [];
  let writing: Promise<void> | undefined;
  let bindingSaved: Promise<unknown> = Promise.resolve();
  let recovering: Promise<void> = Promise.resolve();
  /** The recovery that is asked for and has not begun. */
  let nextRecovery: Promise<void> | undefined;

  /** A failed write is tried again: what the rules found is never dropped. */
  async function writeWaiting(): Promise<void> {
    while (waiting.length > 0) {
      const transitions = waiting;
      waiting = [];
      try {
        await alarms.record(transitions);
      } catch (error) {
        deps.onError(error);
        waiting = [...transitions, ...waiting];
        await sleep(firstRetryMs);
      }
    }
    // Here, and not when the promise settles: what comes in between must find that nobody writes any more.
    writing = undefined;
  }

  function take({ transitions, behind }: JudgeOutcome): void {
    // Values came late: those of their points are read again.
    if (behind) recover().catch(deps.onError);
    if (transitions.length === 0) return;
    waiting.push(...transitions);
    writing ??= writeWaiting();
  }

  /** Saves states, in small transactions between which others have their turn. */
  async function saveStates(pairs: readonly PairState[]): Promise<void> {
    for (let at = 0; at < pairs.length; at += statesAtOnce) {
      const part = pairs.slice(at, at + statesAtOnce);
      await db.transaction().execute((tx) => savePairs(tx, part));
      await new Promise(setImmediate);
    }
  }

  /** All rules, judged as values come or when a period is over. */
  function bind(all: readonly RuleBinding[], states: readonly PairState[]): BindOutcome {
    const { transitions, behind, changed, removed } = engine.bind(
      all,
      states.filter((state) => !isPeriodState(state)),
    );
    const ofPeriods = periods.bind(all, states.filter(isPeriodState), deps.now());
    return {
      transitions: [...transitions, ...ofPeriods.transitions],
      behind,
      changed: [...changed, ...ofPeriods.changed],
      removed: [...removed, ...ofPeriods.removed],
    };
  }

  /** What is due of periods. What fails is due again in a while. */
  async function judgePeriods(now: number): Promise<void> {
    try {
      await periods.run(now);
      periodsFail = false;
    } catch (error) {
      periodsFail = true;
      deps.onError(error);
    }
  }

  /** What is not bound yet of what the register has now; undefined when all is to be bound anew. */
  function unbound(): Set<number> | undefined {
    if (boundVersion !== catalogue.version) {
      const fresh = catalogue.newSince(boundVersion);
      if (fresh === undefined) return undefined;
      for (const pointId of fresh) waitingPoints.add(pointId);
      boundVersion = catalogue.version;
    }
    return waitingPoints;
  }

  /** Undefined where a rule judges periods of these points, or looks at them beside others: then all is bound anew. */
  function bindNew(pointIds: readonly number[]): BindOutcome | undefined {
    const points = new Map<number, PointRecord>();
    for (const id of pointIds) {
      const point = catalogue.points.get(id);
      if (point !== undefined) points.set(id, point);
    }
    const measured = new Set(points.values().map(({ quantity }) => quantity));
    const { spaces, buildingTypes, registered } = catalogue;
    const all: RuleBinding[] = [];
    for (const rule of rules.values()) {
      if (!rule.enabled) continue;
      const binding = bindingOf(rule, { points, spaces, buildingTypes, registered });
      const live = LiveCondition.safeParse(rule.condition);
      if (!live.success && binding.pointIds.length > 0) return undefined;
      const looksBeside = live.success ? expressionOf(live.data).terms : [];
      if (looksBeside.some(({ beside }) => beside && measured.has(beside.quantity))) return undefined;
      all.push(binding);
    }
    const outcome = engine.bindNew(all);
    if (outcome !== undefined) for (const id of pointIds) waitingPoints.delete(id);
    return outcome;
  }

  /** Binds what came to the register: those that have samples now at once, all others in small steps between which others have their turn. */
  function follow(samples: readonly CommittedSample[]): void {
    const missing = unbound();
    if (missing?.size === 0) return;
    const now = missing && samples.flatMap(({ pointId }) => (missing.has(pointId) ? [pointId] : []));
    const outcome = now && (now.length === 0 ? noneBound : bindNew(now));
    if (outcome === undefined) {
      rebind().catch(deps.onError);
      return;
    }
    save(outcome);
    following ??= followOthers().finally(() => {
      following = undefined;
    });
  }

  async function followOthers(): Promise<void> {
    for (;;) {
      await new Promise(setImmediate);
      const some = [...waitingPoints.values().take(pointsAtOnce)];
      if (some.length === 0 || stopped) break;
      const outcome = bindNew(some);
      if (outcome === undefined) return rebind().catch(deps.onError);
      save(outcome);
      await bindingSaved;
    }
    await recover().catch(deps.onError);
  }

  /** Where new pairs begin, saved at once. */
  function save(outcome: BindOutcome): void {
    take(outcome);
    if (outcome.changed.length === 0 && outcome.removed.length === 0) return;
    const saved = saveBinding(outcome);
    bindingSaved = Promise.allSettled([bindingSaved, saved]);
    saved.catch(deps.onError);
  }

  function bindings(): RuleBinding[] {
    boundVersion = catalogue.version;
    waitingPoints.clear();
    return [...rules.values()].filter((rule) => rule.enabled).map((rule) => bindingOf(rule, catalogue));
  }

  /**
   * Judges what is stored and not judged. One at a time: however many ask while one is under way, one more after it reads for them all.
   * @returns when one that began after the call is done
   */
  function recover(): Promise<void> {
    const begin = () => {
      nextRecovery = undefined;
      recovering = recoverUntilRead();
      return recovering;
    };
    nextRecovery ??= recovering.then(begin, begin);
    return nextRecovery;
  }

  /** A reader that fails is asked again: until then its points raise nothing. */
  async function recoverUntilRead(): Promise<void> {
    for (let waitMs = firstRetryMs; !stopped; waitMs = Math.min(waitMs * 2, lastRetryMs)) {
      try {
        take(await engine.recover(reader));
        break;
      } catch (error) {
        // The store may close before it: what is not judged is judged after the next start.
        if (stopped) break;
        deps.onError(error);
        failing = true;
        await sleep(waitMs);
      }
    }
    failing = false;
  }

  /** After places or points changed: binds anew, and saves at once where the new pairs begin. */
  async function rebind(): Promise<void> {
    const outcome = bind(bindings(), []);
    take(outcome);
    const recovered = recover();
    const saved = saveBinding(outcome);
    bindingSaved = Promise.allSettled([bindingSaved, saved]);
    await saved;
    await recovered;
  }

  async function saveBinding({ removed, changed }: BindOutcome): Promise<void> {
    // Asked for at once, so that it stands before what a later binding of the same pair saves.
    await db.transaction().execute((tx) => deletePairs(tx, removed));
    await saveStates(changed);
  }

  async function settled(): Promise<void> {
    while (writing) await writing;
  }

  async function checkpoint(): Promise<void> {
    for (;;) {
      // Where a pair began must not be saved over what it has judged since: after a crash it would judge history again.
      await bindingSaved;
      // A state must not be saved before the alarm it came with: after a crash nobody would raise it.
      await settled();
      const live = engine.checkpoint(statesAtOnce);
      const states = live.length > 0 ? live : periods.checkpoint(statesAtOnce);
      if (states.length === 0) return;
      try {
        await saveStates(states);
      } catch (error) {
        engine.again(states);
        periods.again(states);
        throw error;
      }
    }
  }

  return {
    async start() {
      rules = new Map((await loadRules(db)).map((rule) => [rule.id, rule]));
      await resets.load();
      const outcome = bind(bindings(), await loadPairs(db));
      take(outcome);
      await deletePairs(db, outcome.removed);
      take(await engine.recover(reader));
      await judgePeriods(deps.now());
      await checkpoint();
      await alarms.reconcile(engine.standing());
    },
    async stop() {
      stopped = true;
      await following;
      await checkpoint();
    },
    judge(samples) {
      // Before present values learn of the batch, so that a new point's first value is judged too.
      follow(samples);
      take(engine.judge(samples));
      periods.heard(samples);
    },
    beginWithHeld(pointIds) {
      const fresh = new Set(pointIds);
      const others = (ids: readonly number[]) => ids.filter((id) => !fresh.has(id));
      const all = bindings();
      // Let go and taken up again: where the rules began before the value was known, they begin anew.
      const without = engine.bind(
        all.map((binding) => ({
          ...binding,
          pointIds: others(binding.pointIds),
          beside: (pointId, term) => others(binding.beside?.(pointId, term) ?? []),
        })),
        [],
      );
      take(without);
      const outcome = engine.bind(all, []);
      take(outcome);
      const saved = saveBinding(outcome);
      bindingSaved = Promise.allSettled([bindingSaved, saved]);
      saved.catch(deps.onError);
      recover().catch(deps.onError);
    },
    tick(now) {
      follow([]);
      take(engine.tick(now));
      if (periods.isDue(now)) void judgePeriods(now);
    },
    checkpoint,
    get backlog() {
      return waiting.length;
    },
    settled,
    health: () =>
      !failing && !periodsFail
        ? { state: "ok" }
        : {
            state: "degraded",
            detail: "stored values cannot be read: some points are not judged, trying again",
          },
    list: () => [...rules.values()],
    get: (id) => rules.get(id),
    async put(rule) {
      const before = rules.get(rule.id);
      rules.set(rule.id, rule);
      const outcome = bind(bindings(), []);
      try {
        // The rule and where it begins on each point, or neither: a crash must not let it judge all of history.
        await db.transaction().execute(async (tx) => {
          await putRule(tx, rule);
          await deletePairs(tx, outcome.removed);
          await savePairs(tx, outcome.changed);
        });
      } catch (error) {
        if (before) rules.set(rule.id, before);
        else rules.delete(rule.id);
        boundVersion = -1;
        throw error;
      }
      take(outcome);
      recover().catch(deps.onError);
      await settled();
      if (rule.enabled && periods.isDue(deps.now())) void judgePeriods(deps.now());
    },
    resets: (ruleId, pointId) => resets.of(ruleId, pointId),
    hours: (ruleId) => periods.hours(ruleId),
    async reset(reset) {
      await resets.add(reset);
      periods.setBack(reset.rule_id, reset.point_id, reset.at);
      await judgePeriods(deps.now());
      await settled();
    },
    async remove(id) {
      const removed = rules.get(id);
      if (!removed) return;
      await db.deleteFrom("rule").where("id", "=", id).execute();
      // Its alarms go back to normal by the same road as any other.
      rules.set(id, { ...removed, enabled: false });
      await rebind();
      await settled();
      rules.delete(id);
    },
  };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

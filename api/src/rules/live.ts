import type { Rule } from "@kontrollrom/contracts/rule.ts";
import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import type { JudgeOutcome, RuleEngine } from "@kontrollrom/twin/live/rule-engine.ts";
import type { PairState, RuleBinding, RuleTransition, SampleReader } from "@kontrollrom/twin/live/seams.ts";
import type { AlarmService } from "../alarms/service.ts";
import type { Catalogue } from "../register/catalogue.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { deletePairs, loadPairs, loadRules, putRule, savePairs } from "./repository.ts";
import type { RuleBook } from "./routes.ts";
import { pointsInScope } from "./scope.ts";

/** Rules at work: judges what is committed, and keeps where each rule stands on each point. */
export interface LiveRules extends RuleBook {
  /** Reads rules and states, and judges what a crash left unjudged. */
  start(): Promise<void>;
  /** Saves where the rules stand. */
  stop(): Promise<void>;
  judge(samples: readonly CommittedSample[]): void;
  /** By the clock, about once a second. */
  tick(now: number): void;
  /** Saves what changed since the last time. */
  checkpoint(): Promise<void>;
  /** Transitions that wait to be written. */
  readonly backlog: number;
  /** Resolves when all that was found so far is written. */
  settled(): Promise<void>;
}

export function createLiveRules(deps: {
  db: RegistryDatabase;
  engine: RuleEngine;
  catalogue: Catalogue;
  alarms: AlarmService;
  reader: SampleReader;
  onError(error: unknown): void;
}): LiveRules {
  const { db, engine, catalogue, alarms, reader } = deps;
  let rules = new Map<string, Rule>();
  let boundVersion = -1;
  const waiting: { transitions: RuleTransition[]; pairs: Map<string, PairState> } = {
    transitions: [],
    pairs: new Map(),
  };
  let writing: Promise<void> | undefined;

  /** A failed write is tried again: what the rules found is never dropped. */
  async function writeWaiting(): Promise<void> {
    while (waiting.transitions.length > 0 || waiting.pairs.size > 0) {
      const transitions = waiting.transitions.splice(0);
      const pairs = [...waiting.pairs.values()];
      waiting.pairs.clear();
      try {
        await alarms.record(transitions, pairs);
      } catch (error) {
        deps.onError(error);
        waiting.transitions.unshift(...transitions);
        for (const pair of pairs) if (!waiting.pairs.has(keyOf(pair))) waiting.pairs.set(keyOf(pair), pair);
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    }
  }

  function take({ transitions, changed }: JudgeOutcome): void {
    if (transitions.length === 0) return;
    waiting.transitions.push(...transitions);
    for (const pair of changed) waiting.pairs.set(keyOf(pair), pair);
    writing ??= writeWaiting().finally(() => {
      writing = undefined;
    });
  }

  function bindings(): RuleBinding[] {
    boundVersion = catalogue.version;
    return [...rules.values()]
      .filter((rule) => rule.enabled)
      .map((rule) => ({ rule, pointIds: pointsInScope(rule.scope, catalogue) }));
  }

  /** Binds every enabled rule to its points; what is new is judged from the value that holds. */
  async function rebind(): Promise<void> {
    const outcome = engine.bind(bindings(), []);
    take(outcome);
    take(await engine.recover(reader));
    for (const pair of outcome.removed) waiting.pairs.delete(keyOf(pair));
    await deletePairs(db, outcome.removed);
  }

  async function settled(): Promise<void> {
    while (writing) await writing;
  }

  async function checkpoint(): Promise<void> {
    // A state must not be saved before the alarm it came with: after a crash nobody would raise it.
    await settled();
    const changed = engine.checkpoint();
    if (changed.length > 0) await db.transaction().execute((tx) => savePairs(tx, changed));
  }

  return {
    async start() {
      rules = new Map((await loadRules(db)).map((rule) => [rule.id, rule]));
      const saved = new Map((await loadPairs(db)).map((pair) => [keyOf(pair), pair]));
      const bound = bindings();
      // A pair that was never saved has judged nothing: its point came after the rule, and a crash after its first value.
      for (const { rule, pointIds } of bound)
        for (const pointId of pointIds) {
          const pair = freshPair(rule.id, pointId);
          if (!saved.has(keyOf(pair))) saved.set(keyOf(pair), pair);
        }
      take(engine.bind(bound, [...saved.values()]));
      take(await engine.recover(reader));
      await settled();
      await checkpoint();
    },
    async stop() {
      await settled();
      await checkpoint();
    },
    judge(samples) {
      // Before present values learn of the batch, so that a new point's first value is judged too.
      if (boundVersion !== catalogue.version) rebind().catch(deps.onError);
      take(engine.judge(samples));
    },
    tick(now) {
      if (boundVersion !== catalogue.version) rebind().catch(deps.onError);
      take(engine.tick(now));
    },
    checkpoint,
    get backlog() {
      return waiting.transitions.length;
    },
    settled,
    list: () => [...rules.values()],
    get: (id) => rules.get(id),
    async put(rule) {
      await db.transaction().execute((tx) => putRule(tx, rule));
      rules.set(rule.id, rule);
      await rebind();
      await settled();
      await checkpoint();
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

function keyOf(pair: { ruleId: string; pointId: number }): string {
  return `${pair.ruleId}:${pair.pointId}`;
}

function freshPair(ruleId: string, pointId: number): PairState {
  return { ruleId, pointId, judgedUntil: -1, phase: "clear", since: -1, raisedAt: -1, value: 0, frameId: "" };
}

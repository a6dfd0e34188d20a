import type { LiveCondition, PointCondition } from "@kontrollrom/contracts/condition.ts";
import { LiveCondition as LiveConditionSchema } from "@kontrollrom/contracts/condition.ts";
import type { Rule } from "@kontrollrom/contracts/rule.ts";
import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import type { SampleStore } from "@kontrollrom/ingest/store/sample-store.ts";
import { createTimetable } from "@kontrollrom/twin/live/calendar/schedule.ts";
import { expressionOf } from "@kontrollrom/twin/live/expression.ts";
import { lastPeriodOver } from "@kontrollrom/twin/live/periods/period-calendar.ts";
import { emptyPeriodPair, judgePeriods, type LevelAt } from "@kontrollrom/twin/live/periods/period-pair.ts";
import { createRuleEngine } from "@kontrollrom/twin/live/rule-engine.ts";
import type { RuleBinding } from "@kontrollrom/twin/live/seams.ts";
import { periodLevels } from "../period-figures.ts";
import { nothingCounted, readHours } from "../running-hours.ts";
import { createTurns } from "../turns.ts";
import { byTime, pointByPoint } from "./history.ts";
import { createTally, type Tally } from "./tally.ts";

export interface BacktestDeps {
  readonly store: Pick<SampleStore, "stream" | "series" | "samplesAfter" | "committedIn">;
  areaOf(pointId: number): number | undefined;
  /** Moments at which the running hours of the rule on a point were set back, ms, by time. */
  resetsOf(pointId: number): readonly number[];
  readonly signal: AbortSignal;
  readonly limits: BacktestLimits;
}

export interface BacktestLimits {
  /** Most of the wall clock that one rule may take, ms. */
  readonly timeMs: number;
  readonly samples: number;
}

export interface Backtest {
  readonly tally: Tally;
  readonly points: number;
  readonly pointsJudged: number;
  readonly samples: number;
  readonly until: number;
  readonly stopped: "time" | "samples" | undefined;
}

const dayMs = 86_400_000;

/**
 * Judges stored history with the very code that judges live values, as if it had come in order. Begins far enough before `from` that what
 * holds there is known. Ends early, with what it has, where it takes too long.
 */
export async function backtest(
  binding: RuleBinding,
  from: number,
  to: number,
  deps: BacktestDeps,
): Promise<Backtest> {
  const live = LiveConditionSchema.safeParse(binding.rule.condition);
  const started = performance.now();
  const turn = createTurns();
  let samples = 0;
  let stopped: Backtest["stopped"];
  const tally = createTally(from, to);
  /** Lets others have their turn. False when it has to end. */
  const goesOn = async (): Promise<boolean> => {
    await turn();
    deps.signal.throwIfAborted();
    if (performance.now() - started > deps.limits.timeMs) stopped ??= "time";
    if (samples > deps.limits.samples) stopped ??= "samples";
    return stopped === undefined;
  };
  const progress = live.success
    ? await judgeLive(live.data)
    : binding.rule.condition.kind === "running-hours"
      ? await judgeHours(binding.rule.condition)
      : await judgeFigures(binding.rule);
  tally.finish();
  return { tally, points: binding.pointIds.length, samples, stopped, ...progress };

  type Progress = Pick<Backtest, "pointsJudged" | "until">;

  async function judgeLive(condition: LiveCondition): Promise<Progress> {
    let now = 0;
    const engine = createRuleEngine({ now: () => now, lastKnown: () => undefined }, { graceMs: 0 });
    engine.bind([{ ...binding, rule: { ...binding.rule, enabled: true } }], []);
    const terms = expressionOf(condition).terms;
    const begin = from - leadMs(condition, binding);
    const together = terms.length > 1 || terms.some(({ beside }) => beside !== undefined);
    const pointIds = together
      ? [
          ...new Set(
            binding.pointIds.flatMap((id) => [
              id,
              ...terms.flatMap((_, term) => binding.beside?.(id, term) ?? []),
            ]),
          ),
        ]
      : binding.pointIds;
    const history = (together ? byTime : pointByPoint)(deps.store, pointIds, begin, to);
    const one: CommittedSample[] = [];
    const seen = new Set<number>();
    for await (const chunk of history) {
      let at = 0;
      while (at < chunk.length && (await goesOn())) {
        const end = Math.min(at + 256, chunk.length);
        for (; at < end; at += 1) {
          const sample = chunk[at] as CommittedSample;
          // The clock stands at each value when it comes, so that delays run out by event time alone.
          now = sample.time;
          one[0] = sample;
          tally.take(engine.judge(one).transitions);
        }
      }
      samples += at;
      if (!together && chunk[0] !== undefined) seen.add(chunk[0].pointId);
      if (stopped !== undefined || !(await goesOn())) break;
    }
    // What the clock alone reveals after the last values; without it where history was not read to its end.
    if (stopped === undefined) tally.take(engine.tick(to).transitions);
    const whole = stopped === undefined;
    return {
      pointsJudged: whole || together ? binding.pointIds.length : seen.size,
      until: whole || !together ? to : now,
    };
  }

  async function judgeFigures({ condition, schedule }: Rule): Promise<Progress> {
    if (condition.kind !== "consumption" && condition.kind !== "peers") throw new Error(condition.kind);
    const begin = lastPeriodOver(condition.period, from - condition.onDelayMs).from;
    const timetable = schedule && createTimetable(schedule);
    const rule = { condition, timetable };
    // Peers need each other; meters are read in groups, so that one can end in between.
    const atOnce = condition.kind === "peers" ? Math.max(1, binding.pointIds.length) : 200;
    let judged = 0;
    for (let at = 0; at < binding.pointIds.length && (await goesOn()); at += atOnce) {
      const group = binding.pointIds.slice(at, at + atOnce);
      const levels = await periodLevels(rule, group, begin, to, deps);
      for (const [pointId, own] of levels) {
        samples += own.length;
        judge(pointId, own, begin);
        judged += 1;
        await goesOn();
      }
    }
    return { pointsJudged: judged, until: to };
  }

  async function judgeHours(
    condition: Extract<Rule["condition"], { kind: "running-hours" }>,
  ): Promise<Progress> {
    let judged = 0;
    for (const pointId of binding.pointIds) {
      if (!(await goesOn())) break;
      const resets = deps.resetsOf(pointId);
      const since = Math.min(from, resets.findLast((at) => at <= from) ?? from);
      const times = { from: since, keepAt: since, until: to };
      const read = await readHours(
        condition,
        pointId,
        nothingCounted(since),
        times,
        resets,
        deps.store,
        deps.signal,
      );
      judge(pointId, read.levels, since);
      judged += 1;
    }
    return { pointsJudged: judged, until: to };
  }

  function judge(pointId: number, levels: readonly LevelAt[], begin: number): void {
    const pair = emptyPeriodPair(binding.rule.id, pointId, begin - 1);
    const { onDelayMs, offDelayMs } = binding.rule.condition;
    tally.take(judgePeriods(pair, levels, begin - 1, to, { onDelayMs, offDelayMs }));
  }
}

/** How long before a moment a rule has to look to know what holds then: at least a day, as values hold no longer. */
function leadMs(condition: LiveCondition, { pointIds, silentAfterMs }: RuleBinding): number {
  const ofOne = (one: PointCondition): number => {
    if (one.kind === "change" || one.kind === "count") return one.windowMs;
    if (one.kind === "stuck") return one.durationMs;
    if (one.kind !== "no-data") return 0;
    return one.afterMs ?? Math.max(0, ...pointIds.map((id) => silentAfterMs?.(id) ?? 0));
  };
  const longest = Math.max(...expressionOf(condition).terms.map((term) => ofOne(term.condition)));
  return Math.min(dayMs + longest + condition.onDelayMs + condition.offDelayMs, 40 * dayMs);
}

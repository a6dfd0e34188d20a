import type { BacktestAnswer, BacktestOccurrence, BacktestResult } from "@kontrollrom/contracts/backtest.ts";
import type { Rule } from "@kontrollrom/contracts/rule.ts";
import type { SampleStore } from "@kontrollrom/ingest/store/sample-store.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemError } from "../../http/problem-error.ts";
import type { Catalogue } from "../../register/catalogue.ts";
import { iso, present } from "../../registry/row.ts";
import { bindingOf } from "../binding.ts";
import { netAreas } from "../net-areas.ts";
import type { RuleBook } from "../routes.ts";
import { type Backtest, type BacktestLimits, backtest } from "./backtest.ts";
import { differenceOf, type Found } from "./tally.ts";

type Keys = "POST /rules/backtest" | "POST /rules/{id}/backtest";

const dayMs = 86_400_000;
const maxDays = 400;
const maxPoints = 10_000;
const pointsShown = 50;
const differencesShown = 100;
/** Each reads much and judges much: more than these at once would be felt by those who watch. */
const atOnce = 2;

export function backtestHandlers(deps: {
  book: RuleBook;
  catalogue: Catalogue;
  store: Pick<SampleStore, "stream" | "series" | "samplesAfter" | "committedIn">;
  limits?: BacktestLimits;
}): Pick<Handlers, Keys> {
  const { book, catalogue, store } = deps;
  const limits = deps.limits ?? { timeMs: 60_000, samples: 50_000_000 };
  const areaOf = netAreas(catalogue);
  let running = 0;

  function periodOf(body: { from: string; to: string }): { from: number; to: number } {
    const from = Date.parse(body.from);
    const to = Date.parse(body.to);
    if (to <= from)
      throw new ProblemError(422, "empty-period", `to ${body.to} is not later than from ${body.from}`);
    if (to - from > maxDays * dayMs)
      throw new ProblemError(422, "period-too-long", `a rule is tried on at most ${maxDays} days at a time`);
    return { from, to };
  }

  async function run(
    rule: Rule,
    period: { from: number; to: number },
    signal: AbortSignal,
  ): Promise<Backtest> {
    const binding = bindingOf(rule, catalogue);
    if (binding.pointIds.length > maxPoints)
      throw new ProblemError(
        422,
        "too-many-points",
        `the rule matches ${binding.pointIds.length} points, and is tried on at most ${maxPoints}: choose fewer buildings or rooms`,
      );
    const resetsOf = (pointId: number) => book.resets(rule.id, pointId).map(({ at }) => at);
    return backtest(binding, period.from, period.to, { store, areaOf, resetsOf, signal, limits });
  }

  function resultOf(period: { from: number; to: number }, ran: Backtest): BacktestResult {
    const { tally } = ran;
    const peak = tally.peak();
    const perPoint = tally.perPoint();
    return {
      from: iso(period.from),
      to: iso(period.to),
      points: ran.points,
      pointsJudged: ran.pointsJudged,
      until: iso(ran.until),
      ...present({ stopped: ran.stopped }),
      samples: ran.samples,
      alarms: tally.alarms,
      standingMs: tally.standingMs,
      standingAtEnd: tally.standingAtEnd,
      peakPer10Min: { alarms: peak.alarms, ...(peak.at !== undefined && { at: iso(peak.at) }) },
      perDay: tally.perDay(),
      pointsWithAlarms: perPoint.length,
      perPoint: perPoint.slice(0, pointsShown).map((one) => ({ ...one, ...placeOf(one.pointId) })),
      occurrences: tally.first().map(toOccurrence),
    };
  }

  function placeOf(pointId: number) {
    const device = catalogue.points.get(pointId)?.device;
    const space = device?.spaceId === undefined ? undefined : catalogue.spaces.get(device.spaceId);
    return {
      deviceName: device?.name ?? "",
      ...present({
        buildingName:
          device?.buildingId === undefined ? undefined : catalogue.buildings.get(device.buildingId),
        spaceLabel: space && `${space.number} ${space.name}`.trim(),
      }),
    };
  }

  async function inTurn(work: () => Promise<BacktestAnswer>): Promise<BacktestAnswer> {
    if (running >= atOnce)
      throw new ProblemError(
        429,
        "backtests-busy",
        "other rules are being tried just now: try again in a minute",
      );
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
    }
  }

  return {
    "POST /rules/backtest": ({ body }, { signal }) =>
      inTurn(async () => {
        const period = periodOf(body);
        return { result: resultOf(period, await run(unsaved(body.rule), period, signal)) };
      }),
    "POST /rules/{id}/backtest": ({ params, body }, { signal }) =>
      inTurn(async () => {
        const rule = book.get(params.id);
        if (!rule)
          throw new ProblemError(404, "rule-not-found", `there is no rule "${params.id}": see GET /rules`);
        const period = periodOf(body);
        const now = await run(rule, period, signal);
        if (body.changed === undefined) return { ruleId: rule.id, result: resultOf(period, now) };
        const { id, createdAt } = rule;
        const changed = await run({ ...unsaved(body.changed), id, createdAt }, period, signal);
        const [before, after] = [now.tally.all(), changed.tally.all()];
        const difference = before && after && differenceOf(inPeriod(before, period), inPeriod(after, period));
        return {
          ruleId: rule.id,
          result: resultOf(period, changed),
          before: resultOf(period, now),
          ...(difference && {
            difference: {
              same: difference.same,
              gone: difference.gone.length,
              new: difference.brought.length,
              goneOccurrences: difference.gone.slice(0, differencesShown).map(toOccurrence),
              newOccurrences: difference.brought.slice(0, differencesShown).map(toOccurrence),
            },
          }),
        };
      }),
  };
}

const inPeriod = (found: readonly Found[], { from }: { from: number }) =>
  found.filter(({ raisedAt }) => raisedAt >= from);

const toOccurrence = ({ pointId, raisedAt, returnedAt, value }: Found): BacktestOccurrence => ({
  pointId,
  raisedAt: iso(raisedAt),
  ...(returnedAt !== undefined && { returnedAt: iso(returnedAt) }),
  value,
});

function unsaved(rule: Omit<Rule, "id" | "revision" | "createdAt" | "updatedAt">): Rule {
  const at = iso(0);
  return { ...rule, enabled: true, id: "unsaved", revision: 1, createdAt: at, updatedAt: at };
}

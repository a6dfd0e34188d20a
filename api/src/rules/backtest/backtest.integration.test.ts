import { Condition } from "@kontrollrom/contracts/condition.ts";
import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import { createRuleEngine } from "@kontrollrom/twin/live/rule-engine.ts";
import type { RuleBinding, RuleTransition } from "@kontrollrom/twin/live/seams.ts";
import { readerOf, ruleOf } from "@kontrollrom/twin/live/test/series.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTelemetry, type TestTelemetry } from "../../telemetry/test/telemetry-platform.ts";
import { createPeriodRules } from "../periods.ts";
import { backtest } from "./backtest.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const from = Date.parse("2026-03-23T00:00:00Z");
const to = from + 10 * day;

/** The same numbers at every run. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe("a rule tried on history", () => {
  let telemetry: TestTelemetry;
  const stored: CommittedSample[] = [];
  let points: { co2: number[]; motion: number[]; water: number[] };

  beforeAll(async () => {
    telemetry = await startTelemetry(
      ["a", "b", "c", "d", "e"].map((externalId) => ({
        externalId,
        quantities: ["co2", "motion", "water-volume"],
      })),
    );
    const of = (quantity: string) =>
      ["a", "b", "c", "d", "e"].map((device) => telemetry.pointOf(device, quantity));
    points = { co2: of("co2"), motion: of("motion"), water: of("water-volume") };
    const random = chance(7);
    for (let index = 0; index < 5; index += 1) {
      let level = 600;
      let total = 1000;
      for (let at = from + hour; at < to; at += 15 * minute) {
        // Now and then a sensor is silent, or hangs.
        if (random() < 0.01) at += Math.floor(random() * 20) * hour;
        if (at >= to) break;
        const time = at + index * 1000;
        if (random() > 0.1) level = Math.max(400, level + (random() - 0.5) * 300);
        total += random() * (index === 4 ? 3 : 1);
        const write = (pointId: number | undefined, value: number) =>
          stored.push({
            pointId: pointId ?? 0,
            time,
            value,
            quality: "good",
            frameId: "1",
            receivedAt: time,
          });
        write(points.co2[index], Math.round(level));
        write(points.motion[index], random() < 0.4 ? 1 : 0);
        write(points.water[index], total);
      }
    }
    for (const [pointId, own] of Map.groupBy(stored, ({ pointId }) => pointId))
      await telemetry.store(
        pointId,
        own.map(({ time, value }) => [time, value] as const),
      );
  }, 60_000);
  afterAll(() => telemetry.stop());

  const bindingOf = (condition: Condition, pointIds: readonly number[]): RuleBinding => ({
    rule: { ...ruleOf("r", condition), createdAt: new Date(from).toISOString() },
    pointIds,
    beside: (pointId) => [points.motion[points.co2.indexOf(pointId)] ?? 0],
  });

  /** Keeps alarms as the register does. */
  function register() {
    const alarms = new Map<string, { pointId: number; raisedAt: number; returnedAt: number | undefined }>();
    const key = (pointId: number, raisedAt: number) => `${pointId} ${raisedAt}`;
    return {
      take(found: readonly RuleTransition[]) {
        for (const { kind, pointId, raisedAt, at } of found) {
          const known = alarms.get(key(pointId, raisedAt));
          if (kind === "raised")
            alarms.set(key(pointId, raisedAt), { pointId, raisedAt, returnedAt: undefined });
          else if (kind === "withdrawn") alarms.delete(key(pointId, raisedAt));
          else if (kind === "moved" && known) {
            alarms.delete(key(pointId, raisedAt));
            alarms.set(key(pointId, at), { ...known, raisedAt: at });
          } else if (known) known.returnedAt = kind === "returned" ? at : undefined;
        }
      },
      all: () => [...alarms.values()].sort((a, b) => a.pointId - b.pointId || a.raisedAt - b.raisedAt),
    };
  }

  /** As values come: in batches, some late by up to some hours, with the clock going on in between. */
  async function live(binding: RuleBinding) {
    const alarms = register();
    const random = chance(11);
    const arriving = stored
      .map((sample) => ({ sample, at: sample.time + (random() < 0.05 ? random() * 6 * hour : 0) }))
      .sort((a, b) => a.at - b.at);
    let now = from;
    const known: CommittedSample[] = [];
    const newest = new Map<number, CommittedSample>();
    const lastKnown = (pointId: number) => newest.get(pointId);
    const engine = createRuleEngine({ now: () => now, lastKnown }, { graceMs: 0 });
    const periods = createPeriodRules({
      store: telemetry.ingest.store,
      lastKnown,
      areaOf: () => 100,
      resetsOf: () => [],
      found: alarms.take,
    });
    engine.bind([binding], []);
    periods.bind([binding], [], now);
    for (let next = 0; now <= to; now += 10 * minute) {
      const batch: CommittedSample[] = [];
      for (; next < arriving.length && (arriving[next]?.at ?? 0) <= now; next += 1)
        batch.push((arriving[next] as { sample: CommittedSample }).sample);
      known.push(...batch);
      const outcome = engine.judge(batch);
      alarms.take(outcome.transitions);
      periods.heard(batch);
      for (const sample of batch)
        if (sample.time > (newest.get(sample.pointId)?.time ?? -1)) newest.set(sample.pointId, sample);
      if (outcome.behind) alarms.take((await engine.recover(readerOf(known))).transitions);
      if (now % hour === 0 && periods.isDue(now)) await periods.run(now);
    }
    now = to;
    const rest = arriving.map(({ sample }) => sample).filter((sample) => !known.includes(sample));
    known.push(...rest);
    alarms.take(engine.judge(rest).transitions);
    alarms.take((await engine.recover(readerOf(known))).transitions);
    alarms.take(engine.tick(Number.MAX_SAFE_INTEGER).transitions);
    await periods.run(to + 11 * minute);
    return alarms.all().filter(({ raisedAt }) => raisedAt < to);
  }

  const inBoth = ({
    pointId,
    raisedAt,
    returnedAt,
  }: {
    pointId: number;
    raisedAt: number;
    returnedAt?: number | undefined;
  }) => ({
    pointId,
    raisedAt,
    returnedAt: returnedAt !== undefined && returnedAt < to ? returnedAt : undefined,
  });

  it.each([
    [
      "threshold",
      {
        kind: "threshold",
        direction: "above",
        setpoint: 1000,
        deadband: 100,
        onDelayMs: 30 * minute,
        offDelayMs: 15 * minute,
      },
    ],
    ["band", { kind: "band", low: 450, high: 1200, deadband: 20 }],
    ["change", { kind: "change", direction: "either", change: 300, windowMs: 2 * hour }],
    ["stuck", { kind: "stuck", tolerance: 1, durationMs: hour }],
    ["no-data", { kind: "no-data", afterMs: 3 * hour, onDelayMs: 10 * minute }],
    [
      "count",
      {
        kind: "count",
        of: { kind: "threshold", direction: "above", setpoint: 1000 },
        atLeast: 3,
        windowMs: 12 * hour,
      },
    ],
    [
      "combination",
      {
        kind: "combination",
        op: "all",
        of: [
          { condition: { kind: "threshold", direction: "above", setpoint: 900 } },
          { condition: { kind: "state", values: [0] }, on: { quantity: "motion" } },
        ],
        onDelayMs: 30 * minute,
      },
    ],
    [
      "consumption",
      {
        kind: "consumption",
        period: { every: "day", fromHour: 22, toHour: 6 },
        direction: "above",
        limit: 16,
      },
    ],
    ["peers", { kind: "peers", period: { every: "hour" }, factor: 2, minPeers: 3 }],
    ["running-hours", { kind: "running-hours", values: [1], hours: 24 }],
  ])(
    "finds the alarms that live judging of the same values gave: %s",
    { timeout: 60_000 },
    async (kind, written) => {
      const condition = Condition.parse(written);
      const of =
        kind === "running-hours"
          ? points.motion
          : ["consumption", "peers"].includes(kind)
            ? points.water
            : points.co2;
      const binding = bindingOf(condition, of);
      const tried = await backtest(binding, from, to, {
        store: telemetry.ingest.store,
        areaOf: () => 100,
        resetsOf: () => [],
        signal: new AbortController().signal,
        limits: { timeMs: 60_000, samples: 1e9 },
      });
      const expected = (await live(binding)).map(inBoth);
      const found = (tried.tally.all() ?? [])
        .map(inBoth)
        .sort((a, b) => a.pointId - b.pointId || a.raisedAt - b.raisedAt);
      expect(expected.length).toBeGreaterThan(3);
      expect(found).toEqual(expected);
      expect(tried).toMatchObject({ stopped: undefined, pointsJudged: 5, points: 5 });
      expect(tried.tally.alarms).toBe(expected.length);
      expect(tried.tally.perDay().reduce((sum, { alarms }) => sum + alarms, 0)).toBe(expected.length);
    },
  );

  it("ends early with what it has, and at once when nobody waits for it", async () => {
    const condition = Condition.parse({ kind: "threshold", direction: "above", setpoint: 1000 });
    const deps = {
      store: telemetry.ingest.store,
      areaOf: () => 100,
      resetsOf: () => [],
      signal: new AbortController().signal,
    };
    const cut = await backtest(bindingOf(condition, points.co2), from, to, {
      ...deps,
      limits: { timeMs: 60_000, samples: 1000 },
    });
    expect(cut.stopped).toBe("samples");
    expect(cut.pointsJudged).toBeLessThan(5);
    const gone = backtest(bindingOf(condition, points.co2), from, to, {
      ...deps,
      signal: AbortSignal.abort(new Error("gone")),
      limits: { timeMs: 60_000, samples: 1e9 },
    });
    await expect(gone).rejects.toThrow("gone");
  });
});

import type { ThresholdCondition } from "@kontrollrom/contracts/condition.ts";
import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createPresentValues } from "./present-values.ts";
import { createRuleEngine } from "./rule-engine.ts";
import type { PairState, RuleTransition } from "./seams.ts";
import { byPointAndTime, occurrencesFrom, occurrencesOf, readerOf, ruleOf, sampleOf } from "./test/series.ts";

/** Values close to the setpoint and delays close to the spacing, so that every edge is met. */
const condition: fc.Arbitrary<ThresholdCondition> = fc.record({
  kind: fc.constant("threshold" as const),
  direction: fc.constantFrom("above" as const, "below" as const),
  setpoint: fc.integer({ min: 8, max: 12 }),
  deadband: fc.integer({ min: 0, max: 3 }),
  onDelayMs: fc.integer({ min: 0, max: 40 }),
  offDelayMs: fc.constant(0),
});
type Steps = { step: number; value: number; quality: CommittedSample["quality"] }[];
const series: fc.Arbitrary<Steps> = fc.array(
  fc.record({
    step: fc.integer({ min: 1, max: 20 }),
    value: fc.integer({ min: 5, max: 15 }),
    quality: fc.constantFrom<Steps[number]["quality"][]>(
      "good",
      "good",
      "good",
      "uncertain",
      "bad",
      "out-of-range",
    ),
  }),
  { maxLength: 60 },
);
const town = fc.record({
  points: fc.array(series, { minLength: 1, maxLength: 3 }),
  conditions: fc.array(condition, { minLength: 1, maxLength: 3 }),
});

function samplesOf(points: readonly Steps[]): CommittedSample[] {
  return points
    .flatMap((steps, index) => {
      let time = 0;
      return steps.map(({ step, value, quality }) => {
        time += step;
        return sampleOf(index + 1, time, value, quality);
      });
    })
    .sort((a, b) => a.time - b.time);
}

function expected(samples: readonly CommittedSample[], conditions: readonly ThresholdCondition[]) {
  const points = Map.groupBy(samples, ({ pointId }) => pointId);
  return [...points.values()]
    .flatMap((ofPoint) => conditions.flatMap((each, index) => occurrencesOf(`rule-${index}`, each, ofPoint)))
    .sort(byPointAndTime);
}

function bindingsOf(conditions: readonly ThresholdCondition[]) {
  return conditions.map((each, index) => ({ rule: ruleOf(`rule-${index}`, each), pointIds: [1, 2, 3] }));
}

const farFuture = 1e12;

describe("whatever the batches, the clock and the crashes, the alarms are those of the whole series", () => {
  test("any batches, each in any order, with the clock looked at in between", () => {
    const cuts = fc.array(fc.record({ length: fc.integer({ min: 1, max: 12 }), salt: fc.nat() }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(town, cuts, ({ points, conditions }, batches) => {
        const samples = samplesOf(points);
        const clock = { now: 1_000_000 };
        const engine = createRuleEngine({ now: () => clock.now, lastKnown: () => undefined }, { graceMs: 0 });
        engine.bind(bindingsOf(conditions), []);
        const found: RuleTransition[] = [];
        let start = 0;
        for (let i = 0; start < samples.length; i += 1) {
          const { length, salt } = batches[i % batches.length]!;
          const batch = samples.slice(start, start + length);
          start += length;
          const shuffled = batch.toSorted((a, b) => ((a.time * salt) % 7) - ((b.time * salt) % 7));
          found.push(...engine.judge(shuffled).transitions);
          // As live: the clock runs on until the next sample is measured, and stops short of it.
          const next = samples[start];
          const spare = next === undefined ? 0 : next.time - (batch.at(-1)?.time ?? next.time);
          const before = clock.now;
          for (let at = 0; at <= spare; at += 3) found.push(...engine.tick(before + at).transitions);
          clock.now = before + spare;
        }
        found.push(...engine.tick(farFuture).transitions);
        expect(occurrencesFrom(found)).toEqual(expected(samples, conditions));
      }),
      { numRuns: 300 },
    );
  });

  test("a crash at any place, with states as old as the last checkpoint and samples stored but not judged", async () => {
    const plan = fc.record({
      judgedUpTo: fc.nat({ max: 100 }),
      /** Of what was judged last, this many were not saved when the crash came: neither transitions nor states. */
      unsaved: fc.nat({ max: 20 }),
      checkpointEvery: fc.integer({ min: 1, max: 30 }),
      storedBeyond: fc.nat({ max: 30 }),
    });
    await fc.assert(
      fc.asyncProperty(town, fc.array(plan, { minLength: 1, maxLength: 3 }), async (drawn, crashes) => {
        const samples = samplesOf(drawn.points);
        const saved = new Map<string, PairState>();
        const save = (states: readonly PairState[]) => {
          for (const state of states) saved.set(`${state.ruleId}/${state.pointId}`, state);
        };
        const found: RuleTransition[] = [];
        let stored = 0;
        for (const crash of [...crashes, undefined]) {
          const present = createPresentValues();
          present.load(samples.slice(0, stored));
          const engine = createRuleEngine({ now: () => 5, lastKnown: present.get });
          save(engine.bind(bindingsOf(drawn.conditions), [...saved.values()]).changed);
          const recovered = await engine.recover(readerOf(samples.slice(0, stored)));
          found.push(...recovered.transitions);
          const until =
            crash === undefined ? samples.length : Math.min(samples.length, stored + crash.judgedUpTo);
          const savedUntil = until - (crash?.unsaved ?? 0);
          for (let index = stored; index < until; index += 1) {
            const { transitions } = engine.judge([samples[index]!]);
            if (index >= savedUntil) continue;
            found.push(...transitions);
            if (crash !== undefined && index % crash.checkpointEvery === 0) save(engine.checkpoint());
          }
          stored = Math.min(samples.length, until + (crash?.storedBeyond ?? 0));
          if (crash === undefined) found.push(...engine.tick(farFuture).transitions);
        }
        expect(occurrencesFrom(found)).toEqual(expected(samples, drawn.conditions));
      }),
      { numRuns: 300 },
    );
  });
});

test("a night of CO2 in a bedroom: raised ten minutes after the air became bad, returned when aired out", () => {
  const minute = 60_000;
  const co2 = (time: number) => 600 + 700 * Math.sin((Math.PI * time) / (480 * minute)) ** 2;
  const samples = Array.from({ length: 97 }, (_, i) => sampleOf(1, i * 5 * minute, co2(i * 5 * minute)));
  const engine = createRuleEngine({ now: () => 0, lastKnown: () => undefined });
  const rule = ruleOf("co2", {
    kind: "threshold",
    direction: "above",
    setpoint: 1000,
    deadband: 50,
    onDelayMs: 10 * minute,
    offDelayMs: 0,
  });
  engine.bind([{ rule, pointIds: [1] }], []);
  const { transitions } = engine.judge(samples);
  const firstBad = samples.find(({ value }) => value > 1000)!.time;
  const firstGood = samples.find(({ time, value }) => time > firstBad && value <= 950)!.time;
  expect(transitions.map(({ kind, at }) => [kind, at])).toEqual([
    ["raised", firstBad + 10 * minute],
    ["returned", firstGood],
  ]);
});

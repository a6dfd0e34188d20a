import type { LiveCondition, PointCondition, Schedule } from "@kontrollrom/contracts/condition.ts";
import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createRuleEngine } from "./rule-engine.ts";
import type { PairState, RuleTransition } from "./seams.ts";
import { referenceOccurrences } from "./test/grid-reference.ts";
import { readerOf, ruleOf, sampleOf } from "./test/series.ts";

const unit = 900_000;
/** Monday before clocks go forward in Norway. */
const origin = Date.UTC(2026, 2, 23);
const steps = (min: number, max: number) => fc.integer({ min, max }).map((n) => n * unit);
const delays = { onDelayMs: steps(0, 4), offDelayMs: steps(0, 4) };
const value = fc.integer({ min: 0, max: 8 });

const simple = fc.oneof(
  fc.record({
    kind: fc.constant("threshold" as const),
    direction: fc.constantFrom("above" as const, "below" as const),
    setpoint: value,
    deadband: fc.integer({ min: 0, max: 2 }),
    ...delays,
  }),
  fc.record({
    kind: fc.constant("band" as const),
    low: fc.integer({ min: 1, max: 3 }),
    high: fc.integer({ min: 4, max: 7 }),
    deadband: fc.integer({ min: 0, max: 1 }),
    ...delays,
  }),
  fc.record({
    kind: fc.constant("state" as const),
    values: fc.uniqueArray(value, { minLength: 1, maxLength: 3 }),
    ...delays,
  }),
);
const ofOnePoint: fc.Arbitrary<PointCondition> = fc.oneof(
  simple,
  fc.record({
    kind: fc.constant("change" as const),
    direction: fc.constantFrom("rising" as const, "falling" as const, "either" as const),
    change: fc.integer({ min: 1, max: 5 }),
    windowMs: steps(1, 8),
    ...delays,
  }),
  fc.record({
    kind: fc.constant("stuck" as const),
    tolerance: fc.integer({ min: 0, max: 2 }),
    durationMs: steps(1, 10),
    ...delays,
  }),
  fc.record({ kind: fc.constant("no-data" as const), afterMs: steps(1, 10), ...delays }),
  fc.record({
    kind: fc.constant("count" as const),
    of: simple,
    atLeast: fc.integer({ min: 1, max: 3 }),
    windowMs: steps(2, 20),
    ...delays,
  }),
);
const operand = fc.record({
  condition: ofOnePoint,
  on: fc.constantFrom(undefined, { quantity: "motion" as const, within: "space" as const }),
  not: fc.boolean(),
});
const op = fc.constantFrom("all" as const, "any" as const);
const combination = fc.record({
  kind: fc.constant("combination" as const),
  op,
  of: fc.array(fc.oneof(operand, fc.record({ op, of: fc.array(operand, { minLength: 1, maxLength: 2 }) })), {
    minLength: 1,
    maxLength: 3,
  }),
  ...delays,
});
const condition = fc.oneof(ofOnePoint, combination) as fc.Arbitrary<LiveCondition>;
const hour = fc.integer({ min: 0, max: 23 }).map((h) => `${String(h).padStart(2, "0")}:00`);
const schedule: fc.Arbitrary<Schedule | undefined> = fc.option(
  fc.record({
    days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    from: hour,
    to: hour,
    holidays: fc.constant("as-other-days" as const),
    outside: fc.boolean(),
  }),
  { nil: undefined },
);
const quality = fc.constantFrom<CommittedSample["quality"]>("good", "good", "good", "good", "bad");
const town = fc.record({
  condition,
  schedule,
  /** Of the judged point, and of two beside it. */
  points: fc.tuple(
    ...[1, 2, 3].map(() =>
      fc.array(fc.record({ step: fc.integer({ min: 1, max: 12 }), value, quality }), { maxLength: 14 }),
    ),
  ),
  /** In which order they come, how many at once, and how far the clock is looked at in between. */
  order: fc.array(fc.nat(), { minLength: 42, maxLength: 42 }),
  batch: fc.integer({ min: 1, max: 6 }),
  ticks: fc.array(steps(0, 40), { minLength: 8, maxLength: 8 }),
});
type Town = typeof town extends fc.Arbitrary<infer T> ? T : never;

function samplesOf({ points }: Town): CommittedSample[] {
  return points.flatMap((list, index) => {
    let time = origin;
    return list.map(({ step, value, quality }) => {
      time += step * unit;
      return sampleOf(index + 1, time, value, quality);
    });
  });
}

/** Keeps alarms as the register does: told twice is told once. */
function register() {
  const alarms = new Map<number, { returnedAt: number | undefined; conditionSince: number }>();
  return {
    take(transitions: readonly RuleTransition[]) {
      for (const { kind, raisedAt, at, conditionSince } of transitions) {
        const known = alarms.get(raisedAt);
        if (kind === "raised" && known === undefined)
          alarms.set(raisedAt, { returnedAt: undefined, conditionSince });
        if (kind === "withdrawn") alarms.delete(raisedAt);
        if (known === undefined) continue;
        if (kind === "returned") known.returnedAt = at;
        if (kind === "reopened") known.returnedAt = undefined;
        if (kind === "moved") {
          expect(alarms.has(at)).toBe(false);
          alarms.delete(raisedAt);
          alarms.set(at, { ...known, conditionSince });
        }
      }
    },
    occurrences: () =>
      [...alarms]
        .map(([raisedAt, alarm]) => ({ raisedAt, ...alarm }))
        .sort((a, b) => a.raisedAt - b.raisedAt),
  };
}

function bindingOf({ condition, schedule }: Town) {
  const rule = { ...ruleOf("r", condition), ...(schedule && { schedule }) };
  return { rule, pointIds: [1], beside: () => [2, 3] };
}

/** How far the clock goes on after the last value. */
const after = 100 * unit;

async function run(
  drawn: Town,
  restartAfter: number,
): Promise<ReturnType<ReturnType<typeof register>["occurrences"]>> {
  const shuffled = samplesOf(drawn)
    .map((sample, at) => ({ sample, rank: drawn.order[at] ?? 0 }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ sample }) => sample);
  const stored: CommittedSample[] = [];
  const alarms = register();
  const lastKnown = (pointId: number) =>
    stored.filter((sample) => sample.pointId === pointId).toSorted((a, b) => b.time - a.time)[0];
  const start = (states: readonly PairState[]) => {
    const engine = createRuleEngine({ now: () => 0, lastKnown }, { graceMs: 0, latenessMs: 1e12 });
    alarms.take(engine.bind([bindingOf(drawn)], states).transitions);
    return engine;
  };
  let engine = start([]);
  for (let at = 0, round = 0; at < shuffled.length; at += drawn.batch, round += 1) {
    const batch = shuffled.slice(at, at + drawn.batch);
    stored.push(...batch);
    const outcome = engine.judge(batch);
    alarms.take(outcome.transitions);
    // Now and then what came late waits while more comes.
    if (outcome.behind && round % 3 !== 2) alarms.take((await engine.recover(readerOf(stored))).transitions);
    alarms.take(engine.tick(drawn.ticks[round % drawn.ticks.length] ?? 0).transitions);
    if (round === restartAfter) {
      engine = start(structuredClone(engine.states()));
      alarms.take((await engine.recover(readerOf(stored))).transitions);
    }
  }
  alarms.take((await engine.recover(readerOf(stored))).transitions);
  alarms.take(engine.tick(after).transitions);
  return alarms.occurrences();
}

function expected(drawn: Town) {
  const samples = samplesOf(drawn);
  const ofPoint = (id: number) => samples.filter(({ pointId }) => pointId === id);
  const { condition } = drawn;
  const operands =
    condition.kind === "combination"
      ? condition.of.flatMap((part) => ("op" in part ? part.of : [part]))
      : [{ on: undefined }];
  const series = operands.map(({ on }) => (on === undefined ? [ofPoint(1)] : [ofPoint(2), ofPoint(3)]));
  const seen = [1, 2, 3].filter((id) => series.some((list) => list.some((one) => one[0]?.pointId === id)));
  const counted = samples.filter(({ pointId, quality }) => seen.includes(pointId) && quality !== "bad");
  if (counted.length === 0) return [];
  const until = Math.max(...counted.map(({ time }) => time)) + after;
  return referenceOccurrences({
    condition,
    ...(drawn.schedule && { schedule: drawn.schedule }),
    series,
    unit,
    until,
  });
}

test("whatever the rule, in whatever order its values come and the clock is looked at, the alarms are those of the whole series", async () => {
  await fc.assert(
    fc.asyncProperty(town, async (drawn) => {
      expect(await run(drawn, -1)).toEqual(expected(drawn));
    }),
    { numRuns: 400 },
  );
}, 120_000);

test("so it is with a restart at any point", async () => {
  await fc.assert(
    fc.asyncProperty(town, fc.nat({ max: 10 }), async (drawn, restartAfter) => {
      expect(await run(drawn, restartAfter)).toEqual(expected(drawn));
    }),
    { numRuns: 400 },
  );
}, 120_000);

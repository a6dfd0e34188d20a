import fc from "fast-check";
import { expect, test } from "vitest";
import type { RuleTransition } from "../seams.ts";
import {
  emptyPeriodPair,
  endPeriodPair,
  judgePeriods,
  type LevelAt,
  periodState,
  readPeriodPair,
  settleUntil,
} from "./period-pair.ts";

const unit = 3_600_000;
const levelAt = (index: number, beyond: boolean): LevelAt => ({
  at: index * unit,
  level: beyond ? 2 : 0,
  value: index,
  sampleTime: index * unit,
  frameId: `f${index}`,
});

/** Keeps alarms as the register does. */
function register() {
  const alarms = new Map<number, number | undefined>();
  return {
    alarms,
    take(found: readonly RuleTransition[]) {
      for (const { kind, raisedAt, at } of found) {
        if (kind === "raised") {
          expect(alarms.has(raisedAt)).toBe(false);
          alarms.set(raisedAt, undefined);
          continue;
        }
        expect(alarms.has(raisedAt)).toBe(true);
        if (kind === "returned") alarms.set(raisedAt, at);
        if (kind === "reopened") alarms.set(raisedAt, undefined);
        if (kind === "withdrawn") alarms.delete(raisedAt);
        if (kind === "moved") {
          expect(alarms.has(at)).toBe(false);
          alarms.set(at, alarms.get(raisedAt));
          alarms.delete(raisedAt);
        }
      }
    },
    sorted: () => [...alarms].sort((a, b) => a[0] - b[0]),
  };
}

/** What the levels mean, said of all of them at once. */
function expected(
  levels: readonly (boolean | undefined)[],
  on: number,
  off: number,
): [number, number | undefined][] {
  const found: [number, number | undefined][] = [];
  let since: number | undefined;
  let offSince: number | undefined;
  let raised = false;
  let now = false;
  for (let index = 1; index <= levels.length; index += 1) {
    const t = index * unit;
    const raise = () => {
      raised = true;
      found.push([t, undefined]);
    };
    const giveBack = () => {
      raised = false;
      since = undefined;
      offSince = undefined;
      (found.at(-1) as [number, number | undefined])[1] = t;
    };
    if (!raised && since !== undefined && t >= since + on) raise();
    if (raised && offSince !== undefined && t >= offSince + off) giveBack();
    now = levels[index - 1] ?? now;
    if (!raised) {
      since = now ? (since ?? t) : undefined;
      if (since !== undefined && on === 0) raise();
    } else if (!now) {
      offSince ??= t;
      if (off === 0) giveBack();
    } else offSince = undefined;
  }
  return found;
}

test("however figures are corrected, and with restarts in between, the alarms are those of the figures as they are in the end", () => {
  const steps = fc.integer({ min: 0, max: 4 });
  const levels = fc.array(fc.option(fc.boolean(), { nil: undefined }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(levels, fc.infiniteStream(fc.nat()), steps, steps, (final, chance, on, off) => {
      const delays = { onDelayMs: on * unit, offDelayMs: off * unit };
      const next = (below: number) => chance.next().value % below;
      let pair = emptyPeriodPair("r", 1, 0);
      const alarms = register();
      const known = final.map((value) =>
        next(3) === 0 ? (next(2) === 0 ? undefined : next(2) === 0) : value,
      );
      for (let over = 1; over <= final.length; over += 1) {
        // Late values correct one of the last five periods; what is older than that is right by now.
        const late = Math.max(0, over - 1 - next(5));
        known[late] = final[late];
        if (over > 6) known[over - 7] = final[over - 7];
        const said = known.flatMap((value, index) =>
          index < over && value !== undefined ? [levelAt(index + 1, value)] : [],
        );
        alarms.take(
          judgePeriods(
            pair,
            said.filter(({ at }) => at > pair.baseAt),
            pair.baseAt,
            over * unit,
            delays,
          ),
        );
        settleUntil(pair, (over - 7) * unit, delays);
        if (next(4) === 0) pair = readPeriodPair(structuredClone(periodState(pair, delays))) ?? pair;
      }
      const right = final.flatMap((value, index) => (value === undefined ? [] : [levelAt(index + 1, value)]));
      alarms.take(
        judgePeriods(
          pair,
          right.filter(({ at }) => at > pair.baseAt),
          pair.baseAt,
          final.length * unit,
          delays,
        ),
      );
      expect(alarms.sorted()).toEqual(expected(final, on * unit, off * unit));
      const standing = alarms.sorted().filter(([, returned]) => returned === undefined).length;
      expect(endPeriodPair(pair)).toHaveLength(standing);
    }),
    { numRuns: 500 },
  );
});

test("judging the same again tells nothing", () => {
  const pair = emptyPeriodPair("r", 1, 0);
  const delays = { onDelayMs: 0, offDelayMs: 0 };
  const levels = [levelAt(1, true), levelAt(2, false), levelAt(3, true)];
  expect(judgePeriods(pair, levels, 0, 3 * unit, delays).map(({ kind }) => kind)).toEqual([
    "raised",
    "returned",
    "raised",
  ]);
  expect(judgePeriods(pair, levels, 0, 3 * unit, delays)).toEqual([]);
  expect(judgePeriods(pair, [], Number.POSITIVE_INFINITY, 4 * unit, delays)).toEqual([]);
});

test("an alarm names the figure and the frame it was found by", () => {
  const pair = emptyPeriodPair("r", 1, 0);
  const [raised] = judgePeriods(pair, [levelAt(2, true)], 0, 2 * unit, { onDelayMs: 0, offDelayMs: 0 });
  expect(raised).toMatchObject({
    kind: "raised",
    raisedAt: 2 * unit,
    at: 2 * unit,
    value: 2,
    frameId: "f2",
    conditionSince: 2 * unit,
  });
});

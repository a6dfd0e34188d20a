import type { ThresholdCondition } from "@kontrollrom/contracts/rule.ts";
import { describe, expect, test } from "vitest";
import type { PairState } from "./seams.ts";
import { conditionOf, sampleOf } from "./test/series.ts";
import { advanceThreshold, clearPair, type JudgeReason, judgeThreshold } from "./threshold.ts";

/** [time, value] → reason, and the transitions found: `+10` raised at 10, `-20` returned at 20. */
type Line = readonly [time: number, value: number, reason: JudgeReason, ...transitions: string[]];

function judgeAll(condition: ThresholdCondition, lines: readonly Line[]): { got: Line[]; state: PairState } {
  let state: PairState = clearPair("r", 1);
  const got = lines.map(([time, value]): Line => {
    const judged = judgeThreshold(state, condition, sampleOf(1, time, value));
    state = judged.state;
    const found = judged.transitions.map(({ kind, at }) => `${kind === "raised" ? "+" : "-"}${at}`);
    return [time, value, judged.reason, ...found];
  });
  return { got, state };
}

const cases: Record<string, { condition: ThresholdCondition; lines: readonly Line[] }> = {
  "without a delay the alarm comes at the sample and goes at the first value not above": {
    condition: conditionOf(),
    lines: [
      [0, 100, "not-beyond"],
      [10, 100.1, "raised", "+10"],
      [20, 150, "still-raised"],
      [30, 100, "returned", "-30"],
      [40, 101, "raised", "+40"],
    ],
  },
  "the on-delay runs from the first value beyond; the next sample reveals that it ran out before": {
    condition: conditionOf({ onDelayMs: 15 }),
    lines: [
      [0, 101, "on-delay-began"],
      [10, 102, "on-delay-running"],
      [20, 103, "raised", "+15"],
      [30, 99, "returned", "-30"],
    ],
  },
  "a value not beyond starts the on-delay anew, even inside the deadband": {
    condition: conditionOf({ onDelayMs: 15, deadband: 20 }),
    lines: [
      [0, 101, "on-delay-began"],
      [10, 95, "on-delay-broken"],
      [12, 101, "on-delay-began"],
      [20, 101, "on-delay-running"],
      [30, 101, "raised", "+27"],
    ],
  },
  "one sample long after can be the raise and the return": {
    condition: conditionOf({ onDelayMs: 15 }),
    lines: [
      [0, 101, "on-delay-began"],
      [100, 50, "raised-and-returned", "+15", "-100"],
    ],
  },
  "at the very end of the delay the old value has held long enough: raised and returned at one instant": {
    condition: conditionOf({ onDelayMs: 15 }),
    lines: [
      [0, 101, "on-delay-began"],
      [15, 50, "raised-and-returned", "+15", "-15"],
      [16, 101, "on-delay-began"],
    ],
  },
  "at the very end of the delay a value inside the deadband leaves it raised": {
    condition: conditionOf({ onDelayMs: 15, deadband: 20 }),
    lines: [
      [0, 101, "on-delay-began"],
      [15, 90, "raised", "+15"],
      [20, 80.1, "within-deadband"],
      [30, 80, "returned", "-30"],
    ],
  },
  "a millisecond before the end of the delay nothing is raised": {
    condition: conditionOf({ onDelayMs: 15 }),
    lines: [
      [0, 101, "on-delay-began"],
      [14, 100, "on-delay-broken"],
    ],
  },
  "the deadband keeps a hovering value from chattering": {
    condition: conditionOf({ deadband: 5 }),
    lines: [
      [0, 101, "raised", "+0"],
      [1, 99, "within-deadband"],
      [2, 101, "still-raised"],
      [3, 95.5, "within-deadband"],
      [4, 95, "returned", "-4"],
    ],
  },
  "below is the mirror of above": {
    condition: conditionOf({ direction: "below", setpoint: 18, deadband: 1, onDelayMs: 10 }),
    lines: [
      [0, 18, "not-beyond"],
      [1, 17.9, "on-delay-began"],
      [11, 17, "raised", "+11"],
      [12, 18.5, "within-deadband"],
      [13, 19, "returned", "-13"],
    ],
  },
  "a repeat and a late sample change nothing": {
    condition: conditionOf(),
    lines: [
      [10, 101, "raised", "+10"],
      [10, 50, "repeat"],
      [9, 50, "late"],
      [11, 50, "returned", "-11"],
    ],
  },
};

describe("a threshold in event time", () => {
  test.each(Object.entries(cases))("%s", (_name, { condition, lines }) => {
    expect(judgeAll(condition, lines).got).toEqual(lines);
  });

  test.each(["bad", "out-of-range"] as const)("a sample of quality %s holds the state", (quality) => {
    const raised = judgeThreshold(clearPair("r", 1), conditionOf(), sampleOf(1, 10, 150)).state;
    const judged = judgeThreshold(raised, conditionOf(), sampleOf(1, 20, 0, quality));
    expect(judged).toEqual({ state: raised, transitions: [], reason: "quality" });
  });

  test.each(["uncertain", "stale", "substituted"] as const)("a sample of quality %s counts", (quality) => {
    const judged = judgeThreshold(clearPair("r", 1), conditionOf(), sampleOf(1, 10, 150, quality));
    expect(judged.reason).toBe("raised");
  });

  test("the evidence of a raise is the value that held, not the sample that revealed it", () => {
    const condition = conditionOf({ onDelayMs: 15 });
    const { state } = judgeThreshold(clearPair("r", 1), condition, sampleOf(1, 3, 120));
    const { transitions } = judgeThreshold(state, condition, sampleOf(1, 90, 50));
    expect(transitions).toEqual([
      {
        kind: "raised",
        ruleId: "r",
        pointId: 1,
        raisedAt: 18,
        at: 18,
        value: 120,
        conditionSince: 3,
        sampleTime: 3,
        frameId: "frame-1-3",
      },
      {
        kind: "returned",
        ruleId: "r",
        pointId: 1,
        raisedAt: 18,
        at: 90,
        value: 50,
        conditionSince: 3,
        sampleTime: 90,
        frameId: "frame-1-90",
      },
    ]);
  });

  test("judging leaves the state it was given alone", () => {
    const state = Object.freeze(clearPair("r", 1));
    expect(judgeThreshold(state, conditionOf(), sampleOf(1, 10, 150)).state).not.toBe(state);
  });
});

describe("the clock", () => {
  const condition = conditionOf({ onDelayMs: 15 });
  const pending = judgeThreshold(clearPair("r", 1), condition, sampleOf(1, 10, 150)).state;

  test("raises when the delay has run out, at the moment it did", () => {
    expect(advanceThreshold(pending, condition, 24).reason).toBe("on-delay-running");
    const advanced = advanceThreshold(pending, condition, 60);
    expect(advanced).toMatchObject({
      reason: "raised",
      transition: { kind: "raised", at: 25, sampleTime: 10 },
    });
    expect(advanced.state).toMatchObject({ phase: "raised", raisedAt: 25, judgedUntil: 10 });
  });

  test("does nothing to a pair that is clear or raised", () => {
    const raised = advanceThreshold(pending, condition, 25).state;
    for (const state of [clearPair("r", 1), raised])
      expect(advanceThreshold(state, condition, 1e12)).toEqual({ state, reason: "not-pending" });
  });

  test("a sample that was long under way cannot end an alarm before it was raised", () => {
    const raised = advanceThreshold(pending, condition, 60).state;
    const judged = judgeThreshold(raised, condition, sampleOf(1, 20, 50));
    expect(judged.transitions).toMatchObject([{ kind: "returned", raisedAt: 25, at: 25, sampleTime: 20 }]);
    expect(judged.state.phase).toBe("clear");
  });
});

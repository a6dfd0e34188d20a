import type { AlarmState, AlarmStepReason } from "@kontrollrom/contracts/alarm.ts";
import { describe, expect, it } from "vitest";
import { type AlarmCourse, statesOf } from "./alarm-states.ts";

const step = (at: number, to: AlarmState, reason: AlarmStepReason) => ({ at, to, reason });
const course = (change: Partial<AlarmCourse>): AlarmCourse => ({
  raisedAt: 10,
  returnedAt: null,
  acknowledgedAt: null,
  latching: false,
  steps: [step(10, "unacknowledged", "raised")],
  ...change,
});
const raised = step(10, "unacknowledged", "raised");

const cases: readonly (readonly [string, AlarmCourse, readonly (readonly [number, AlarmState])[]])[] = [
  ["stands as long as nothing happens", course({}), [[10, "unacknowledged"]]],
  [
    "is over when it was acknowledged and returned",
    course({
      acknowledgedAt: 20,
      returnedAt: 30,
      steps: [raised, step(20, "acknowledged", "acknowledged"), step(30, "normal", "returned")],
    }),
    [
      [10, "unacknowledged"],
      [20, "acknowledged"],
      [30, "normal"],
    ],
  ],
  [
    "waits for somebody when it returned first",
    course({
      returnedAt: 20,
      acknowledgedAt: 40,
      steps: [raised, step(20, "returnedUnacknowledged", "returned"), step(40, "normal", "acknowledged")],
    }),
    [
      [10, "unacknowledged"],
      [20, "returnedUnacknowledged"],
      [40, "normal"],
    ],
  ],
  [
    "begins where late values moved it to, though that was written later",
    course({ raisedAt: 5, steps: [raised, step(50, "unacknowledged", "moved")] }),
    [[5, "unacknowledged"]],
  ],
  [
    "did not return where late values showed that it had not",
    course({
      acknowledgedAt: 15,
      steps: [
        raised,
        step(15, "acknowledged", "acknowledged"),
        step(20, "normal", "returned"),
        step(60, "acknowledged", "reopened"),
      ],
    }),
    [
      [10, "unacknowledged"],
      [15, "acknowledged"],
    ],
  ],
  [
    "returned when late values say, not when that was written",
    course({
      returnedAt: 18,
      steps: [
        raised,
        step(30, "returnedUnacknowledged", "returned"),
        step(60, "returnedUnacknowledged", "moved"),
      ],
    }),
    [
      [10, "unacknowledged"],
      [18, "returnedUnacknowledged"],
    ],
  ],
  [
    "is set aside and comes back",
    course({
      steps: [raised, step(20, "shelved", "shelved"), step(40, "unacknowledged", "shelving-expired")],
    }),
    [
      [10, "unacknowledged"],
      [20, "shelved"],
      [40, "unacknowledged"],
    ],
  ],
  [
    "latches until it is reset",
    course({
      latching: true,
      returnedAt: 20,
      acknowledgedAt: 30,
      steps: [
        raised,
        step(20, "latchedUnacknowledged", "returned"),
        step(30, "latchedAcknowledged", "acknowledged"),
        step(40, "normal", "reset"),
      ],
    }),
    [
      [10, "unacknowledged"],
      [20, "latchedUnacknowledged"],
      [30, "latchedAcknowledged"],
      [40, "normal"],
    ],
  ],
  [
    "ends when the next occurrence takes its place",
    course({
      returnedAt: 20,
      steps: [raised, step(20, "returnedUnacknowledged", "returned"), step(35, "normal", "raised-again")],
    }),
    [
      [10, "unacknowledged"],
      [20, "returnedUnacknowledged"],
      [35, "normal"],
    ],
  ],
];

describe("what an alarm was at each moment", () => {
  it.each(cases)("%s", (_, given, expected) => {
    expect(statesOf(given).map(({ at, state }) => [at, state])).toEqual(expected);
  });
});

import { AlarmState } from "@kontrollrom/contracts/alarm.ts";
import { describe, expect, test } from "vitest";
import { type AlarmEvent, nextAlarm } from "./alarm-machine.ts";

const events: readonly AlarmEvent[] = [
  "raise",
  "return",
  "acknowledge",
  "raise-again",
  "rule-changed",
  "reopen",
  "withdraw",
];

/** `→ state (reason)` or `refused: reason`. */
const table: Record<AlarmState, Record<AlarmEvent, string>> = {
  normal: {
    raise: "→ unacknowledged (raised)",
    return: "refused: already-normal",
    acknowledge: "refused: already-normal",
    "raise-again": "refused: never-raised",
    "rule-changed": "refused: already-normal",
    reopen: "→ acknowledged (reopened)",
    withdraw: "→ normal (withdrawn)",
  },
  unacknowledged: {
    raise: "refused: already-raised",
    return: "→ returnedUnacknowledged (returned)",
    acknowledge: "→ acknowledged (acknowledged)",
    "raise-again": "refused: already-raised",
    "rule-changed": "→ returnedUnacknowledged (rule-changed)",
    reopen: "refused: already-raised",
    withdraw: "→ normal (withdrawn)",
  },
  acknowledged: {
    raise: "refused: already-raised",
    return: "→ normal (returned)",
    acknowledge: "refused: already-acknowledged",
    "raise-again": "refused: already-raised",
    "rule-changed": "→ normal (rule-changed)",
    reopen: "refused: already-raised",
    withdraw: "→ normal (withdrawn)",
  },
  returnedUnacknowledged: {
    raise: "→ unacknowledged (raised-again)",
    return: "refused: already-returned",
    acknowledge: "→ normal (acknowledged)",
    "raise-again": "→ unacknowledged (raised-again)",
    "rule-changed": "refused: already-returned",
    reopen: "→ unacknowledged (reopened)",
    withdraw: "→ normal (withdrawn)",
  },
};

describe("an alarm (ISA-18.2)", () => {
  test.each(AlarmState.options.flatMap((state) => events.map((event) => [state, event] as const)))(
    "%s on %s",
    (state, event) => {
      const outcome = nextAlarm(state, event, 5000, "kari");
      expect(outcome.ok ? `→ ${outcome.state} (${outcome.reason})` : `refused: ${outcome.reason}`).toBe(
        table[state][event],
      );
      if (outcome.ok) expect(outcome).toMatchObject({ at: 5000, by: "kari" });
      else expect(outcome.state).toBe(state);
    },
  );

  test("a step that nobody took carries no name", () => {
    expect(nextAlarm("normal", "raise", 1)).toEqual({
      ok: true,
      state: "unacknowledged",
      reason: "raised",
      at: 1,
    });
  });
});

import { type AlarmAside, AlarmState, LiveAlarmState } from "@kontrollrom/contracts/alarm.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AlarmEvent,
  type AsideEvent,
  type LiveAlarmEvent,
  nextAlarm,
  shownState,
} from "./alarm-machine.ts";

const liveEvents: readonly LiveAlarmEvent[] = [
  "raise",
  "return",
  "acknowledge",
  "reset",
  "raise-again",
  "rule-changed",
  "reopen",
  "withdraw",
];

/** `→ state (reason)` or `refused: reason`. */
const table: Record<LiveAlarmState, Record<LiveAlarmEvent, string>> = {
  normal: {
    raise: "→ unacknowledged (raised)",
    return: "refused: already-normal",
    acknowledge: "refused: already-normal",
    reset: "refused: already-normal",
    "raise-again": "refused: never-raised",
    "rule-changed": "refused: already-normal",
    reopen: "→ acknowledged (reopened)",
    withdraw: "→ normal (withdrawn)",
  },
  unacknowledged: {
    raise: "refused: already-raised",
    return: "→ returnedUnacknowledged (returned)",
    acknowledge: "→ acknowledged (acknowledged)",
    reset: "refused: still-present",
    "raise-again": "refused: already-raised",
    "rule-changed": "→ returnedUnacknowledged (rule-changed)",
    reopen: "refused: already-raised",
    withdraw: "→ normal (withdrawn)",
  },
  acknowledged: {
    raise: "refused: already-raised",
    return: "→ normal (returned)",
    acknowledge: "refused: already-acknowledged",
    reset: "refused: still-present",
    "raise-again": "refused: already-raised",
    "rule-changed": "→ normal (rule-changed)",
    reopen: "refused: already-raised",
    withdraw: "→ normal (withdrawn)",
  },
  returnedUnacknowledged: {
    raise: "→ unacknowledged (raised-again)",
    return: "refused: already-returned",
    acknowledge: "→ normal (acknowledged)",
    reset: "refused: not-latched",
    "raise-again": "→ unacknowledged (raised-again)",
    "rule-changed": "refused: already-returned",
    reopen: "→ unacknowledged (reopened)",
    withdraw: "→ normal (withdrawn)",
  },
  latchedUnacknowledged: {
    raise: "→ unacknowledged (raised-again)",
    return: "refused: already-returned",
    acknowledge: "→ latchedAcknowledged (acknowledged)",
    reset: "→ returnedUnacknowledged (reset)",
    "raise-again": "→ unacknowledged (raised-again)",
    "rule-changed": "→ returnedUnacknowledged (rule-changed)",
    reopen: "→ unacknowledged (reopened)",
    withdraw: "→ normal (withdrawn)",
  },
  latchedAcknowledged: {
    raise: "→ unacknowledged (raised-again)",
    return: "refused: already-returned",
    acknowledge: "refused: already-acknowledged",
    reset: "→ normal (reset)",
    "raise-again": "→ unacknowledged (raised-again)",
    "rule-changed": "→ normal (rule-changed)",
    reopen: "→ acknowledged (reopened)",
    withdraw: "→ normal (withdrawn)",
  },
};
/** Where an alarm that latches differs. */
const latching: Partial<Record<LiveAlarmState, string>> = {
  unacknowledged: "→ latchedUnacknowledged (returned)",
  acknowledged: "→ latchedAcknowledged (returned)",
};

const asideEvents: readonly [AsideEvent, AlarmAside, "set" | "end", string, string][] = [
  ["shelve", "shelved", "set", "shelved", "already-shelved"],
  ["unshelve", "shelved", "end", "unshelved", "not-shelved"],
  ["shelving-expires", "shelved", "end", "shelving-expired", "not-shelved"],
  ["suppress", "suppressedByDesign", "set", "suppressed", "already-suppressed"],
  ["unsuppress", "suppressedByDesign", "end", "unsuppressed", "not-suppressed"],
  ["out-of-service", "outOfService", "set", "out-of-service", "already-out-of-service"],
  ["return-to-service", "outOfService", "end", "returned-to-service", "not-out-of-service"],
];
const kinds = ["shelved", "suppressedByDesign", "outOfService"] as const;
const allAsides: readonly (readonly AlarmAside[])[] = [
  [],
  ["shelved"],
  ["suppressedByDesign"],
  ["outOfService"],
  ["shelved", "suppressedByDesign"],
  ["shelved", "outOfService"],
  ["suppressedByDesign", "outOfService"],
  kinds,
];

const standing = (live: LiveAlarmState, aside: Iterable<AlarmAside> = [], latches = false) => ({
  live,
  aside: new Set(aside),
  latching: latches,
});
const told = (outcome: ReturnType<typeof nextAlarm>) =>
  outcome.ok ? `→ ${outcome.standing.live} (${outcome.reason})` : `refused: ${outcome.reason}`;

describe("an alarm (ISA-18.2)", () => {
  test.each(LiveAlarmState.options.flatMap((state) => liveEvents.map((event) => [state, event] as const)))(
    "%s on %s",
    (state, event) => {
      const outcome = nextAlarm(standing(state), event, 5000, "kari");
      expect(told(outcome)).toBe(table[state][event]);
      if (outcome.ok) expect(outcome).toMatchObject({ at: 5000, by: "kari" });
      else expect(outcome.standing.live).toBe(state);
    },
  );

  test.each(LiveAlarmState.options)(
    "that latches, %s, waits for a reset when its condition is over",
    (state) => {
      expect(told(nextAlarm(standing(state, [], true), "return", 1))).toBe(
        latching[state] ?? table[state].return,
      );
    },
  );

  test.each(
    LiveAlarmState.options.flatMap((live) =>
      allAsides.flatMap((aside) => asideEvents.map((event) => [live, aside, ...event] as const)),
    ),
  )("%s, set aside by %j, on %s", (live, aside, event, kind, change, reason, refusal) => {
    const before = standing(live, aside);
    const outcome = nextAlarm(before, event, 7);
    const expected =
      change === "set" && live === "normal"
        ? "already-normal"
        : aside.includes(kind) === (change === "set")
          ? refusal
          : undefined;
    if (expected !== undefined) {
      expect(outcome).toEqual({ ok: false, standing: before, state: shownState(before), reason: expected });
      return;
    }
    const left = kinds.filter((other) => (other === kind ? change === "set" : aside.includes(other)));
    expect(outcome).toMatchObject({ ok: true, reason, standing: { live } });
    expect([...outcome.standing.aside].toSorted()).toEqual([...left].toSorted());
  });

  test.each<[readonly AlarmAside[], AlarmState]>([
    [["shelved"], "shelved"],
    [["suppressedByDesign"], "suppressedByDesign"],
    [["outOfService"], "outOfService"],
    [["shelved", "suppressedByDesign"], "suppressedByDesign"],
    [kinds, "outOfService"],
    [[], "unacknowledged"],
  ])("set aside by %j is shown as %s", (aside, shown) => {
    expect(shownState(standing("unacknowledged", aside))).toBe(shown);
    expect(shownState(standing("normal", aside))).toBe("normal");
  });

  test("whatever happens, its live state goes on beneath what sets it aside, and comes forth when that ends", () => {
    const anyEvent = fc.constantFrom<AlarmEvent>(...liveEvents, ...asideEvents.map(([event]) => event));
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), fc.boolean(), (events, latches) => {
        let held = standing("normal", [], latches) as ReturnType<typeof nextAlarm>["standing"];
        let alone = held;
        for (const event of events) {
          held = nextAlarm(held, event, 0).standing;
          if ((liveEvents as readonly AlarmEvent[]).includes(event))
            alone = nextAlarm(alone, event, 0).standing;
          expect(AlarmState.options).toContain(shownState(held));
        }
        expect(shownState({ ...held, aside: new Set() })).toBe(alone.live);
      }),
    );
  });

  test("a step that nobody took carries no name", () => {
    expect(nextAlarm(standing("normal"), "raise", 1)).toEqual({
      ok: true,
      standing: standing("unacknowledged"),
      state: "unacknowledged",
      reason: "raised",
      at: 1,
    });
  });
});

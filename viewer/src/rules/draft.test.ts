import { Condition } from "@kontrollrom/contracts/condition.ts";
import { RuleInput } from "@kontrollrom/contracts/rule.ts";
import { describe, expect, it, test } from "vitest";
import {
  conditionKinds,
  durationUnit,
  faultsOf,
  inputOf,
  newCondition,
  newDraft,
  numberOf,
  tidyScope,
} from "./draft.ts";

/** With every open number filled in. */
function filled<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (_, item) => (typeof item === "number" && Number.isNaN(item) ? 7 : item)),
  );
}

describe("a new rule", () => {
  it.each(conditionKinds)(
    "of the kind %s is one the interface takes, once its numbers are filled in",
    (kind) => {
      const condition = filled(newCondition(kind));
      const written = kind === "band" ? { ...condition, high: 9 } : condition;
      expect(Condition.parse(written)).toEqual(written);
      const draft = inputOf({ ...newDraft, name: "Regel", condition: written as Condition });
      expect(RuleInput.safeParse(draft).error).toBeUndefined();
      expect(faultsOf(draft)).toEqual([]);
    },
  );
});

test.each([
  ["a name", { ...newDraft, name: " ", condition: filled(newCondition("threshold")) }, ["name"]],
  ["a number", { ...newDraft, name: "x", condition: newCondition("threshold") }, ["number"]],
  [
    "a number within a combination",
    { ...newDraft, name: "x", condition: newCondition("combination") },
    ["number"],
  ],
  ["values", { ...newDraft, name: "x", condition: { ...newCondition("state"), values: [] } }, ["values"]],
  [
    "an order of limits",
    { ...newDraft, name: "x", condition: { ...newCondition("band"), low: 5, high: 5 } },
    ["band"],
  ],
  [
    "a day",
    {
      ...newDraft,
      name: "x",
      condition: newCondition("no-data"),
      schedule: { days: [], from: "00:00", to: "00:00", holidays: "never", outside: false },
    },
    ["days"],
  ],
] as const)("%s is missed", (_, draft, faults) => {
  expect(faultsOf(draft as unknown as typeof newDraft)).toEqual(faults);
});

test("what is empty is left out", () => {
  expect(tidyScope({ quantity: "co2", zones: [], spaceNameContains: "", functionCodes: ["11"] })).toEqual({
    quantity: "co2",
    functionCodes: ["11"],
  });
  expect(inputOf({ ...newDraft, text: " ", ownerGroup: " drift " })).not.toHaveProperty("text");
});

test.each([
  ["1 250,5", 1250.5],
  ["−4", -4],
  ["", Number.NaN],
  ["ti", Number.NaN],
])("%s is read as a number", (text, value) => {
  expect(numberOf(text)).toBe(value);
});

test("a time is shown in the longest unit it is whole in", () => {
  expect([0, 90_000, 5_400_000, 7_200_000, 172_800_000].map(durationUnit)).toEqual([
    "minutes",
    "minutes",
    "minutes",
    "hours",
    "days",
  ]);
});

import type { Condition, PointCondition } from "@kontrollrom/contracts/condition.ts";
import type { Rule, RuleInput, RuleScope } from "@kontrollrom/contracts/rule.ts";

export type ConditionKind = Condition["kind"];
export const conditionKinds = [
  "threshold",
  "band",
  "change",
  "stuck",
  "no-data",
  "state",
  "count",
  "combination",
  "consumption",
  "peers",
  "running-hours",
] as const satisfies readonly ConditionKind[];
export const pointKinds = [
  "threshold",
  "band",
  "change",
  "stuck",
  "no-data",
  "state",
  "count",
] as const satisfies readonly PointCondition["kind"][];

const minute = 60_000;
const hour = 60 * minute;
const delays = { onDelayMs: 0, offDelayMs: 0 };
/** A number that is still to be filled in. */
const open = Number.NaN;

/** A condition of a kind, with what most want where there is such a thing. */
export function newCondition<K extends ConditionKind>(kind: K): Extract<Condition, { kind: K }> {
  const conditions: { readonly [P in ConditionKind]: Extract<Condition, { kind: P }> } = {
    threshold: { kind: "threshold", direction: "above", setpoint: open, deadband: 0, ...delays },
    band: { kind: "band", low: open, high: open, deadband: 0, ...delays },
    change: { kind: "change", direction: "either", change: open, windowMs: hour, ...delays },
    stuck: { kind: "stuck", tolerance: 0, durationMs: 24 * hour, ...delays },
    "no-data": { kind: "no-data", ...delays },
    state: { kind: "state", values: [1], ...delays },
    count: {
      kind: "count",
      of: { kind: "state", values: [1], ...delays },
      atLeast: 10,
      windowMs: hour,
      ...delays,
    },
    combination: {
      kind: "combination",
      op: "all",
      of: [
        {
          condition: { kind: "threshold", direction: "above", setpoint: open, deadband: 0, ...delays },
          not: false,
        },
        {
          condition: { kind: "state", values: [0], ...delays },
          on: { quantity: "motion", within: "space" },
          not: false,
        },
      ],
      ...delays,
    },
    consumption: {
      kind: "consumption",
      period: { every: "day", fromHour: 0, toHour: 5 },
      direction: "above",
      limit: open,
      ...delays,
    },
    peers: {
      kind: "peers",
      period: { every: "week" },
      figure: "consumption",
      perArea: true,
      factor: 1.5,
      minPeers: 3,
      ...delays,
    },
    "running-hours": { kind: "running-hours", values: [1], hours: open, ...delays },
  };
  return conditions[kind] as Extract<Condition, { kind: K }>;
}

/** A rule as it stands in the form. */
export type RuleDraft = Omit<RuleInput, "enabled" | "priority" | "advice" | "createsWorkOrder" | "schedule"> &
  Pick<Rule, "schedule"> &
  Required<Pick<Rule, "enabled" | "priority" | "advice" | "createsWorkOrder">> & {
    readonly condition: Condition;
  };

export const newDraft: RuleDraft = {
  name: "",
  enabled: true,
  scope: { quantity: "co2" },
  condition: newCondition("threshold"),
  priority: 3,
  advice: "",
  createsWorkOrder: false,
};

export function draftOf(rule: Rule): RuleDraft {
  const { id: _id, revision: _revision, createdAt: _created, updatedAt: _updated, ...draft } = rule;
  return draft;
}

/** As the interface takes it: what is empty is left out. */
export function inputOf(draft: RuleDraft): RuleDraft {
  const { ownerGroup, text, schedule, ...rest } = draft;
  return {
    ...rest,
    name: draft.name.trim(),
    scope: tidyScope(draft.scope),
    ...(ownerGroup !== undefined && ownerGroup.trim() !== "" && { ownerGroup: ownerGroup.trim() }),
    ...(text !== undefined && text.trim() !== "" && { text: text.trim() }),
    ...(schedule !== undefined && { schedule }),
  };
}

/** Without fields that say nothing. */
export function tidyScope(scope: RuleScope): RuleScope {
  const kept = Object.entries(scope).filter(
    ([, value]) => value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(kept) as RuleScope;
}

/** What is still missing or cannot be: keys of texts. */
export type DraftFault = "name" | "number" | "values" | "band" | "days";

export function faultsOf(draft: RuleDraft): readonly DraftFault[] {
  const faults = new Set<DraftFault>();
  if (draft.name.trim() === "") faults.add("name");
  const look = (value: unknown, name: string): void => {
    if (typeof value === "number" && Number.isNaN(value)) faults.add("number");
    else if (Array.isArray(value)) {
      if (name === "values" && value.length === 0) faults.add("values");
      for (const item of value) look(item, "");
    } else if (typeof value === "object" && value !== null) {
      const { kind, low, high } = value as { kind?: string; low?: number; high?: number };
      if (kind === "band" && Number(low) >= Number(high)) faults.add("band");
      for (const [key, item] of Object.entries(value)) look(item, key);
    }
  };
  look(draft.condition, "");
  if (draft.schedule?.days.length === 0) faults.add("days");
  return [...faults];
}

/** Words that are typed with commas in between. */
export function wordsOf(text: string): string[] {
  return text
    .split(",")
    .map((word) => word.trim())
    .filter(Boolean);
}

/** A number as people type it; NaN where it is none. */
export function numberOf(text: string): number {
  const plain = text.replaceAll(/\s/g, "").replace(",", ".").replace("−", "-");
  return plain === "" ? Number.NaN : Number(plain);
}

const units = [
  ["days", 24 * hour],
  ["hours", hour],
  ["minutes", minute],
] as const;
export type DurationUnit = (typeof units)[number][0];

/** The longest unit in which a time is a whole number; minutes where none is. */
export function durationUnit(ms: number): DurationUnit {
  return units.find(([, length]) => ms > 0 && ms % length === 0)?.[0] ?? "minutes";
}
export const unitMs: Readonly<Record<DurationUnit, number>> = Object.fromEntries(units) as Record<
  DurationUnit,
  number
>;

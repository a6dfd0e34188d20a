import type { Condition, ThresholdCondition } from "@kontrollrom/contracts/condition.ts";
import type { Rule } from "@kontrollrom/contracts/rule.ts";
import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import type { RuleTransition, SampleReader } from "../seams.ts";

export function sampleOf(
  pointId: number,
  time: number,
  value: number,
  quality: CommittedSample["quality"] = "good",
): CommittedSample {
  return { pointId, time, value, quality, frameId: `frame-${pointId}-${time}`, receivedAt: time };
}

export function conditionOf(part: Partial<ThresholdCondition> = {}): ThresholdCondition {
  return {
    kind: "threshold",
    direction: "above",
    setpoint: 100,
    deadband: 0,
    onDelayMs: 0,
    offDelayMs: 0,
    ...part,
  };
}

export function ruleOf(id: string, condition: Condition, enabled = true): Rule {
  return {
    id,
    name: id,
    enabled,
    scope: { quantity: "co2" },
    condition,
    priority: 3,
    advice: "",
    createsWorkOrder: false,
    revision: 1,
    createdAt: "2026-01-01T00:00:00Z",
    updatedAt: "2026-01-01T00:00:00Z",
  };
}

export interface Occurrence {
  readonly pointId: number;
  readonly ruleId: string;
  readonly conditionSince: number;
  readonly raisedAt: number;
  readonly returnedAt: number | undefined;
}

/**
 * What a threshold rule means, said of the whole series at once and without any state: stretches of values beyond the setpoint,
 * the first that lasts long enough raises, the first value that is back ends it, and the search goes on from there.
 */
export function occurrencesOf(
  ruleId: string,
  condition: ThresholdCondition,
  series: readonly CommittedSample[],
): Occurrence[] {
  const counted = series.filter(({ quality }) => quality !== "bad" && quality !== "out-of-range");
  const sign = condition.direction === "above" ? 1 : -1;
  const beyond = (value: number) => sign * value > sign * condition.setpoint;
  const back = (value: number) => sign * value <= sign * condition.setpoint - condition.deadband;
  const occurrences: Occurrence[] = [];
  let from = 0;
  while (from < counted.length) {
    const first = counted.findIndex(({ value }, index) => index >= from && beyond(value));
    if (first < 0) break;
    const brokenAt = counted.findIndex(({ value }, index) => index > first && !beyond(value));
    const conditionSince = counted[first]!.time;
    const raisedAt = conditionSince + condition.onDelayMs;
    if (brokenAt >= 0 && raisedAt > counted[brokenAt]!.time) {
      from = brokenAt;
      continue;
    }
    const returned = counted.findIndex(({ value }, index) => index > first && back(value));
    const { pointId } = counted[first]!;
    occurrences.push({ pointId, ruleId, conditionSince, raisedAt, returnedAt: counted[returned]?.time });
    if (returned < 0) break;
    from = returned;
  }
  return occurrences;
}

/** Transitions as occurrences. A transition found twice counts once, as in the register. */
export function occurrencesFrom(transitions: readonly RuleTransition[]): Occurrence[] {
  const found = new Map<string, Occurrence>();
  for (const { kind, ruleId, pointId, raisedAt, at, conditionSince } of transitions) {
    const key = `${ruleId}/${pointId}/${raisedAt}`;
    const known = found.get(key);
    if (kind === "raised") {
      found.set(key, known ?? { pointId, ruleId, conditionSince, raisedAt, returnedAt: undefined });
    } else {
      if (known === undefined) throw new Error(`returned without having been raised: ${key}`);
      found.set(key, { ...known, returnedAt: at });
    }
  }
  return [...found.values()].sort(byPointAndTime);
}

export function byPointAndTime(a: Occurrence, b: Occurrence): number {
  return a.pointId - b.pointId || a.ruleId.localeCompare(b.ruleId) || a.raisedAt - b.raisedAt;
}

/** Reads from an array as the store does. */
export function readerOf(stored: readonly CommittedSample[]): SampleReader {
  const ordered = stored.toSorted((a, b) => a.time - b.time);
  return {
    samplesAfter: async (pointId, after, limit) =>
      ordered.filter((sample) => sample.pointId === pointId && sample.time > after).slice(0, limit),
  };
}

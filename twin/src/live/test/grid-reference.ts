import type { LiveCondition, PointCondition, Schedule } from "@kontrollrom/contracts/condition.ts";
import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import { Temporal } from "temporal-polyfill";

/**
 * What a rule means, said at every step of a coarse grid of time over the whole series at once: slow, without state that goes wrong.
 * All times lie on the grid.
 */
export interface Reference {
  readonly condition: LiveCondition;
  readonly schedule?: Schedule;
  /** Samples of the points that each term looks at, by term and point. */
  readonly series: readonly (readonly (readonly CommittedSample[])[])[];
  readonly unit: number;
  readonly until: number;
}

const trusted = ({ quality }: CommittedSample) => quality !== "bad" && quality !== "out-of-range";

function simpleLevel(condition: PointCondition, value: number): number {
  if (condition.kind === "threshold") {
    const beyond = condition.direction === "above" ? value - condition.setpoint : condition.setpoint - value;
    return beyond > 0 ? 2 : beyond > -condition.deadband ? 1 : 0;
  }
  if (condition.kind === "band") {
    const beyond = Math.max(value - condition.high, condition.low - value);
    return beyond > 0 ? 2 : beyond > -condition.deadband ? 1 : 0;
  }
  if (condition.kind === "state") return condition.values.includes(value) ? 2 : 0;
  throw new Error(condition.kind);
}

function pointLevel(condition: PointCondition, samples: readonly CommittedSample[], t: number): number {
  const past = samples.filter((sample) => trusted(sample) && sample.time <= t);
  const last = past.at(-1);
  if (last === undefined) return 0;
  switch (condition.kind) {
    case "threshold":
    case "band":
    case "state":
      return simpleLevel(condition, last.value);
    case "no-data":
      return t >= last.time + (condition.afterMs ?? Number.POSITIVE_INFINITY) ? 2 : 0;
    case "change": {
      const begin = last.time - condition.windowMs;
      const held = past.findLast(({ time }) => time <= begin);
      const compared = past.filter(({ time }) => time > begin || time === held?.time);
      const moves = compared.map(({ value }) => last.value - value);
      const rising = Math.max(...moves) > condition.change;
      const falling = Math.min(...moves) < -condition.change;
      const { direction } = condition;
      return (direction !== "falling" && rising) || (direction !== "rising" && falling) ? 2 : 0;
    }
    case "stuck": {
      let from = 0;
      for (const [at, { value }] of past.entries())
        if (Math.abs(value - (past[from] as CommittedSample).value) > condition.tolerance) from = at;
      return last.time - (past[from] as CommittedSample).time >= condition.durationMs ? 2 : 0;
    }
    case "count": {
      let held = false;
      const begun: number[] = [];
      for (const { time, value } of past) {
        const level = simpleLevel(condition.of, value);
        if (level === 2 && !held) begun.push(time);
        held = level === 2 || (held && level === 1);
      }
      return begun.filter((time) => time > t - condition.windowMs).length >= condition.atLeast ? 2 : 0;
    }
  }
}

function level({ condition, series }: Reference, t: number): number {
  let term = 0;
  const termLevel = (of: PointCondition) =>
    Math.max(0, ...(series[term++] ?? []).map((samples) => pointLevel(of, samples, t)));
  if (condition.kind !== "combination") return termLevel(condition);
  const fold = (op: "all" | "any", levels: number[]) =>
    op === "all" ? Math.min(...levels) : Math.max(...levels);
  const operand = ({ condition: of, not }: { condition: PointCondition; not: boolean }) =>
    not ? 2 - termLevel(of) : termLevel(of);
  return fold(
    condition.op,
    condition.of.map((part) => ("op" in part ? fold(part.op, part.of.map(operand)) : operand(part))),
  );
}

/** By the hours and the day of the week alone: the grid of the test has no holidays. */
function isOpen(schedule: Schedule | undefined, t: number): boolean {
  if (schedule === undefined) return true;
  const at = Temporal.Instant.fromEpochMilliseconds(t).toZonedDateTimeISO("Europe/Oslo");
  const clock = at.toPlainTime().toString().slice(0, 5);
  const { days, from, to, outside } = schedule;
  const today = days.includes(at.dayOfWeek);
  const yesterday = days.includes(at.subtract({ days: 1 }).dayOfWeek);
  const inside =
    to <= from ? (today && clock >= from) || (yesterday && clock < to) : today && clock >= from && clock < to;
  return inside !== outside;
}

export function referenceOccurrences(
  reference: Reference,
): { raisedAt: number; returnedAt: number | undefined; conditionSince: number }[] {
  const { condition, schedule, series, unit, until } = reference;
  const begin = Math.min(
    ...series
      .flat(2)
      .filter(trusted)
      .map(({ time }) => time),
  );
  const found: { raisedAt: number; returnedAt: number | undefined; conditionSince: number }[] = [];
  let since: number | undefined;
  let offSince: number | undefined;
  let raised = false;
  for (let t = begin; t <= until; t += unit) {
    const raise = () => {
      raised = true;
      found.push({ raisedAt: t, returnedAt: undefined, conditionSince: since as number });
    };
    const giveBack = () => {
      raised = false;
      since = undefined;
      offSince = undefined;
      (found.at(-1) as { returnedAt: number | undefined }).returnedAt = t;
    };
    if (!raised && since !== undefined && t >= since + condition.onDelayMs) raise();
    if (raised && offSince !== undefined && t >= offSince + condition.offDelayMs) giveBack();
    const now = isOpen(schedule, t) ? level(reference, t) : 0;
    if (!raised) {
      if (now === 2) since ??= t;
      else since = undefined;
      if (since !== undefined && condition.onDelayMs === 0) raise();
    } else if (now === 0) {
      offSince ??= t;
      if (condition.offDelayMs === 0) giveBack();
    } else offSince = undefined;
  }
  return found;
}

import type { ConsumptionCondition, PeersCondition } from "@kontrollrom/contracts/condition.ts";
import type { Bucket, SeriesEntry } from "@kontrollrom/contracts/sample.ts";
import type { SampleStore } from "@kontrollrom/ingest/store/sample-store.ts";
import type { Timetable } from "@kontrollrom/twin/live/calendar/schedule.ts";
import { periodsEnding, type Stretch } from "@kontrollrom/twin/live/periods/period-calendar.ts";
import { consumptionLevel, peerLevels } from "@kontrollrom/twin/live/periods/period-level.ts";
import type { LevelAt } from "@kontrollrom/twin/live/periods/period-pair.ts";
import { createTurns } from "./turns.ts";

/** Figures held at once. */
const maxEntries = 100_000;
const pointsAtOnce = 200;

export interface FigureRule {
  readonly condition: ConsumptionCondition | PeersCondition;
  readonly timetable: Timetable | undefined;
}

export interface FigureDeps {
  readonly store: Pick<SampleStore, "series">;
  /** Net area of the building that a point is in, m². */
  areaOf(pointId: number): number | undefined;
  readonly signal?: AbortSignal;
}

/** What the periods that end in (after, until] say of each point, from their ends on. A period without figures says nothing. */
export async function periodLevels(
  rule: FigureRule,
  pointIds: readonly number[],
  after: number,
  until: number,
  deps: FigureDeps,
): Promise<Map<number, LevelAt[]>> {
  const stretches = [...periodsEnding(rule.condition.period, after, until)];
  const found = new Map<number, LevelAt[]>(pointIds.map((id) => [id, []]));
  if (stretches.length === 0) return found;
  const figures = await figuresOf(rule.condition, pointIds, stretches, deps);
  const { condition, timetable } = rule;
  const turn = createTurns();
  for (const [index, { from, to }] of stretches.entries()) {
    await turn();
    // Outside of the rule's schedule the condition counts as over.
    const open = timetable?.isOpen(from) ?? true;
    const say = (pointId: number, level: 0 | 1 | 2, value: number): void => {
      const said = { at: to, level: open ? level : 0, value, sampleTime: to, frameId: "" } as const;
      found.get(pointId)?.push(said);
    };
    if (condition.kind === "consumption") {
      for (const pointId of pointIds) {
        const figure = figures.get(pointId)?.[index];
        if (figure !== undefined) say(pointId, consumptionLevel(condition, figure), figure);
      }
      continue;
    }
    const peers = pointIds.flatMap((pointId) => {
      const figure = figures.get(pointId)?.[index];
      return figure === undefined ? [] : [{ pointId, figure, area: deps.areaOf(pointId) }];
    });
    for (const { pointId, level, value } of peerLevels(condition, peers)) say(pointId, level, value);
  }
  return found;
}

const buckets = { hour: "PT1H", day: "P1D", week: "P1W", month: "P1M" } as const satisfies Record<
  string,
  Bucket
>;

/** Of each point, a figure for each stretch. */
async function figuresOf(
  condition: FigureRule["condition"],
  pointIds: readonly number[],
  stretches: readonly Stretch[],
  { store, signal }: FigureDeps,
): Promise<Map<number, (number | undefined)[]>> {
  const { period } = condition;
  const ofHours = period.every === "day" && (period.fromHour !== undefined || period.toHour !== undefined);
  const figure = condition.kind === "consumption" ? "consumption" : condition.figure;
  const from = stretches[0]?.from ?? 0;
  const to = stretches.at(-1)?.to ?? 0;
  const perPoint = ofHours ? (to - from) / 3_600_000 : stretches.length;
  const atOnce = Math.max(1, Math.min(pointsAtOnce, Math.floor(maxEntries / (perPoint + 1))));
  const found = new Map<number, (number | undefined)[]>();
  for (let at = 0; at < pointIds.length; at += atOnce) {
    signal?.throwIfAborted();
    const answer = await store.series({
      pointIds: pointIds.slice(at, at + atOnce),
      from,
      to,
      bucket: ofHours ? "PT1H" : buckets[period.every],
      aggregates: figure === "consumption" ? ["consumption"] : ["avg", "count"],
      zone: "Europe/Oslo",
      limit: Math.ceil(perPoint) + 2,
    });
    for (const [pointId, entries] of answer) found.set(pointId, gather(entries, stretches, figure));
  }
  return found;
}

/** Sums what was counted in each stretch, or averages by the number of values. */
function gather(
  entries: readonly SeriesEntry[],
  stretches: readonly Stretch[],
  figure: "consumption" | "avg",
): (number | undefined)[] {
  let next = 0;
  return stretches.map(({ from, to }) => {
    while (next < entries.length && (entries[next]?.time ?? 0) < from) next += 1;
    let sum = 0;
    let weight = 0;
    for (; next < entries.length && (entries[next]?.time ?? 0) < to; next += 1) {
      const { consumption, avg, count } = entries[next] as SeriesEntry;
      const value = figure === "consumption" ? consumption : avg;
      if (value === undefined) continue;
      const share = figure === "consumption" ? 1 : (count ?? 1);
      sum += value * share;
      weight += share;
    }
    if (weight === 0) return undefined;
    return figure === "consumption" ? sum : sum / weight;
  });
}

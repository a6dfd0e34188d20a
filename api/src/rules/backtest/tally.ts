import { periodsEnding } from "@kontrollrom/twin/live/periods/period-calendar.ts";
import type { RuleTransition } from "@kontrollrom/twin/live/seams.ts";

/** An alarm that would have been, event times in ms. */
export interface Found {
  readonly pointId: number;
  readonly raisedAt: number;
  readonly returnedAt: number | undefined;
  readonly value: number;
}

const tenMinutes = 600_000;
/** More than these are counted and not kept. */
const maxKept = 50_000;
/** The first by time that are shown. */
const maxShown = 500;
const zone = "Europe/Oslo";

export interface Tally {
  take(transitions: readonly RuleTransition[]): void;
  /** No more comes of any point. */
  finish(): void;
  readonly alarms: number;
  readonly standingMs: number;
  readonly standingAtEnd: number;
  peak(): { alarms: number; at: number | undefined };
  perDay(): { day: string; alarms: number }[];
  perPoint(): { pointId: number; alarms: number; standingMs: number }[];
  /** Those that stood in the period, by point and time; undefined where there are too many. */
  all(): readonly Found[] | undefined;
  /** The first by time, at most 500. */
  first(): Found[];
}

/** Counts what is found in [from, to). What was raised before it and stands in it counts as standing only. */
export function createTally(from: number, to: number): Tally {
  const dayEnds = [...periodsEnding({ every: "day" }, from, to + 2 * 86_400_000)]
    .map((stretch) => stretch.to)
    .filter((_, index, ends) => index === 0 || (ends[index - 1] as number) < to);
  const days = new Uint32Array(dayEnds.length);
  const tens = new Map<number, number>();
  const points = new Map<number, { alarms: number; standingMs: number }>();
  /** The newest of each point, which may still be said otherwise. */
  const open = new Map<number, Found>();
  const kept: Found[] = [];
  let shown: Found[] = [];
  /** What is not before this is not among the first. */
  let shownUntil = Number.POSITIVE_INFINITY;
  let crowded = false;
  let alarms = 0;
  let standingMs = 0;
  let standingAtEnd = 0;

  function dayOf(time: number): number {
    let low = 0;
    let high = dayEnds.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (time < (dayEnds[middle] as number)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  const first = () =>
    shown.toSorted((a, b) => a.raisedAt - b.raisedAt || a.pointId - b.pointId).slice(0, maxShown);

  function close(found: Found): void {
    const { pointId, raisedAt, returnedAt } = found;
    if (raisedAt >= to || (returnedAt !== undefined && returnedAt <= from && raisedAt < from)) return;
    const stood = Math.min(returnedAt ?? to, to) - Math.max(raisedAt, from);
    const ofPoint = points.get(pointId) ?? { alarms: 0, standingMs: 0 };
    points.set(pointId, ofPoint);
    ofPoint.standingMs += stood;
    standingMs += stood;
    if (returnedAt === undefined || returnedAt >= to) standingAtEnd += 1;
    if (kept.length < maxKept) kept.push(found);
    else crowded = true;
    if (raisedAt < shownUntil && shown.push(found) >= 2 * maxShown) {
      shown = first();
      shownUntil = shown.at(-1)?.raisedAt ?? shownUntil;
    }
    if (raisedAt < from) return;
    alarms += 1;
    ofPoint.alarms += 1;
    const day = dayOf(raisedAt);
    days[day] = (days[day] ?? 0) + 1;
    const ten = Math.floor(raisedAt / tenMinutes);
    tens.set(ten, (tens.get(ten) ?? 0) + 1);
  }

  return {
    take(transitions) {
      for (const { kind, pointId, raisedAt, at, value } of transitions) {
        const known = open.get(pointId);
        if (kind === "raised") {
          if (known !== undefined) close(known);
          open.set(pointId, { pointId, raisedAt, returnedAt: undefined, value });
        } else if (known?.raisedAt === raisedAt) {
          if (kind === "withdrawn") open.delete(pointId);
          else if (kind === "moved") open.set(pointId, { ...known, raisedAt: at, value });
          else open.set(pointId, { ...known, returnedAt: kind === "returned" ? at : undefined });
        }
      }
    },
    finish() {
      for (const found of open.values()) close(found);
      open.clear();
    },
    get alarms() {
      return alarms;
    },
    get standingMs() {
      return standingMs;
    },
    get standingAtEnd() {
      return standingAtEnd;
    },
    peak() {
      let most = { alarms: 0, at: undefined as number | undefined };
      for (const [ten, count] of tens)
        if (count > most.alarms || (count === most.alarms && ten * tenMinutes < (most.at ?? 0)))
          most = { alarms: count, at: ten * tenMinutes };
      return most;
    },
    perDay: () => dayEnds.map((end, index) => ({ day: localDay(end - 1), alarms: days[index] ?? 0 })),
    perPoint: () =>
      [...points]
        .map(([pointId, of]) => ({ pointId, ...of }))
        .sort((a, b) => b.alarms - a.alarms || b.standingMs - a.standingMs || a.pointId - b.pointId),
    all: () => (crowded ? undefined : kept),
    first,
  };
}

const dayFormat = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" });
const localDay = (time: number) => dayFormat.format(time);

/** Which are in both, and which in one only. Two of one point are the same where they stand at one moment. */
export function differenceOf(before: readonly Found[], after: readonly Found[]) {
  const olds = Map.groupBy(before, ({ pointId }) => pointId);
  const gone: Found[] = [];
  const brought: Found[] = [];
  let same = 0;
  const news = Map.groupBy(after, ({ pointId }) => pointId);
  const end = ({ returnedAt }: Found) => returnedAt ?? Number.POSITIVE_INFINITY;
  for (const pointId of new Set([...olds.keys(), ...news.keys()])) {
    const old = olds.get(pointId) ?? [];
    const now = news.get(pointId) ?? [];
    let i = 0;
    let j = 0;
    for (let a = old[i], b = now[j]; a !== undefined || b !== undefined; a = old[i], b = now[j]) {
      if (a !== undefined && b !== undefined && a.raisedAt <= end(b) && b.raisedAt <= end(a)) {
        same += 1;
        i += 1;
        j += 1;
      } else if (b === undefined || (a !== undefined && a.raisedAt < b.raisedAt)) {
        if (a !== undefined) gone.push(a);
        i += 1;
      } else {
        brought.push(b);
        j += 1;
      }
    }
  }
  return { same, gone, brought };
}

import type { Quality, SeriesEntry } from "@kontrollrom/contracts/sample.ts";

/** One moment of a trend. A raw sample has the same value three times. */
export interface TrendEntry {
  readonly time: number;
  readonly avg: number;
  readonly min: number;
  readonly max: number;
  /** Left out where it is good. */
  readonly quality?: Exclude<Quality, "good">;
}

/** Entries that carry a value, in order of time. */
export function trendEntries(entries: readonly SeriesEntry[]): readonly TrendEntry[] {
  return entries
    .flatMap((entry) => {
      const avg = entry.avg ?? entry.value;
      if (avg === undefined) return [];
      const { quality = "good" } = entry;
      return [
        {
          time: entry.time,
          avg,
          min: entry.min ?? avg,
          max: entry.max ?? avg,
          ...(quality !== "good" && { quality }),
        },
      ];
    })
    .sort((a, b) => a.time - b.time);
}

/** Splits where more than `longestMs` lies between two entries: a silence is drawn as a gap, never as a line across it. */
export function splitAtGaps(
  entries: readonly TrendEntry[],
  longestMs: number,
): readonly (readonly TrendEntry[])[] {
  const runs: TrendEntry[][] = [];
  let before: TrendEntry | undefined;
  for (const entry of entries) {
    if (before === undefined || entry.time - before.time > longestMs) runs.push([]);
    runs.at(-1)?.push(entry);
    before = entry;
  }
  return runs;
}

/**
 * Splits a run where good values and others meet: the parts of each join, so that the line goes through. A part that is not good is
 * drawn otherwise.
 */
export function splitByQuality(
  run: readonly TrendEntry[],
): readonly { readonly good: boolean; readonly entries: readonly TrendEntry[] }[] {
  const parts: { good: boolean; entries: TrendEntry[] }[] = [];
  let before: TrendEntry | undefined;
  for (const entry of run) {
    // The way to a doubtful value, and from it, is doubtful as well.
    const good = entry.quality === undefined && before?.quality === undefined;
    const part = parts.at(-1);
    if (part === undefined) parts.push({ good, entries: [entry] });
    else if (part.good === good) part.entries.push(entry);
    else parts.push({ good, entries: before === undefined ? [entry] : [before, entry] });
    before = entry;
  }
  return parts;
}

/** Entries that are not good, as many as can be told apart when each takes `leastMs`. */
export function markedEntries(entries: readonly TrendEntry[], leastMs: number): readonly TrendEntry[] {
  let last = Number.NEGATIVE_INFINITY;
  let before: TrendEntry["quality"];
  return entries.filter(({ time, quality }) => {
    const changes = quality !== before;
    before = quality;
    if (quality === undefined || (!changes && time - last < leastMs)) return false;
    last = time;
    return true;
  });
}

/** Lowest and highest with a little air, and never so narrow that noise looks like weather. */
export function trendDomain(
  entries: readonly TrendEntry[],
  limits: readonly number[],
  leastSpan: number,
): readonly [number, number] {
  const low = Math.min(...entries.map(({ min }) => min));
  const high = Math.max(...entries.map(({ max }) => max));
  if (!Number.isFinite(low)) return [0, leastSpan];
  // A limit that is near belongs in the picture; one far off would press the curve flat.
  const span = Math.max(high - low, leastSpan);
  const near = limits.filter((limit) => limit > low - span && limit < high + span);
  const from = Math.min(low, ...near);
  const to = Math.max(high, ...near);
  const air = Math.max((to - from) * 0.08, (leastSpan - (to - from)) / 2);
  return [from - air, to + air];
}

/** Index of the entry nearest to a time; −1 when there are none. */
export function nearestEntry(entries: readonly TrendEntry[], time: number): number {
  let best = -1;
  let distance = Infinity;
  entries.forEach((entry, index) => {
    const d = Math.abs(entry.time - time);
    if (d < distance) {
      distance = d;
      best = index;
    }
  });
  return best;
}

export interface TrendSummary {
  readonly min: number;
  readonly max: number;
}

/** Lowest and highest of a trend, the newest value with it: that may be newer than what was read. */
export function summarise(entries: readonly TrendEntry[], newest?: number): TrendSummary | undefined {
  if (entries.length === 0) return undefined;
  const own = newest === undefined ? [] : [newest];
  return {
    min: Math.min(...entries.map(({ min }) => min), ...own),
    max: Math.max(...entries.map(({ max }) => max), ...own),
  };
}

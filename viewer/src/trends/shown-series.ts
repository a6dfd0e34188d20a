import type { SeriesEntry } from "@kontrollrom/contracts/sample.ts";
import { type TrendEntry, trendEntries } from "../room/trend-geometry.ts";

/** Entries of one point that are on the screen or just beside it, oldest first. */
export type Lines = ReadonlyMap<number, readonly TrendEntry[]>;

/** A piece of time with what is known of it; without `lines` while they are on their way. */
export interface LoadedTile {
  readonly from: number;
  readonly to: number;
  readonly lines: Lines | undefined;
}

/** Entries as they are drawn: of a meter what it counted in each bucket. */
export function linesOf(
  series: readonly { readonly pointId: number; readonly entries: readonly SeriesEntry[] }[],
): Lines {
  return new Map(
    series.map(({ pointId, entries }) => [
      pointId,
      trendEntries(
        entries.map((entry) =>
          entry.consumption === undefined ? entry : { ...entry, avg: entry.consumption },
        ),
      ),
    ]),
  );
}

/** Joins tiles that follow each other; where one is still missing stands what was shown before. */
export function joinTiles(tiles: readonly LoadedTile[], before: Lines, pointIds: readonly number[]): Lines {
  return new Map(
    pointIds.map((id) => [
      id,
      tiles.flatMap(
        ({ from, to, lines }) =>
          lines?.get(id) ?? (lines === undefined ? within(before.get(id) ?? [], from, to) : []),
      ),
    ]),
  );
}

/** Those in [from, to). */
export function within(entries: readonly TrendEntry[], from: number, to: number): readonly TrendEntry[] {
  return entries.slice(firstAt(entries, from), firstAt(entries, to));
}

/** Index of the first entry at or after a moment. */
export function firstAt(entries: readonly TrendEntry[], time: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.time ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The entry that holds at a moment: the last one before it, unless that is longer ago than `gapMs`. */
export function entryAt(entries: readonly TrendEntry[], time: number, gapMs: number): TrendEntry | undefined {
  const entry = entries[firstAt(entries, time + 1) - 1];
  return entry === undefined || time - entry.time > gapMs ? undefined : entry;
}

export interface LineFigures {
  readonly min: number;
  readonly mean: number;
  readonly max: number;
  readonly last: TrendEntry;
  readonly count: number;
}

/** Lowest, mean of what is shown, highest and last of a line in [from, to); undefined where it has nothing there. */
export function figuresOf(entries: readonly TrendEntry[], from: number, to: number): LineFigures | undefined {
  const shown = within(entries, from, to);
  const last = shown.at(-1);
  if (last === undefined) return undefined;
  let [min, max, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const entry of shown) {
    if (entry.min < min) min = entry.min;
    if (entry.max > max) max = entry.max;
    sum += entry.avg;
  }
  return { min, mean: sum / shown.length, max, last, count: shown.length };
}

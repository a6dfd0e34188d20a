import type { Bucket } from "@kontrollrom/contracts/sample.ts";
import { beginOfDay, dayOf } from "./zone.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How fine a trend is read. */
export interface Level {
  readonly bucket: Bucket;
  /** The bucket, of days the longest; 0 of samples themselves. */
  readonly bucketMs: number;
  /** What is asked for at a time: ms of clock buckets, days of the calendar for days. */
  readonly tile: { readonly ms: number } | { readonly days: number };
}

const clock = (bucket: Bucket, bucketMs: number, perTile: number): Level => ({
  bucket,
  bucketMs,
  tile: { ms: bucketMs * perTile },
});

/** Finest first. A tile is some 240 to 360 entries: small enough to come at once, large enough that few are needed. */
export const levels: readonly Level[] = [
  { bucket: "raw", bucketMs: 0, tile: { ms: 2 * hour } },
  clock("PT1M", minute, 240),
  clock("PT5M", 5 * minute, 288),
  clock("PT10M", 10 * minute, 288),
  clock("PT30M", 30 * minute, 336),
  clock("PT1H", hour, 336),
  clock("PT6H", 6 * hour, 240),
  { bucket: "P1D", bucketMs: 25 * hour, tile: { days: 366 } },
];
const finest = levels[0] as Level;
const coarsest = levels.at(-1) as Level;

/** Samples are shown where they lie at least so far apart as a minute and four pixels each would be. */
const pxPerMinute = 4;
/** More buckets than this are more than a screen has columns. */
const mostBuckets = 2000;

/** The finest level whose buckets still have a pixel each. */
export function levelFor(spanMs: number, widthPx: number): Level {
  const columns = Math.min(mostBuckets, Math.max(100, widthPx));
  if (spanMs / minute <= columns / pxPerMinute) return finest;
  return levels.find(({ bucketMs }) => bucketMs > 0 && spanMs / bucketMs <= columns) ?? coarsest;
}

/** The same, but never so fine that a meter's readings cannot be told apart. */
export function counterLevel(level: Level): Level {
  const least = levels.find(({ bucket }) => bucket === "PT10M") as Level;
  return level.bucketMs < least.bucketMs ? least : level;
}

/** One piece of time, [from, to), that is asked for at once and kept. */
export interface Tile {
  readonly index: number;
  readonly from: number;
  readonly to: number;
}

/** The tiles that lie over [from, to), and one on each side, so that a step aside finds them there. */
export function tilesFor({ tile }: Level, from: number, to: number, now: number): readonly Tile[] {
  const [first, last] =
    "ms" in tile
      ? [Math.floor(from / tile.ms), Math.floor((to - 1) / tile.ms)]
      : [Math.floor(dayOf(from) / tile.days), Math.floor(dayOf(to - 1) / tile.days)];
  const edge = (index: number) => ("ms" in tile ? index * tile.ms : beginOfDay(index * tile.days));
  const tiles: Tile[] = [];
  for (let index = first - 1; index <= last + 1; index++) {
    const begin = edge(index);
    if (begin >= now || begin < 0) continue;
    tiles.push({ index, from: begin, to: edge(index + 1) });
  }
  return tiles;
}

/** What a period can be compared with: so many days before, the same day of the week where it is a year. */
export const comparisons = { day: 1, week: 7, year: 364 } as const;
export type Comparison = keyof typeof comparisons;

export const shortestView = minute;
export const longestView = 20 * 366 * day;

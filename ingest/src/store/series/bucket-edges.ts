import type { Bucket } from "@kontrollrom/contracts/sample.ts";
import type { Zone } from "./zone.ts";

const dayMs = 86_400_000;

export type ClockBucket = Exclude<Bucket, "raw" | "P1D" | "P1W" | "P1M" | "P1Y">;
export type CalendarBucket = Extract<Bucket, "P1D" | "P1W" | "P1M" | "P1Y">;

const lengths: Readonly<Record<ClockBucket, number>> = {
  PT1M: 60_000,
  PT5M: 300_000,
  PT10M: 600_000,
  PT15M: 900_000,
  PT30M: 1_800_000,
  PT1H: 3_600_000,
  PT6H: 21_600_000,
};

/** Length of a bucket that has always the same, ms. */
export function bucketLengthMs(bucket: Bucket): number | undefined {
  return bucket in lengths ? lengths[bucket as ClockBucket] : undefined;
}

/** [start, end), ms */
export interface BucketEdges {
  readonly start: number;
  readonly end: number;
}

/** First day of a calendar bucket and of the next, counted from 1970-01-01, for a day in it. */
function daysOf(bucket: CalendarBucket, day: number): readonly [number, number] {
  if (bucket === "P1D") return [day, day + 1];
  if (bucket === "P1W") {
    // 1970-01-01 was a Thursday.
    const monday = Math.floor((day + 3) / 7) * 7 - 3;
    return [monday, monday + 7];
  }
  const date = new Date(day * dayMs);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  if (bucket === "P1M") return [Date.UTC(year, month) / dayMs, Date.UTC(year, month + 1) / dayMs];
  return [Date.UTC(year, 0) / dayMs, Date.UTC(year + 1, 0) / dayMs];
}

/**
 * Finds the bucket of a moment. Minutes and hours are counted in UTC; days, weeks (from Monday, ISO 8601), months and years are those
 * of the zone's calendar. Moments that follow each other are answered from what was found last.
 */
export function createBucketFinder(
  bucket: Exclude<Bucket, "raw">,
  zone: Zone,
): (time: number) => BucketEdges {
  const length = bucketLengthMs(bucket);
  let last: BucketEdges = { start: 0, end: 0 };
  return (time) => {
    if (time >= last.start && time < last.end) return last;
    if (length !== undefined) {
      const start = Math.floor(time / length) * length;
      last = { start, end: start + length };
    } else {
      const [first, next] = daysOf(bucket as CalendarBucket, zone.day(time));
      last = { start: zone.dayStart(first), end: zone.dayStart(next) };
    }
    return last;
  };
}

/** Every bucket that has a part of [from, to), in order. */
export function* bucketsBetween(
  bucket: Exclude<Bucket, "raw">,
  zone: Zone,
  from: number,
  to: number,
): Generator<BucketEdges> {
  const find = createBucketFinder(bucket, zone);
  for (let at = from; at < to; ) {
    const edges = find(at);
    yield edges;
    at = edges.end;
  }
}

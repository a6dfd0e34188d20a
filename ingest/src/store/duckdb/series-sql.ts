import type { Aggregate, Bucket } from "@kontrollrom/contracts/sample.ts";
import { bucketLengthMs, type CalendarBucket } from "../series/bucket-edges.ts";
import { homeZone, type Zone } from "../series/zone.ts";
import { daySql, type WholeDays, wholeDays } from "./local-days.ts";
import {
  daysSql,
  hasDays,
  hasHours,
  hourMs,
  hoursSql,
  type Snapshot,
  type Stretch,
  samplesSql,
} from "./sources-sql.ts";
import { integer } from "./sql-text.ts";
import { countsSql, rankSql } from "./summary-sql.ts";

const dayMs = 86_400_000;
/** DuckDB cuts each point's rows by a top-n, which it bounds. */
export const maxLimit = 999_998;

/** Entries at most in an answer: of each point, and of all. One more of each is answered. */
export interface Bounds {
  readonly limit: number;
  readonly maxEntries?: number | undefined;
}

/** Aggregates that need nothing of what lies between samples. */
export type PlainAggregate = Exclude<Aggregate, "timeWeightedAvg" | "consumption">;

const ofSamples: Readonly<Record<PlainAggregate, string>> = {
  avg: "avg(value) FILTER (ok)",
  min: "min(value) FILTER (ok)",
  max: "max(value) FILTER (ok)",
  sum: "sum(value) FILTER (ok)",
  count: "(count(*) FILTER (ok))::DOUBLE",
  first: "arg_min(value, time) FILTER (ok)",
  last: "arg_max(value, time) FILTER (ok)",
};

const ofHours: Readonly<Record<PlainAggregate, string>> = {
  avg: "sum(sum) / nullif(sum(n), 0)",
  min: "min(min)",
  max: "max(max)",
  sum: "sum(sum)",
  count: "sum(n)::DOUBLE",
  first: "arg_min(first, first_time)",
  last: "arg_max(last, last_time)",
};

/** Whether the buckets are made of whole hours in UTC. */
export function isOfHours(bucket: Exclude<Bucket, "raw">, zone: Zone, from: number, to: number): boolean {
  const length = bucketLengthMs(bucket);
  if (length !== undefined) return length % hourMs === 0;
  return zone.offsets(from, to).every(({ offset }) => offset % hourMs === 0);
}

/**
 * The whole days that buckets may be made of: of days of the home zone, whose hours are whole ones of UTC, where there are some.
 */
export function daysOf(
  snapshot: Snapshot,
  stretch: Stretch,
  bucket: Exclude<Bucket, "raw">,
  zone: Zone,
): WholeDays | undefined {
  if (zone.name !== homeZone || bucketLengthMs(bucket) !== undefined || !hasDays(snapshot, stretch))
    return undefined;
  return wholeDays(zone, stretch.from, stretch.to);
}

const ofDay: Readonly<Record<CalendarBucket, (day: string) => string>> = {
  P1D: (day) => day,
  P1W: (day) => `((${day} + 3) // 7)`,
  P1M: (day) =>
    `(year(DATE '1970-01-01' + ${day}::INTEGER) * 12 + month(DATE '1970-01-01' + ${day}::INTEGER) - 1)`,
  P1Y: (day) => `year(DATE '1970-01-01' + ${day}::INTEGER)`,
};

function slotSql(time: string, bucket: Exclude<Bucket, "raw">, zone: Zone, { from, to }: Stretch): string {
  const length = bucketLengthMs(bucket);
  if (length !== undefined) return `${time} // ${length}`;
  return ofDay[bucket as CalendarBucket](daySql(time, zone, from, to));
}

/** When the bucket of a slot begins, ms. */
export function slotStart(slot: number, bucket: Exclude<Bucket, "raw">, zone: Zone): number {
  const length = bucketLengthMs(bucket);
  if (length !== undefined) return slot * length;
  if (bucket === "P1D") return zone.dayStart(slot);
  if (bucket === "P1W") return zone.dayStart(slot * 7 - 3);
  if (bucket === "P1M") return zone.dayStart(firstOfMonth(slot));
  return zone.dayStart(Date.UTC(slot, 0) / dayMs);
}
/** The day that a month begins with; months are counted from the year 0. */
function firstOfMonth(month: number): number {
  return Date.UTC(Math.floor(month / 12), month % 12) / dayMs;
}

function boundedSql(
  relation: string,
  order: string,
  { limit, maxEntries }: Bounds,
  mostRows: number,
): string {
  if (limit > maxLimit) throw new RangeError(`a limit of ${limit} is over ${maxLimit}`);
  // Sorting each point on its own costs more than the query itself, and is seldom needed.
  const cut =
    mostRows <= limit + 1
      ? ""
      : `QUALIFY row_number() OVER (PARTITION BY point ORDER BY ${order}) <= ${integer(limit + 1)}`;
  return `
    SELECT point, ${order}::DOUBLE, * EXCLUDE (point, ${order}) FROM (${relation}) ${cut}
    ORDER BY point, ${order}${maxEntries === undefined ? "" : ` LIMIT ${integer(maxEntries + 1)}`}`;
}

/** Columns: point, time, value, quality; by point and time. */
export function rawSeriesSql(snapshot: Snapshot, stretch: Stretch, bounds: Bounds): string {
  const relation = `SELECT point, time, value, quality FROM (${samplesSql(snapshot, stretch)})`;
  return boundedSql(relation, "time", bounds, stretch.to - stretch.from);
}

/** Columns: point, number of the bucket (see `slotStart`), rank of the worst quality, then the aggregates; by point and bucket. */
export function plainSeriesSql(
  snapshot: Snapshot,
  stretch: Stretch & { readonly bucket: Exclude<Bucket, "raw">; readonly zone: Zone },
  aggregates: readonly PlainAggregate[],
  bounds: Bounds,
): string {
  const { bucket, zone, from, to } = stretch;
  const days = daysOf(snapshot, stretch, bucket, zone);
  const hours = days === undefined && isOfHours(bucket, zone, from, to) && hasHours(snapshot, stretch);
  const of = days !== undefined || hours ? ofHours : ofSamples;
  const columns = aggregates.map((name, i) => `${of[name]} AS a${i}`);
  const relation =
    days !== undefined
      ? `SELECT point, ${ofDay[bucket as CalendarBucket]("slot")} AS bucket, ${["max(worst)", ...columns].join(", ")}
       FROM (${daysSql(snapshot, stretch, days)}) GROUP BY ALL`
      : hours
        ? `SELECT point, ${slotSql(`(slot * ${hourMs})`, bucket, zone, stretch)} AS bucket, ${["max(worst)", ...columns].join(", ")}
       FROM (${hoursSql(snapshot, stretch)}) GROUP BY ALL`
        : `SELECT point, ${slotSql("time", bucket, zone, stretch)} AS bucket, ${[`max(${rankSql})`, ...columns].join(", ")}
       FROM (SELECT *, ${countsSql} AS ok FROM (${samplesSql(snapshot, stretch)})) GROUP BY ALL`;
  return boundedSql(relation, "bucket", bounds, (to - from) / (bucketLengthMs(bucket) ?? dayMs / 2) + 2);
}

import type { Aggregate, CommittedSample, Sample } from "@kontrollrom/contracts/sample.ts";
import { bucketLengthMs, type ClockBucket } from "../series/bucket-edges.ts";
import { qualityRank } from "../series/quality.ts";
import type { Reading, Summary } from "../series/summary.ts";
import type { SamplesQuery, SummariesQuery } from "../split/series-reader.ts";
import type { Rows } from "./influxql.ts";
import { firstNotCounted, measurement, storedQuality } from "./sample-lines.ts";

/** Times that InfluxDB has: 64-bit nanoseconds. */
const earliestMs = -9_223_372_036_854;
const latestMs = 9_223_372_036_854;

function ms(time: number): string {
  return `${Math.min(latestMs, Math.max(earliestMs, Math.trunc(time)))}ms`;
}

function ofPoints(pointIds: readonly number[]): string {
  return `(${pointIds.map((id) => `"point" = '${Math.trunc(id)}'`).join(" OR ")})`;
}

const counted = `"q" < ${firstNotCounted}`;

/** Every point where none is given. */
export function latestQuery(pointIds?: readonly number[]): string {
  const where = pointIds === undefined ? "" : ` WHERE ${ofPoints(pointIds)}`;
  return `SELECT last("v") AS "v", "q" FROM "${measurement}"${where} GROUP BY "point"`;
}

/** Samples with all that is kept of them. */
export function samplesQuery({ pointIds, from, to, limit }: SamplesQuery): string {
  return `SELECT "v", "q", "f", "r" FROM "${measurement}" WHERE ${ofPoints(pointIds)} AND time >= ${ms(from)} AND time < ${ms(to)} GROUP BY "point"${limit === undefined ? "" : ` LIMIT ${Math.trunc(limit)}`}`;
}

/** The same without the way back to the frame. */
export function readingsQuery(query: SamplesQuery): string {
  return samplesQuery(query).replace(', "f", "r"', "");
}

export function neighbourQuery(pointIds: readonly number[], side: "before" | "after", time: number): string {
  return side === "before"
    ? `SELECT last("v") AS "v" FROM "${measurement}" WHERE ${ofPoints(pointIds)} AND ${counted} AND time < ${ms(time)} GROUP BY "point"`
    : `SELECT first("v") AS "v" FROM "${measurement}" WHERE ${ofPoints(pointIds)} AND ${counted} AND time >= ${ms(time)} GROUP BY "point"`;
}

export const countQuery = `SELECT count("v") FROM "${measurement}"`;

const functions: Readonly<Record<Aggregate, readonly string[]>> = {
  avg: ["sum", "count"],
  min: ["min"],
  max: ["max"],
  sum: ["sum"],
  count: ["count"],
  first: ["first"],
  last: ["last"],
  timeWeightedAvg: [],
  consumption: [],
};

/** Asks nothing but whether the server knows a time zone. */
export function zoneQuery(zone: string): string {
  return `SELECT count("v") FROM "${measurement}" WHERE ${ofPoints([0])} AND time >= 0ms AND time < 1ms GROUP BY time(1d) tz('${zone}')`;
}

/**
 * How the server cuts time: buckets of the clock by their length, those of the calendar by its days, or by quarters of an hour where
 * it does not know the zone, since clocks everywhere are whole quarters from UTC.
 */
function cut({ bucket, zone }: SummariesQuery, knowsZone: boolean): readonly [string, string] {
  const length = bucketLengthMs(bucket as ClockBucket);
  if (length !== undefined) return [`${length / 60_000}m`, ""];
  return knowsZone ? ["1d", ` tz('${zone.name}')`] : ["15m", ""];
}

/**
 * Summaries of the values that count, and the worst quality of all. Where nothing bad is among them (`exact` false) the condition on
 * the quality is left out, which makes the server several times faster; the answer tells whether that was right.
 */
export function summariesQuery(query: SummariesQuery, exact: boolean, knowsZone: boolean): string {
  const { pointIds, from, to, aggregates } = query;
  const [length, zone] = cut(query, knowsZone);
  const names = [...new Set(["count", ...aggregates.flatMap((name) => functions[name])])];
  const values = names.map((name) => `${name}("v") AS "${name}"`).join(", ");
  const period = `${ofPoints(pointIds)} AND time >= ${ms(from)} AND time < ${ms(to)}`;
  const limit = query.limit === undefined ? "" : ` LIMIT ${Math.trunc(query.limit)}`;
  const group = `GROUP BY time(${length}), "point" fill(none)${limit}${zone}`;
  return exact
    ? `SELECT ${values} FROM "${measurement}" WHERE ${period} AND ${counted} ${group}; SELECT max("q") AS "worst" FROM "${measurement}" WHERE ${period} ${group}`
    : `SELECT ${values}, max("q") AS "worst" FROM "${measurement}" WHERE ${period} ${group}`;
}

export function pointOf(rows: Rows): number {
  return Number(rows.tags.point);
}

/** Columns by their name. */
function reader({ columns }: Rows): (row: Rows["values"][number], name: string) => number | undefined {
  const places = new Map(columns.map((name, i) => [name, i]));
  return (row, name) => {
    const value = row[places.get(name) ?? -1];
    return value === null || value === undefined ? undefined : Number(value);
  };
}

export function samplesOf(rows: Rows): Sample[] {
  const at = reader(rows);
  const pointId = pointOf(rows);
  return rows.values.map((row) => ({
    pointId,
    time: at(row, "time") ?? 0,
    value: at(row, "v") ?? 0,
    quality: storedQuality(at(row, "q")),
  }));
}

export function committedOf(rows: Rows): CommittedSample[] {
  const at = reader(rows);
  return samplesOf(rows).map((sample, i) => {
    const row = rows.values[i] ?? [];
    return { ...sample, frameId: String(at(row, "f") ?? 0), receivedAt: at(row, "r") ?? 0 };
  });
}

export function readingOf(rows: Rows): Reading | undefined {
  const row = rows.values[0];
  if (row === undefined) return undefined;
  const at = reader(rows);
  return { time: at(row, "time") ?? 0, value: at(row, "v") ?? 0 };
}

/** What the rows say of buckets; those that tell the quality alone have no values. */
export function summariesOf(rows: Rows): Summary[] {
  const at = reader(rows);
  return rows.values.map((row): Summary => {
    const time = at(row, "time") ?? 0;
    const worst = at(row, "worst");
    return {
      time,
      worst: worst === undefined ? 0 : qualityRank(storedQuality(worst)),
      count: at(row, "count") ?? 0,
      min: at(row, "min") ?? 0,
      max: at(row, "max") ?? 0,
      sum: at(row, "sum") ?? 0,
      firstTime: time,
      first: at(row, "first") ?? 0,
      lastTime: time,
      last: at(row, "last") ?? 0,
      integral: 0,
      heldMs: 0,
      grown: 0,
    };
  });
}

/** Whether some of what the rows summarise does not count. */
export function hasUncounted(rows: Rows): boolean {
  const at = reader(rows);
  return rows.values.some((row) => (at(row, "worst") ?? 0) >= firstNotCounted);
}

import { z } from "zod";
import { PointId, Time, TimeMs } from "./primitives.ts";

/** How far a value can be trusted. The order is the code in the store: append, never reorder. */
export const Quality = z.enum(["good", "uncertain", "bad", "out-of-range", "stale", "substituted"]);
export type Quality = z.infer<typeof Quality>;

/** One value of one point at the moment it was measured. Unique by (pointId, time). */
export const Sample = z.object({
  pointId: PointId,
  /** Event time, ms. */
  time: TimeMs,
  /** In the unit of the point's quantity. */
  value: z.number(),
  quality: Quality,
});
export type Sample = z.infer<typeof Sample>;

/** A committed sample with the way back to the raw frame it came in. */
export interface CommittedSample extends Sample {
  /** Id of the raw frame kept by ingest. */
  readonly frameId: string;
  /** When the platform received it, ms. */
  readonly receivedAt: number;
}

/** The newest value of a point, as pages and sockets show it. */
export const PresentValue = z.object({
  pointId: PointId,
  time: TimeMs,
  value: z.number(),
  quality: Quality,
});
export type PresentValue = z.infer<typeof PresentValue>;

/**
 * What a bucket can be answered with. `bad` and `out-of-range` values enter none of them; `count` counts those that enter.
 *
 * - `timeWeightedAvg`: a value holds until the next one, at most a day; over the part of the bucket where one holds.
 * - `consumption`: what a counter (energy, water) grew, its readings joined by straight lines and cut at the edges of the bucket;
 *   a reading below the one before is a counter that began again at zero.
 */
export const Aggregate = z.enum([
  "avg",
  "min",
  "max",
  "sum",
  "count",
  "first",
  "last",
  "timeWeightedAvg",
  "consumption",
]);
export type Aggregate = z.infer<typeof Aggregate>;

/**
 * Bucket lengths as ISO 8601 durations. `raw` answers the samples themselves. Days, weeks (from Monday), months and years are
 * those of the calendar in the time zone asked for.
 */
export const Bucket = z.enum([
  "raw",
  "PT1M",
  "PT5M",
  "PT10M",
  "PT15M",
  "PT30M",
  "PT1H",
  "PT6H",
  "P1D",
  "P1W",
  "P1M",
  "P1Y",
]);
export type Bucket = z.infer<typeof Bucket>;

const aggregateList = z
  .string()
  .transform((text) => text.split(",").map((name) => name.trim()))
  .pipe(z.array(Aggregate).min(1).max(9));

/** Query of `GET /points/{id}/samples`. */
export const SampleQuery = z.object({
  from: Time,
  to: Time,
  bucket: Bucket.default("raw"),
  aggregates: aggregateList.default(["avg", "min", "max"]),
  /** Most entries a point is answered with; more is refused with advice to choose a longer bucket. */
  limit: z.coerce.number<string>().int().min(1).max(100_000).default(20_000),
});

/** Body of `POST /samples/query`. */
export const SampleQueryMany = z.strictObject({
  pointIds: z.array(PointId).min(1).max(1000),
  from: Time,
  to: Time,
  bucket: Bucket.default("PT1H"),
  aggregates: z.array(Aggregate).min(1).max(9).default(["avg", "min", "max"]),
  limit: z.int().min(1).max(100_000).default(20_000),
});

/**
 * One entry of a series. Raw entries carry `value` and `quality`; buckets carry the aggregates asked for and
 * `time` is the start of the bucket, and `quality` the worst in it where that is not `good`. Empty buckets are absent.
 */
export const SeriesEntry = z.object({
  time: TimeMs,
  value: z.number().optional(),
  quality: Quality.optional(),
  avg: z.number().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  sum: z.number().optional(),
  count: z.int().optional(),
  first: z.number().optional(),
  last: z.number().optional(),
  timeWeightedAvg: z.number().optional(),
  consumption: z.number().optional(),
});
export type SeriesEntry = z.infer<typeof SeriesEntry>;

export const Series = z.object({ pointId: PointId, unit: z.string(), entries: z.array(SeriesEntry) });
export type Series = z.infer<typeof Series>;

/** Answer of both sample queries. */
export const SeriesAnswer = z.object({ points: z.array(Series) });
export type SeriesAnswer = z.infer<typeof SeriesAnswer>;

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

/** An IANA time zone whose days, weeks, months and years are meant. */
export const TimeZone = z.string().refine(isTimeZone, {
  error: (issue) => `"${String(issue.input)}" is no time zone: write it as Europe/Oslo or UTC`,
});

function isTimeZone(zone: string): boolean {
  try {
    return Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

export const DownsampleMethod = z.enum(["min-max", "lttb"]);
export type DownsampleMethod = z.infer<typeof DownsampleMethod>;

/** Most entries that a line can be thinned to: more than a screen has columns is no thinning. */
export const DownsampleEntries = z.int().min(2).max(20_000);

/** Stretches without a sample that are longer than this are told: seconds, or three expected intervals of the point's device. */
export const GapLength = z.union([z.literal("auto"), z.int().min(1).max(31_536_000)]);
export type GapLength = z.infer<typeof GapLength>;

/**
 * How CSV is written: `standard` with commas, decimal points and UTC; `excel-nb` as a Norwegian Excel opens it, with semicolons,
 * decimal commas, local time and a byte order mark.
 */
export const CsvStyle = z.enum(["standard", "excel-nb"]);
export type CsvStyle = z.infer<typeof CsvStyle>;

/** Streams of any length, asked for by `Accept`, that both sample queries can be answered with instead of JSON. */
export const seriesMediaTypes = {
  ndjson: "application/x-ndjson",
  csv: "text/csv",
  parquet: "application/vnd.apache.parquet",
} as const;
export const SeriesFormat = z.enum(["ndjson", "csv", "parquet"]);
export type SeriesFormat = z.infer<typeof SeriesFormat>;

/** Query of `GET /points/{id}/samples`. */
export const SampleQuery = z.object({
  from: Time,
  to: Time,
  bucket: Bucket.default("raw"),
  aggregates: aggregateList.default(["avg", "min", "max"]),
  zone: TimeZone.default("Europe/Oslo"),
  /** Thins raw entries to so many, chosen by `method` so that a line through them looks the same. */
  points: z.coerce.number<string>().pipe(DownsampleEntries).optional(),
  method: DownsampleMethod.default("min-max"),
  gaps: z
    .union([z.literal("auto"), z.coerce.number<string>().pipe(z.int().min(1).max(31_536_000))])
    .optional(),
  csv: CsvStyle.default("standard"),
  /** Most entries a point is answered with; more is refused with advice to choose a longer bucket. Streams have no limit. */
  limit: z.coerce.number<string>().int().min(1).max(100_000).default(20_000),
});

/** Body of `POST /samples/query`. */
export const SampleQueryMany = z.strictObject({
  pointIds: z.array(PointId).min(1).max(1000),
  from: Time,
  to: Time,
  bucket: Bucket.default("PT1H"),
  aggregates: z.array(Aggregate).min(1).max(9).default(["avg", "min", "max"]),
  zone: TimeZone.default("Europe/Oslo"),
  downsample: z
    .strictObject({ points: DownsampleEntries, method: DownsampleMethod.default("min-max") })
    .optional(),
  gaps: GapLength.optional(),
  csv: CsvStyle.default("standard"),
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

/** [from, to), ms: a stretch without a sample. */
export const SeriesGap = z.object({ from: TimeMs, to: TimeMs });

export const Series = z.object({
  pointId: PointId,
  unit: z.string(),
  entries: z.array(SeriesEntry),
  /** Where they were asked for. */
  gaps: z.array(SeriesGap).optional(),
});
export type Series = z.infer<typeof Series>;

/** Answer of both sample queries. */
export const SeriesAnswer = z.object({ points: z.array(Series) });
export type SeriesAnswer = z.infer<typeof SeriesAnswer>;

/** One line of an NDJSON stream; a stream that breaks off says why on its last line: `{"error": …}`. */
export const SeriesLine = SeriesEntry.extend({ pointId: PointId });
export type SeriesLine = z.infer<typeof SeriesLine>;

/** What stands in place of what was measured, and why. The original is kept and comes back when it is withdrawn. */
export const CorrectionChange = z.discriminatedUnion("kind", [
  /** Quality `substituted`. */
  z.strictObject({ kind: z.literal("value"), value: z.number() }),
  /** Quality `bad`: it enters no aggregate any more. */
  z.strictObject({ kind: z.literal("exclude") }),
  /** On the straight line between the good values before and after the period; quality `substituted`. */
  z.strictObject({ kind: z.literal("interpolate") }),
]);
export type CorrectionChange = z.infer<typeof CorrectionChange>;

/** Body of `POST /points/{id}/corrections`: of the one sample at `time`, or of those in [from, to). */
export const CorrectionInput = z.strictObject({
  time: Time.optional(),
  from: Time.optional(),
  to: Time.optional(),
  change: CorrectionChange,
  reason: z.string().trim().min(3).max(1000),
});
export type CorrectionInput = z.input<typeof CorrectionInput>;

export const Correction = z.object({
  id: z.string(),
  pointId: PointId,
  from: Time,
  /** Excluded. */
  to: Time,
  change: CorrectionChange,
  reason: z.string(),
  by: z.string(),
  at: Time,
  /** How many samples it changed. */
  samples: z.int(),
  /** The first of them as they were measured and as they are now, for showing. */
  first: z.object({ time: TimeMs, original: z.number(), originalQuality: Quality, value: z.number() }),
  withdrawn: z.object({ at: Time, by: z.string(), reason: z.string() }).optional(),
});
export type Correction = z.infer<typeof Correction>;

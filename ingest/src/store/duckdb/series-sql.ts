import type { Aggregate, Bucket } from "@kontrollrom/contracts/sample.ts";
import { osloOffsets } from "../local-day.ts";
import type { SeriesRequest } from "../sample-store.ts";

const dayMs = 86_400_000;
/** DuckDB cuts each point's rows by a top-n, which it bounds. */
const maxLimit = 999_998;

const bucketMs: Readonly<Record<Exclude<Bucket, "raw" | "P1D">, number>> = {
  PT1M: 60_000,
  PT5M: 300_000,
  PT10M: 600_000,
  PT15M: 900_000,
  PT30M: 1_800_000,
  PT1H: 3_600_000,
  PT6H: 21_600_000,
};

const aggregateSql: Readonly<Record<Aggregate, string>> = {
  avg: "avg(value)",
  min: "min(value)",
  max: "max(value)",
  sum: "sum(value)",
  count: "count(*)::DOUBLE",
  first: "arg_min(value, time)",
  last: "arg_max(value, time)",
};

function integer(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a whole number`);
  return String(value);
}

/** Number of the bucket that a time belongs to. Days are those of the Norwegian calendar, of 23 to 25 hours. */
function bucketNumber(bucket: Exclude<Bucket, "raw">, from: number, to: number): string {
  if (bucket !== "P1D") return `time // ${bucketMs[bucket]}`;
  const stretches = osloOffsets(from, to);
  const [first, ...later] = stretches;
  const cases = later.toReversed().map((s) => `WHEN time >= ${integer(s.from)} THEN ${integer(s.offset)}`);
  const offset =
    cases.length === 0
      ? integer(first?.offset ?? 0)
      : `CASE ${cases.join(" ")} ELSE ${first?.offset ?? 0} END`;
  return `(time + ${offset}) // ${dayMs}`;
}

/** Length of a bucket, ms; undefined where it is not the same for all. */
export function bucketLength(bucket: Bucket): number | undefined {
  return bucket === "raw" || bucket === "P1D" ? undefined : bucketMs[bucket];
}

/**
 * Query of a series over samples of which, at each (point, time), only the last one committed counts; `rowid` is the order in
 * which they were. Columns: point, time (raw) or number of the bucket, then value and quality, or the aggregates.
 */
export function seriesSql(request: SeriesRequest): string {
  const { pointIds, from, to, bucket, aggregates, limit, maxEntries } = request;
  if (limit > maxLimit) throw new RangeError(`a limit of ${limit} is over ${maxLimit}`);
  const merged = `
    SELECT point, time, arg_max(value, rowid) AS value, arg_max(quality, rowid) AS quality
    FROM sample
    WHERE point IN (${pointIds.map(integer).join(", ")}) AND time >= ${integer(from)} AND time < ${integer(to)}
    GROUP BY point, time`;
  const columns =
    bucket === "raw"
      ? `SELECT point, time AS slot, value, quality FROM (${merged})`
      : `SELECT point, ${bucketNumber(bucket, from, to)} AS slot, ${aggregates.map((name) => aggregateSql[name]).join(", ")}
         FROM (${merged}) GROUP BY point, slot`;
  return `
    SELECT point, slot::DOUBLE, * EXCLUDE (point, slot) FROM (${columns})
    QUALIFY row_number() OVER (PARTITION BY point ORDER BY slot) <= ${integer(limit + 1)}
    ORDER BY point, slot${maxEntries === undefined ? "" : ` LIMIT ${integer(maxEntries + 1)}`}`;
}

import type { SeriesRequest } from "../sample-store.ts";

/** DuckDB cuts each point's rows by a top-n, which it bounds. */
const maxLimit = 999_998;

export function integer(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a whole number`);
  return String(value);
}

/** Samples in [from, to) of which, at each (point, time), only the last one committed counts; `rowid` is the order in which they were. */
export function mergedSql(pointIds: readonly number[], from: number, to: number): string {
  return `
    SELECT point, time, arg_max(value, rowid) AS value, arg_max(quality, rowid) AS quality
    FROM sample
    WHERE point IN (${pointIds.map(integer).join(", ")}) AND time >= ${integer(from)} AND time < ${integer(to)}
    GROUP BY point, time`;
}

/** Query of raw samples by point and time. Columns: point, time, value, quality. */
export function rawSql(
  request: Pick<SeriesRequest, "pointIds" | "from" | "to" | "limit" | "maxEntries">,
): string {
  const { pointIds, from, to, limit, maxEntries } = request;
  if (limit > maxLimit) throw new RangeError(`a limit of ${limit} is over ${maxLimit}`);
  return `
    SELECT point, time::DOUBLE, value, quality FROM (${mergedSql(pointIds, from, to)})
    QUALIFY row_number() OVER (PARTITION BY point ORDER BY time) <= ${integer(limit + 1)}
    ORDER BY point, time${maxEntries === undefined ? "" : ` LIMIT ${integer(maxEntries + 1)}`}`;
}

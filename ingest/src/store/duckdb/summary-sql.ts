/** Codes of the qualities whose values enter no aggregate: bad and out-of-range. */
export const countsSql = "quality NOT IN (2, 3)";

/** Rank of a quality by its code, see `series/quality.ts`. */
export const rankSql =
  "CASE quality WHEN 0 THEN 0 WHEN 1 THEN 2 WHEN 2 THEN 5 WHEN 3 THEN 4 WHEN 4 THEN 3 ELSE 1 END";

/** Columns of a summary of one slot of at most an hour. Without a value that counts all but `n` and `worst` are null. */
export const summaryColumns = "n, min, max, sum, first_time, first, last_time, last, integral, grown, worst";

/**
 * Summaries of samples by slots of `length` ms, see `series/summary.ts`.
 * @param samples relation with point, time, value and quality
 * @param length at most a day, so that a value holds until the next
 */
export function summariesSql(samples: string, length: number): string {
  return `
    SELECT point, time // ${length} AS slot,
      (count(*) FILTER (ok))::INTEGER AS n,
      min(value) FILTER (ok) AS min, max(value) FILTER (ok) AS max, sum(value) FILTER (ok) AS sum,
      min(time) FILTER (ok) AS first_time, arg_min(value, time) FILTER (ok) AS first,
      max(time) FILTER (ok) AS last_time, arg_max(value, time) FILTER (ok) AS last,
      coalesce(sum(value * (next_time - time)) FILTER (ok), 0) AS integral,
      coalesce(sum(CASE WHEN next_value >= value THEN next_value - value ELSE greatest(next_value, 0) END)
        FILTER (ok AND next_time IS NOT NULL), 0) AS grown,
      max(${rankSql})::UTINYINT AS worst
    FROM (
      SELECT *, lead(time) OVER slots AS next_time, lead(value) OVER slots AS next_value
      FROM (SELECT point, time, value, quality, ${countsSql} AS ok FROM (${samples}))
      WINDOW slots AS (PARTITION BY point, ok, time // ${length} ORDER BY time)
    )
    GROUP BY point, slot`;
}

import { holdMs } from "../series/summary.ts";

/** Codes of the qualities whose values enter no aggregate: bad and out-of-range. */
export const countsSql = "quality NOT IN (2, 3)";

/** Rank of a quality by its code, see `series/quality.ts`. */
export const rankSql =
  "CASE quality WHEN 0 THEN 0 WHEN 1 THEN 2 WHEN 2 THEN 5 WHEN 3 THEN 4 WHEN 4 THEN 3 ELSE 1 END";

/** Columns of a summary of one slot. Without a value that counts all but `n`, `integral`, `grown` and `worst` are null. */
export const summaryColumns = "n, min, max, sum, first_time, first, last_time, last, integral, grown, worst";

/** How much of the time from the first to the last a value holds, of a slot that is no longer than a value does. */
export const heldSql = "coalesce(last_time - first_time, 0) AS held";

/**
 * Summaries of samples by slots, see `series/summary.ts`. Columns: point, slot, those of `summaryColumns`, held.
 * @param samples relation with point, time, value and quality
 * @param slot number of the slot that `time` lies in
 */
export function summariesSql(samples: string, slot: string): string {
  return `
    SELECT point, slot,
      (count(*) FILTER (ok))::INTEGER AS n,
      min(value) FILTER (ok) AS min, max(value) FILTER (ok) AS max, sum(value) FILTER (ok) AS sum,
      min(time) FILTER (ok) AS first_time, arg_min(value, time) FILTER (ok) AS first,
      max(time) FILTER (ok) AS last_time, arg_max(value, time) FILTER (ok) AS last,
      coalesce(sum(value * least(next_time - time, ${holdMs})) FILTER (ok AND next_time IS NOT NULL), 0) AS integral,
      coalesce(sum(CASE WHEN next_value >= value THEN next_value - value ELSE greatest(next_value, 0) END)
        FILTER (ok AND next_time IS NOT NULL), 0) AS grown,
      max(${rankSql})::UTINYINT AS worst,
      coalesce(sum(least(next_time - time, ${holdMs})) FILTER (ok AND next_time IS NOT NULL), 0)::BIGINT AS held
    FROM (
      SELECT *, lead(time) OVER slots AS next_time, lead(value) OVER slots AS next_value
      FROM (SELECT point, time, value, quality, ${countsSql} AS ok, ${slot} AS slot FROM (${samples}))
      WINDOW slots AS (PARTITION BY point, ok, slot ORDER BY time)
    )
    GROUP BY point, slot`;
}

/**
 * Summaries of longer slots from summaries of parts of them, as `joinSummaries` has it. Columns as of `summariesSql`.
 * @param parts relation with point, slot (the longer one), the columns of `summaryColumns` and held
 */
export function joinedSql(parts: string): string {
  return `
    SELECT point, slot,
      sum(n)::INTEGER AS n, min(min) AS min, max(max) AS max, sum(sum) AS sum,
      min(first_time) AS first_time, arg_min(first, first_time) AS first,
      max(last_time) AS last_time, arg_max(last, last_time) AS last,
      sum(integral) + coalesce(sum(last * between_ms) FILTER (followed), 0) AS integral,
      sum(grown) + coalesce(sum(CASE WHEN next_value >= last THEN next_value - last ELSE greatest(next_value, 0) END)
        FILTER (followed), 0) AS grown,
      max(worst) AS worst,
      (sum(held) + coalesce(sum(between_ms) FILTER (followed), 0))::BIGINT AS held
    FROM (
      SELECT *, lead(first) OVER slots AS next_value, lead(first_time) OVER slots IS NOT NULL AS followed,
        least(lead(first_time) OVER slots - last_time, ${holdMs}) AS between_ms
      FROM (${parts})
      WINDOW slots AS (PARTITION BY point, slot, n > 0 ORDER BY first_time)
    )
    GROUP BY point, slot`;
}

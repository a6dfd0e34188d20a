import { rm } from "node:fs/promises";
import type { Retention } from "../retention.ts";
import type { Zone } from "../series/zone.ts";
import type { Database } from "./database.ts";
import { daySql } from "./local-days.ts";
import { monthStart } from "./month.ts";
import {
  filesSql,
  holds,
  pointStates,
  type Segment,
  type Segments,
  segmentFiles,
  stateMask,
  syncToDisk,
} from "./segments.ts";
import { hourMs } from "./sources-sql.ts";
import { listSql } from "./sql-text.ts";
import { countsSql, heldSql, joinedSql, summariesSql, summaryColumns } from "./summary-sql.ts";

const dayMs = 86_400_000;
/** An hour takes about the space of this many samples: with fewer of them hours would save nothing. */
const samplesForHours = 8;
/** A day takes about the space of five samples; kept of points with this many in it they add a fifth to what is stored. */
const samplesForDays = 24;
/**
 * Unpacking was a third of the time that a year of a point took: LZ4 takes half of it, and a quarter more room, than Zstandard. A point is
 * read with the row groups that it is in, each of which has to be looked at: 10,000 rows were slower, and so were 60,000. Rows are
 * in the order of their points, so filters for single values would find nothing that the ranges of row groups do not.
 */
const parquet =
  "(FORMAT parquet, COMPRESSION lz4_raw, PARQUET_VERSION v2, ROW_GROUP_SIZE 40960, WRITE_BLOOM_FILTER false)";

export interface RewriteMonth {
  readonly month: number;
  /** A hot table whose samples of that month join it. */
  readonly hot?: { readonly number: number; readonly table: string };
  readonly retentionOf: (pointId: number) => Retention;
  /** Whose days are kept. */
  readonly zone: Zone;
  readonly now: number;
  /** About how many samples a file has at most. */
  readonly sliceRows: number;
  /** Asked between steps. */
  readonly stopped: () => boolean;
}

/** The platform stops: what was begun is begun again on the next start. */
export class StoppedError extends Error {
  readonly code = "stopped";
}

interface Slice {
  readonly low: number;
  readonly high: number;
  readonly points: readonly number[];
}

/** Cuts points, in order, into slices of about equally many samples. */
function slicesOf(points: readonly number[], rows: readonly number[], sliceRows: number): Slice[] {
  const slices: Slice[] = [];
  let from = 0;
  let sum = 0;
  for (let i = 0; i < points.length; i++) {
    sum += rows[i] as number;
    const next = (rows[i + 1] ?? 0) + sum > sliceRows || i - from >= 20_000 || i === points.length - 1;
    if (!next) continue;
    slices.push({
      low: points[from] as number,
      high: points[i] as number,
      points: points.slice(from, i + 1),
    });
    from = i + 1;
    sum = 0;
  }
  return slices;
}

/** `point IN (…)`, also of none. */
function among(points: readonly number[]): string {
  return points.length === 0 ? "false" : `point IN ${listSql(points)}`;
}

/**
 * Makes the files of a month anew from those that it has and what joins them: samples sorted by point and time, each (point, time)
 * once; hours and days where they save reading or where the samples have been kept long enough; nothing of what is kept no longer.
 * Nothing is changed but the files that are made, which are on the disk when it resolves.
 */
export async function rewriteMonth(
  database: Pick<Database, "maintain">,
  segments: Segments,
  request: RewriteMonth,
): Promise<Segment[]> {
  const { month, hot, now, stopped } = request;
  const old = segments.all().filter((segment) => segment.month === month);
  const version = segments.nextVersion(now);
  const sealedThrough = Math.max(hot?.number ?? 0, ...old.map((segment) => segment.sealedThrough));
  const [begin, end] = [monthStart(month), monthStart(month + 1)];
  const within = `time >= ${begin} AND time < ${end}`;
  const age = (now - end) / dayMs;
  const dayOf = (time: string) => daySql(time, request.zone, begin, end);

  const read = async (sql: string) => {
    if (stopped()) throw new StoppedError("stopped");
    return database.maintain(() => sql);
  };
  const oldFiles = (file: "raw" | "hour" | "point", { low, high }: Pick<Slice, "low" | "high">) => {
    const has = { raw: "rawRows", hour: "hourRows", point: "high" } as const;
    return old
      .filter((s) => s.low <= high && s.high >= low && (file === "point" || s[has[file]] > 0))
      .map((s) => segments.path(s, file));
  };

  async function plan(): Promise<Slice[]> {
    const parts =
      old.length > 0
        ? [`SELECT point, rows FROM ${filesSql(old.map((s) => segments.path(s, "point")))}`]
        : [];
    if (hot !== undefined)
      parts.push(`SELECT point, count(*) FROM ${hot.table} WHERE ${within} GROUP BY point`);
    if (parts.length === 0) return [];
    const [points = [], rows = []] = await read(
      `SELECT point, sum(rows)::DOUBLE FROM (${parts.join(" UNION ALL ")}) t(point, rows) GROUP BY point ORDER BY point`,
    );
    return slicesOf(points as number[], rows as number[], request.sliceRows);
  }

  async function make(slice: Slice, number: number): Promise<Segment | undefined> {
    const { low, high } = slice;
    const segment = { month, version, slice: number, low, high, sealedThrough };
    const [raw, hour, day, point] = segmentFiles.map((file) => segments.path(segment, file)) as [
      string,
      string,
      string,
      string,
    ];
    const inside = `point >= ${low} AND point <= ${high}`;
    const forgotten = slice.points.filter(
      (id) => age >= Math.max(request.retentionOf(id).rawDays, request.retentionOf(id).hourlyDays),
    );
    const wasRetired = slice.points.filter((id) => old.some((s) => holds(s.retired, id)));
    const retired = [
      ...new Set([...slice.points.filter((id) => age >= request.retentionOf(id).rawDays), ...wasRetired]),
    ];
    const lasting = `${inside} AND NOT ${among(forgotten)}`;

    const oldRaw = oldFiles("raw", slice);
    const sealed =
      oldRaw.length === 0
        ? undefined
        : `SELECT point, time, value, quality, frame, delay FROM ${filesSql(oldRaw)} WHERE ${lasting}`;
    const fresh =
      hot === undefined
        ? undefined
        : `SELECT point, time, arg_max(value, rowid) AS value, arg_max(quality, rowid) AS quality, arg_max(frame, rowid) AS frame,
             arg_max(received, rowid) - time AS delay
           FROM ${hot.table} WHERE ${lasting} AND ${within} GROUP BY point, time`;
    const merged =
      fresh === undefined
        ? (sealed ??
          `SELECT 0 AS point, 0::BIGINT AS time, 0::DOUBLE AS value, 0::UTINYINT AS quality, 0::BIGINT AS frame, 0::BIGINT AS delay WHERE false`)
        : sealed === undefined
          ? fresh
          : `WITH h AS MATERIALIZED (${fresh}) SELECT * FROM h UNION ALL SELECT s.* FROM (${sealed}) s ANTI JOIN h USING (point, time)`;
    const whole = retired.length === 0 ? raw : `${raw}.tmp`;
    await read(
      `COPY (SELECT * FROM (${merged}) ORDER BY point, time) TO '${whole.replaceAll("'", "''")}' ${parquet}`,
    );

    const oldPoints = oldFiles("point", slice);
    const kept =
      wasRetired.length === 0
        ? ""
        : `UNION ALL BY NAME SELECT * REPLACE ((state | ${pointStates.daily})::UTINYINT AS state) FROM ${filesSql(oldPoints)} WHERE ${among(wasRetired)} AND ${lasting}`;
    await read(`
      COPY (
        SELECT * FROM (
          SELECT point,
            (CASE WHEN ${among(retired)} THEN ${pointStates.retired + pointStates.daily}
              ELSE CASE WHEN count(*) >= ${samplesForHours} * count(DISTINCT time // ${hourMs})
                  THEN ${pointStates.rolled} ELSE ${pointStates.sparse} END
                + CASE WHEN count(*) >= ${samplesForDays} * count(DISTINCT ${dayOf("time")})
                  THEN ${pointStates.daily} ELSE 0 END
              END)::UTINYINT AS state,
            (CASE WHEN ${among(retired)} THEN 0 ELSE count(*) END)::BIGINT AS rows,
            max(time) AS newest_time, arg_max(value, time) AS newest, arg_max(quality, time) AS newest_quality,
            min(time) FILTER (${countsSql}) AS first_time, arg_min(value, time) FILTER (${countsSql}) AS first,
            max(time) FILTER (${countsSql}) AS last_time, arg_max(value, time) FILTER (${countsSql}) AS last,
            max(frame) AS highest_frame
          FROM ${filesSql([whole])} WHERE NOT ${among(wasRetired)} GROUP BY point
          ${kept}
        ) ORDER BY point
      ) TO '${point.replaceAll("'", "''")}' ${parquet}`);
    const [[points = 0] = [], [rows = 0] = [], [frame = 0] = [], [rolled = 0] = [], [daily = 0] = []] =
      await read(
        `SELECT count(*)::DOUBLE, coalesce(sum(rows), 0)::DOUBLE, coalesce(max(highest_frame), 0)::DOUBLE,
         count(*) FILTER ((state & ${stateMask}) > 0)::DOUBLE, count(*) FILTER ((state & ${pointStates.daily}) > 0)::DOUBLE
       FROM ${filesSql([point])}`,
      );

    let hourRows = 0;
    if (Number(rolled) > 0) {
      const some = `SELECT point FROM ${filesSql([point])} WHERE (state & ${stateMask}) > 0`;
      const oldHours = wasRetired.length === 0 ? [] : oldFiles("hour", slice);
      const gone =
        oldHours.length === 0
          ? undefined
          : `SELECT point, slot, ${summaryColumns}, has_samples FROM ${filesSql(oldHours)} WHERE NOT has_samples AND ${lasting}`;
      const made = `
        SELECT point, slot, ${summaryColumns}, NOT ${among(retired)} AS has_samples
        FROM (${summariesSql(`SELECT * FROM ${filesSql([whole])} WHERE point IN (${some})`, `time // ${hourMs}`)})`;
      await read(`
        COPY (
          SELECT * FROM (${made}) m ${gone === undefined ? "" : `ANTI JOIN (${gone}) g USING (point, slot) UNION ALL (${gone})`}
          ORDER BY point, slot
        ) TO '${hour.replaceAll("'", "''")}' ${parquet}`);
      const [[count = 0] = []] = await read(`SELECT count(*)::DOUBLE FROM ${filesSql([hour])}`);
      hourRows = Number(count);
    }
    let dayRows = 0;
    if (Number(daily) > 0) {
      const some = `SELECT point FROM ${filesSql([point])} WHERE (state & ${pointStates.daily}) > 0`;
      const made = summariesSql(
        `SELECT * FROM ${filesSql([whole])} WHERE point IN (${some}) AND NOT ${among(wasRetired)}`,
        dayOf("time"),
      );
      // Of those whose samples are gone from their hours, which late samples have joined.
      const gone =
        wasRetired.length === 0 || hourRows === 0
          ? ""
          : `UNION ALL ${joinedSql(`SELECT point, ${dayOf(`(slot * ${hourMs})`)} AS slot, ${summaryColumns}, ${heldSql} FROM ${filesSql([hour])} WHERE ${among(wasRetired)}`)}`;
      await read(`
        COPY (SELECT point, slot::INTEGER AS day, ${summaryColumns}, held FROM (${made} ${gone}) ORDER BY point, day)
        TO '${day.replaceAll("'", "''")}' ${parquet}`);
      const [[count = 0] = []] = await read(`SELECT count(*)::DOUBLE FROM ${filesSql([day])}`);
      dayRows = Number(count);
    }
    if (whole !== raw) {
      if (Number(rows) > 0)
        await read(
          `COPY (SELECT * FROM ${filesSql([whole])} WHERE NOT ${among(retired)} ORDER BY point, time) TO '${raw.replaceAll("'", "''")}' ${parquet}`,
        );
      await rm(whole, { force: true });
    } else if (Number(rows) === 0) await rm(raw, { force: true });
    if (Number(points) === 0) {
      await rm(point, { force: true });
      return undefined;
    }
    for (const [path, has] of [
      [raw, Number(rows) > 0],
      [hour, hourRows > 0],
      [day, dayRows > 0],
      [point, true],
    ] as const)
      if (has) await syncToDisk(path);
    return segments.withStates(
      { ...segment, rawRows: Number(rows), hourRows, dayRows, highestFrame: Number(frame) },
      read,
    );
  }

  const made: Segment[] = [];
  const slices = await plan();
  try {
    for (const [number, slice] of slices.entries()) {
      const segment = await make(slice, number);
      if (segment !== undefined) made.push(segment);
    }
    await syncToDisk(segments.folder);
    return made;
  } catch (cause) {
    for (const [number] of slices.entries())
      for (const file of segmentFiles) {
        const path = segments.path({ month, version, slice: number }, file);
        await rm(path, { force: true });
        await rm(`${path}.tmp`, { force: true });
      }
    throw cause;
  }
}

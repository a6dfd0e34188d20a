import type { HotTable } from "./hot-tables.ts";
import { daySql, type WholeDays } from "./local-days.ts";
import { monthOf, monthStart } from "./month.ts";
import { filesSql, holds, type Segment, type SegmentFile } from "./segments.ts";
import { integer, listSql } from "./sql-text.ts";
import { heldSql, summariesSql, summaryColumns } from "./summary-sql.ts";

export const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const hourOfTime = `time // ${hourMs}`;
/** Apart further than any table has rows, so that the order over several tables is that of their numbers. */
const tableStride = 2 ** 40;

/** What there is to read from at a moment. */
export interface Snapshot {
  readonly hot: readonly HotTable[];
  readonly tableOf: (number: number) => string;
  readonly segments: readonly Segment[];
  readonly path: (segment: Segment, file: SegmentFile) => string;
}

/** Points in [from, to), ms. */
export interface Stretch {
  readonly pointIds: readonly number[];
  readonly from: number;
  readonly to: number;
}

const sampleColumns = "point, time, value, quality, frame, received";
const noSamples =
  "SELECT 0 AS point, 0::BIGINT AS time, 0::DOUBLE AS value, 0::UTINYINT AS quality, 0::BIGINT AS frame, 0::BIGINT AS received WHERE false";

function whereSql({ pointIds, from, to }: Stretch): string {
  return `point IN ${listSql(pointIds)} AND time >= ${integer(from)} AND time < ${integer(to)}`;
}

/** The hot tables that may have samples of a stretch. */
export function hotWithin(snapshot: Snapshot, from: number, to: number): HotTable[] {
  return snapshot.hot.filter((table) => table.from < to && table.to >= from);
}

/** Unsealed samples, the last one committed of each (point, time); undefined where there cannot be any. */
function hotSql(snapshot: Snapshot, stretch: Stretch): string | undefined {
  const tables = hotWithin(snapshot, stretch.from, stretch.to);
  if (tables.length === 0) return undefined;
  const rows = tables.map(
    ({ number }) =>
      `SELECT *, ${number * tableStride} + rowid AS ord FROM ${snapshot.tableOf(number)} WHERE ${whereSql(stretch)}`,
  );
  return `
    SELECT point, time, arg_max(value, ord) AS value, arg_max(quality, ord) AS quality, arg_max(frame, ord) AS frame,
      arg_max(received, ord) AS received
    FROM (${rows.join(" UNION ALL ")}) GROUP BY point, time`;
}

function segmentsWithin(snapshot: Snapshot, { pointIds, from, to }: Stretch): Segment[] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const id of pointIds) {
    if (id < low) low = id;
    if (id > high) high = id;
  }
  return snapshot.segments.filter(
    (s) => s.low <= high && s.high >= low && monthStart(s.month) < to && monthStart(s.month + 1) > from,
  );
}

/** Sealed samples of segments. */
function rawSql(snapshot: Snapshot, segments: readonly Segment[], stretch: Stretch): string | undefined {
  const paths = segments.filter((s) => s.rawRows > 0).map((s) => snapshot.path(s, "raw"));
  if (paths.length === 0 || stretch.pointIds.length === 0) return undefined;
  return `SELECT point, time, value, quality, frame, time + delay AS received FROM ${filesSql(paths)} WHERE ${whereSql(stretch)}`;
}

/** Sealed and unsealed samples as one: the unsealed one is the later word. @param hot name of the unsealed ones */
function mergedWith(hot: string | undefined, sealed: readonly string[]): string {
  const all = sealed.join(" UNION ALL ");
  if (hot === undefined) return sealed.length === 0 ? noSamples : all;
  if (sealed.length === 0) return `SELECT ${sampleColumns} FROM ${hot}`;
  return `
    SELECT ${sampleColumns} FROM ${hot}
    UNION ALL SELECT s.* FROM (${all}) s ANTI JOIN ${hot} USING (point, time)`;
}

function mergedSql(hot: string | undefined, sealed: readonly string[]): string {
  return hot === undefined || sealed.length === 0
    ? (hot ?? mergedWith(undefined, sealed))
    : `WITH h AS MATERIALIZED (${hot}) ${mergedWith("h", sealed)}`;
}

/** Each (point, time) once. Columns: point, time, value, quality, frame, received. */
export function samplesSql(
  snapshot: Snapshot,
  stretch: Stretch,
  segments = segmentsWithin(snapshot, stretch),
): string {
  const sealed = rawSql(snapshot, segments, stretch);
  return mergedSql(hotSql(snapshot, stretch), sealed === undefined ? [] : [sealed]);
}

/**
 * About how many samples there are in stretches of `length` ms, repeated ones counted each time. Columns: number of the stretch, count.
 */
export function densitySql(snapshot: Snapshot, stretch: Stretch, length: number): string {
  const where = whereSql(stretch);
  const paths = segmentsWithin(snapshot, stretch)
    .filter((s) => s.rawRows > 0)
    .map((s) => snapshot.path(s, "raw"));
  const parts = hotWithin(snapshot, stretch.from, stretch.to).map(
    ({ number }) => `SELECT time FROM ${snapshot.tableOf(number)} WHERE ${where}`,
  );
  if (paths.length > 0) parts.push(`SELECT time FROM ${filesSql(paths)} WHERE ${where}`);
  if (parts.length === 0) return "SELECT 0::DOUBLE, 0::DOUBLE WHERE false";
  return `SELECT (time // ${length})::DOUBLE AS slot, count(*)::DOUBLE FROM (${parts.join(" UNION ALL ")}) GROUP BY slot ORDER BY slot`;
}

/** Whether some of what is asked for lies in hours. */
export function hasHours(snapshot: Snapshot, stretch: Stretch): boolean {
  return segmentsWithin(snapshot, stretch).some(
    (s) => s.hourRows > 0 && stretch.pointIds.some((id) => holds(s.rolled, id) || holds(s.retired, id)),
  );
}

/** Whether some of what is asked for lies in days. */
export function hasDays(snapshot: Snapshot, stretch: Stretch): boolean {
  return segmentsWithin(snapshot, stretch).some(
    (s) => s.dayRows > 0 && stretch.pointIds.some((id) => holds(s.daily, id)),
  );
}

/** Rows of a kind of file that are needed of some points, of all segments of which the same is needed at once. */
function createNeeds(snapshot: Snapshot, file: "raw" | "hour") {
  const needs = new Map<
    string,
    { readonly paths: string[]; readonly points: readonly number[]; readonly where: string }
  >();
  return {
    add(segment: Segment, points: readonly number[], where: string): void {
      if (points.length === 0 || (file === "raw" ? segment.rawRows : segment.hourRows) === 0) return;
      const key = `${where} ${points.join()}`;
      const need = needs.get(key) ?? { paths: [], points, where };
      need.paths.push(snapshot.path(segment, file));
      needs.set(key, need);
    },
    /** @param columns of each row @param period condition that holds for all */
    select: (columns: string, period: string): string[] =>
      [...needs.values()].map(
        ({ paths, points, where }) =>
          `SELECT ${columns} FROM ${filesSql(paths)} WHERE point IN ${listSql(points)} AND ${period} AND (${where})`,
      ),
  };
}

/** What is read of sealed samples and hours, beside the days that are read where `days` is given. */
function needsOf(
  snapshot: Snapshot,
  { pointIds, from, to }: Stretch,
  segments: readonly Segment[],
  dirty: boolean,
  days: WholeDays | undefined,
) {
  const raw = createNeeds(snapshot, "raw");
  const hours = createNeeds(snapshot, "hour");
  const hot = dirty ? hotWithin(snapshot, from, to) : [];
  const edges = [from, to].filter((edge) => edge % hourMs !== 0).map((edge) => Math.floor(edge / hourMs));
  const dayOf = (time: string) => (days === undefined ? "" : daySql(time, days.zone, from - dayMs, to));
  for (const segment of segments) {
    const [begin, end] = [monthStart(segment.month), monthStart(segment.month + 1)];
    const daily = new Set(days === undefined ? [] : pointIds.filter((id) => holds(segment.daily, id)));
    const rolled = pointIds.filter((id) => holds(segment.rolled, id));
    const hourly = pointIds.filter((id) => holds(segment.rolled, id) || holds(segment.retired, id));
    const sparse =
      hourly.length === 0
        ? pointIds
        : pointIds.filter((id) => !holds(segment.rolled, id) && !holds(segment.retired, id));
    raw.add(segment, daily.size === 0 ? sparse : sparse.filter((id) => !daily.has(id)), "true");
    hours.add(segment, daily.size === 0 ? hourly : hourly.filter((id) => !daily.has(id)), "true");

    if (days !== undefined && daily.size > 0) {
      // A day reaches into the month beside it, and so may its unsealed samples.
      const mixed = hot.some((table) => table.from < end + dayMs && table.to >= begin - dayMs);
      const beside = (time: string) => [
        ...(Math.max(from, begin) < days.from ? [`${time} < ${integer(days.from)}`] : []),
        ...(Math.min(to, end) > days.to ? [`${time} >= ${integer(days.to)}`] : []),
        ...(mixed ? [`(point, ${dayOf(time)}) IN (SELECT (point, day) FROM dirty_days)`] : []),
      ];
      if (beside("time").length > 0) {
        raw.add(
          segment,
          sparse.filter((id) => daily.has(id)),
          beside("time").join(" OR "),
        );
        hours.add(
          segment,
          hourly.filter((id) => daily.has(id)),
          beside(`(slot * ${hourMs})`).join(" OR "),
        );
      }
    }

    const cut = edges.filter((edge) => edge * hourMs < end && edge * hourMs >= begin);
    const mixed = hot.some((table) => table.from < end && table.to >= begin);
    const which = [
      ...(cut.length > 0 ? [`${hourOfTime} IN ${listSql(cut)}`] : []),
      ...(mixed ? [`(point, ${hourOfTime}) IN (SELECT (point, slot) FROM dirty)`] : []),
    ];
    if (which.length > 0) raw.add(segment, rolled, which.join(" OR "));
  }
  return { raw, hours, dayOf };
}

/**
 * Summaries of the hours of a stretch, from the hours that are kept where there are, from samples elsewhere. An hour that the stretch
 * cuts is made of its samples; where these are gone it is in only as a whole. Columns: point, slot (hours since 1970), then those of
 * `summaryColumns`, and held.
 */
export function hoursSql(snapshot: Snapshot, stretch: Stretch): string {
  if (!hasHours(snapshot, stretch)) return summariesSql(samplesSql(snapshot, stretch), hourOfTime);
  return summariesWithin(snapshot, stretch, undefined);
}

/**
 * Summaries of the local days of a stretch, a day in one or in several parts: from the days that are kept where there are, from hours
 * and samples for days with unsealed samples and beside the whole days. Columns as of `hoursSql`, the slot being the day.
 */
export function daysSql(snapshot: Snapshot, stretch: Stretch, days: WholeDays): string {
  return summariesWithin(snapshot, stretch, days);
}

function summariesWithin(snapshot: Snapshot, stretch: Stretch, days: WholeDays | undefined): string {
  const { pointIds, from, to } = stretch;
  const segments = segmentsWithin(snapshot, stretch);
  const hot = hotSql(snapshot, stretch);
  const { raw, hours, dayOf } = needsOf(snapshot, stretch, segments, hot !== undefined, days);
  const sealed = raw.select(
    "point, time, value, quality, frame, time + delay AS received",
    `time >= ${integer(from)} AND time < ${integer(to)}`,
  );
  const kept = hours.select(
    "*",
    `slot >= ${integer(Math.floor(from / hourMs))} AND slot < ${integer(Math.ceil(to / hourMs))}`,
  );
  const slot = days === undefined ? "slot" : `${dayOf(`(slot * ${hourMs})`)} AS slot`;

  const tables: string[] = [];
  if (hot !== undefined) {
    tables.push(
      `h AS MATERIALIZED (${hot})`,
      `dirty AS MATERIALIZED (SELECT DISTINCT point, ${hourOfTime} AS slot FROM h)`,
    );
    if (days !== undefined)
      tables.push(
        `dirty_days AS MATERIALIZED (SELECT DISTINCT point, ${dayOf(`(slot * ${hourMs})`)} AS day FROM dirty)`,
      );
  }
  if (kept.length > 0) tables.push(`kept AS MATERIALIZED (${kept.join(" UNION ALL ")})`);
  tables.push(`samples AS (${mergedWith(hot === undefined ? undefined : "h", sealed)})`);

  const parts = [
    `SELECT point, ${slot}, ${summaryColumns}, held FROM (${summariesSql("SELECT * FROM samples", hourOfTime)}) made
     ${kept.length === 0 ? "" : "ANTI JOIN (SELECT point, slot FROM kept WHERE NOT has_samples) gone USING (point, slot)"}`,
  ];
  if (kept.length > 0)
    parts.push(
      `SELECT point, ${slot}, ${summaryColumns}, ${heldSql} FROM kept
       WHERE has_samples AND slot >= ${integer(Math.ceil(from / hourMs))} AND slot < ${integer(Math.floor(to / hourMs))}
         ${hot === undefined ? "" : "AND (point, slot) NOT IN (SELECT (point, slot) FROM dirty)"}`,
      `SELECT point, ${slot}, ${summaryColumns}, ${heldSql} FROM kept
       WHERE NOT has_samples AND coalesce(first_time >= ${integer(from)} AND last_time < ${integer(to)}, true)`,
    );
  const daily = segments.filter((s) => s.dayRows > 0).map((s) => snapshot.path(s, "day"));
  if (days !== undefined && daily.length > 0)
    parts.push(
      `SELECT point, day AS slot, ${summaryColumns}, held FROM ${filesSql(daily)}
       WHERE point IN ${listSql(pointIds)} AND day >= ${integer(days.first)} AND day < ${integer(days.next)}
         ${hot === undefined ? "" : "AND (point, day) NOT IN (SELECT (point, day) FROM dirty_days)"}`,
    );
  return `WITH ${tables.join(", ")} ${parts.join(" UNION ALL ")}`;
}

/** Hours whose samples are gone, to be added by UNION ALL; empty where there are none. Columns: point, time of the first, of the last. */
export function goneHoursSql(snapshot: Snapshot, stretch: Stretch): string {
  const gone = segmentsWithin(snapshot, stretch).filter((s) =>
    stretch.pointIds.some((id) => holds(s.retired, id)),
  );
  if (gone.length === 0) return "";
  return `
    UNION ALL SELECT point, first_time, last_time FROM ${filesSql(gone.map((s) => snapshot.path(s, "hour")))}
    WHERE point IN ${listSql(stretch.pointIds)} AND NOT has_samples
      AND first_time >= ${integer(stretch.from)} AND last_time < ${integer(stretch.to)}`;
}

/**
 * The value that counts right before a moment, or at or after it. Columns: point, time, value.
 * @param withinMs looked for no further away than this
 */
export function neighbourSql(
  snapshot: Snapshot,
  pointIds: readonly number[],
  at: number,
  side: "before" | "after",
  withinMs = Number.POSITIVE_INFINITY,
): string {
  const before = side === "before";
  const stretch: Stretch = {
    pointIds,
    from: before ? Math.max(0, at - withinMs) : at,
    to: before ? at : Math.min(Number.MAX_SAFE_INTEGER, at + withinMs),
  };
  const segments = segmentsWithin(snapshot, stretch);
  // Of a month that lies wholly on that side and has nothing unsealed, the first and last samples are known.
  const isKnown = (s: Segment) =>
    withinMs === Number.POSITIVE_INFINITY &&
    (before ? s.month < monthOf(at) : s.month > monthOf(at)) &&
    !hotWithin(snapshot, monthStart(s.month), monthStart(s.month + 1)).length;
  const known = segments.filter(isKnown);
  const open = segments.filter((segment) => !isKnown(segment));
  const parts = [
    `SELECT point, time, value FROM (${samplesSql(snapshot, stretch, open)}) WHERE quality NOT IN (2, 3)`,
  ];
  if (known.length > 0)
    parts.push(`
      SELECT point, ${before ? "last_time, last" : "first_time, first"} FROM ${filesSql(known.map((s) => snapshot.path(s, "point")))}
      WHERE point IN ${listSql(pointIds)} AND first_time IS NOT NULL`);
  const gone = open.filter((s) => pointIds.some((id) => holds(s.retired, id)));
  if (gone.length > 0)
    parts.push(`
      SELECT point, ${before ? "last_time, last" : "first_time, first"} FROM ${filesSql(gone.map((s) => snapshot.path(s, "hour")))}
      WHERE point IN ${listSql(pointIds)} AND NOT has_samples AND first_time >= ${integer(stretch.from)} AND last_time < ${integer(stretch.to)}`);
  const best = before ? "max" : "min";
  return `SELECT point, ${best}(time)::DOUBLE, arg_${best}(value, time) FROM (${parts.join(" UNION ALL ")}) GROUP BY point`;
}

/** The newest sample of each point, or of those given. Columns: point, time, value, quality. */
export function latestSql(snapshot: Snapshot, pointIds: readonly number[] | undefined): string {
  const which = pointIds === undefined ? "true" : `point IN ${listSql(pointIds)}`;
  const parts = snapshot.hot
    .filter(({ rows }) => rows > 0)
    .map(({ number }) => {
      const table = snapshot.tableOf(number);
      return `
        SELECT s.point, s.time, s.value, s.quality, ${number * tableStride} + s.rowid AS ord
        FROM ${table} s JOIN (SELECT point, max(time) AS time FROM ${table} WHERE ${which} GROUP BY point) n
          ON s.point = n.point AND s.time = n.time`;
    });
  if (snapshot.segments.length > 0)
    parts.push(
      `SELECT point, max(newest_time), arg_max(newest, newest_time), arg_max(newest_quality, newest_time), -1
       FROM ${filesSql(snapshot.segments.map((s) => snapshot.path(s, "point")))} WHERE ${which} AND newest_time IS NOT NULL GROUP BY point`,
    );
  if (parts.length === 0) return "SELECT 0, 0::DOUBLE, 0::DOUBLE, 0 WHERE false";
  if (snapshot.hot.every(({ rows }) => rows === 0))
    return `SELECT point, time::DOUBLE, value, quality FROM (${parts.join("")}) t(point, time, value, quality, ord)`;
  return `
    SELECT point, time::DOUBLE, value, quality FROM (${parts.join(" UNION ALL ")}) t(point, time, value, quality, ord)
    QUALIFY row_number() OVER (PARTITION BY point ORDER BY time DESC, ord DESC) = 1`;
}

/** How many samples there are, each (point, time) once. */
export function countSql(snapshot: Snapshot): string {
  const sealed = snapshot.segments.reduce((sum, { rawRows }) => sum + rawRows, 0);
  const tables = snapshot.hot.filter(({ rows }) => rows > 0);
  if (tables.length === 0) return `SELECT ${sealed}::DOUBLE`;
  const from = Math.min(...tables.map((table) => table.from));
  const to = Math.max(...tables.map((table) => table.to));
  const paths = snapshot.segments
    .filter((s) => s.rawRows > 0 && monthStart(s.month) <= to && monthStart(s.month + 1) > from)
    .map((s) => snapshot.path(s, "raw"));
  const hot = tables
    .map(({ number }) => `SELECT point, time FROM ${snapshot.tableOf(number)}`)
    .join(" UNION ");
  const fresh =
    paths.length === 0
      ? `(${hot})`
      : `(${hot}) h ANTI JOIN (SELECT point, time FROM ${filesSql(paths)} WHERE time >= ${integer(from)} AND time <= ${integer(to)}) s USING (point, time)`;
  return `SELECT ${sealed} + count(*)::DOUBLE FROM (SELECT DISTINCT point, time FROM ${fresh})`;
}

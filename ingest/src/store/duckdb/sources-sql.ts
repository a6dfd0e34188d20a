import type { HotTable } from "./hot-tables.ts";
import { monthOf, monthStart } from "./month.ts";
import { filesSql, holds, type Segment, type SegmentFile } from "./segments.ts";
import { summariesSql, summaryColumns } from "./summary-sql.ts";

export const hourMs = 3_600_000;
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

export function integer(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a whole number`);
  return String(value);
}

export function listSql(numbers: readonly number[]): string {
  return `(${numbers.map(integer).join(", ")})`;
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

/** Sealed samples of segments; `where` narrows further. */
function rawSql(
  snapshot: Snapshot,
  segments: readonly Segment[],
  stretch: Stretch,
  where = "true",
): string | undefined {
  const paths = segments.filter((s) => s.rawRows > 0).map((s) => snapshot.path(s, "raw"));
  if (paths.length === 0 || stretch.pointIds.length === 0) return undefined;
  return `SELECT point, time, value, quality, frame, time + delay AS received FROM ${filesSql(paths)} WHERE ${whereSql(stretch)} AND ${where}`;
}

/** Sealed and unsealed samples as one: the unsealed one is the later word. */
function mergedSql(hot: string | undefined, sealed: readonly string[]): string {
  if (hot === undefined) return sealed.length === 0 ? noSamples : sealed.join(" UNION ALL ");
  if (sealed.length === 0) return hot;
  return `
    WITH h AS MATERIALIZED (${hot})
    SELECT ${sampleColumns} FROM h
    UNION ALL SELECT s.* FROM (${sealed.join(" UNION ALL ")}) s ANTI JOIN h USING (point, time)`;
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

/** Sealed samples that are needed beside the hours: of points that have none, of hours that are cut or have unsealed samples. */
function besideHours(
  snapshot: Snapshot,
  stretch: Stretch,
  segments: readonly Segment[],
  dirty: boolean,
): string[] {
  const { pointIds, from, to } = stretch;
  const hot = hotWithin(snapshot, from, to);
  const edges = [from, to].filter((edge) => edge % hourMs !== 0).map((edge) => Math.floor(edge / hourMs));
  const sparse = new Map<string, { segments: Segment[]; points: number[] }>();
  const sealed: (string | undefined)[] = [];
  for (const segment of segments) {
    const points = pointIds.filter((id) => !holds(segment.rolled, id) && !holds(segment.retired, id));
    const key = points.length === pointIds.length ? "all" : points.join();
    const same = sparse.get(key);
    if (same === undefined) sparse.set(key, { segments: [segment], points });
    else same.segments.push(segment);

    const rolled = pointIds.filter((id) => holds(segment.rolled, id));
    const [begin, end] = [monthStart(segment.month), monthStart(segment.month + 1)];
    const cut = edges.filter((edge) => edge * hourMs < end && edge * hourMs >= begin);
    const mixed = dirty && hot.some((table) => table.from < end && table.to >= begin);
    if (rolled.length === 0 || (cut.length === 0 && !mixed)) continue;
    const which = [
      ...(cut.length > 0 ? [`time // ${hourMs} IN ${listSql(cut)}`] : []),
      ...(mixed ? [`(point, time // ${hourMs}) IN (SELECT (point, slot) FROM dirty)`] : []),
    ];
    sealed.push(rawSql(snapshot, [segment], { pointIds: rolled, from, to }, `(${which.join(" OR ")})`));
  }
  for (const { segments: same, points } of sparse.values())
    sealed.push(rawSql(snapshot, same, { pointIds: points, from, to }));
  return sealed.filter((one) => one !== undefined);
}

/**
 * Summaries of the hours of a stretch, from the hours that are kept where there are, from samples elsewhere. An hour that the stretch
 * cuts is made of its samples; where these are gone it is in only as a whole. Columns: point, slot (hours since 1970), then those of
 * `summaryColumns`.
 */
export function hoursSql(snapshot: Snapshot, stretch: Stretch): string {
  const segments = segmentsWithin(snapshot, stretch);
  const { pointIds, from, to } = stretch;
  const hourly = segments.filter((s) => s.hourRows > 0).map((s) => snapshot.path(s, "hour"));
  if (hourly.length === 0 || !hasHours(snapshot, stretch))
    return summariesSql(samplesSql(snapshot, stretch, segments), hourMs);
  const hot = hotSql(snapshot, stretch);
  const sealed = besideHours(snapshot, stretch, segments, hot !== undefined);
  const all = sealed.length === 0 ? noSamples : sealed.join(" UNION ALL ");
  return `
    WITH ${
      hot === undefined
        ? ""
        : `h AS MATERIALIZED (${hot}),
    dirty AS MATERIALIZED (SELECT DISTINCT point, time // ${hourMs} AS slot FROM h),`
    }
    kept AS MATERIALIZED (
      SELECT * FROM ${filesSql(hourly)}
      WHERE point IN ${listSql(pointIds)} AND slot >= ${integer(Math.floor(from / hourMs))} AND slot < ${integer(Math.ceil(to / hourMs))}
    ),
    samples AS (
      ${
        hot === undefined
          ? all
          : `SELECT ${sampleColumns} FROM h UNION ALL SELECT s.* FROM (${all}) s ANTI JOIN h USING (point, time)`
      }
    )
    SELECT point, slot, ${summaryColumns} FROM kept
    WHERE has_samples AND slot >= ${integer(Math.ceil(from / hourMs))} AND slot < ${integer(Math.floor(to / hourMs))}
      ${hot === undefined ? "" : "AND (point, slot) NOT IN (SELECT (point, slot) FROM dirty)"}
    UNION ALL
    SELECT point, slot, ${summaryColumns} FROM kept
    WHERE NOT has_samples AND coalesce(first_time >= ${integer(from)} AND last_time < ${integer(to)}, true)
    UNION ALL
    SELECT made.* FROM (${summariesSql("SELECT * FROM samples", hourMs)}) made
    ANTI JOIN (SELECT point, slot FROM kept WHERE NOT has_samples) gone USING (point, slot)`;
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
      `SELECT point, newest_time, newest, newest_quality, -1 FROM ${filesSql(snapshot.segments.map((s) => snapshot.path(s, "point")))} WHERE ${which} AND newest_time IS NOT NULL`,
    );
  if (parts.length === 0) return "SELECT 0, 0::DOUBLE, 0::DOUBLE, 0 WHERE false";
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

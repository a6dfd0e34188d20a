import { mkdir, open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { monthName } from "./month.ts";

/**
 * Sealed samples of some points in one month, in files that never change:
 * - `raw`: samples by point and time, each (point, time) once;
 * - `hour`: hours in UTC of the points that have many samples an hour, or whose samples are gone;
 * - `day`: days of the home zone of the points that have many samples a day, or whose samples are gone, as far as they lie in the month;
 * - `point`: what is in it of each point, its first and its last sample.
 */
export interface Segment {
  readonly month: number;
  readonly version: number;
  readonly slice: number;
  /** Lowest and highest point. */
  readonly low: number;
  readonly high: number;
  readonly rawRows: number;
  readonly hourRows: number;
  readonly dayRows: number;
  readonly highestFrame: number;
  /** Number of the last hot table whose samples are in it. */
  readonly sealedThrough: number;
  /** Points that have hours and samples, in order. */
  readonly rolled: Int32Array;
  /** Points that have hours only, in order. */
  readonly retired: Int32Array;
  /** Points that have days, in order. */
  readonly daily: Int32Array;
}

/** The lists of its points are read from its files. */
type ListedSegment = Omit<Segment, "rolled" | "retired" | "daily">;

export const segmentFiles = ["raw", "hour", "day", "point"] as const;
export type SegmentFile = (typeof segmentFiles)[number];

/** What is known of a point in a segment: its samples alone, hours too, or hours alone; to each of them `daily` is added. */
export const pointStates = { sparse: 0, rolled: 1, retired: 2, daily: 4 } as const;
/** The state of a point without `daily`. */
export const stateMask = 3;

/** Whether a sorted list holds a number. */
export function holds(sorted: Int32Array, wanted: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === wanted;
}

export function fileName(segment: Pick<Segment, "month" | "version" | "slice">, file: SegmentFile): string {
  return `${monthName(segment.month)}.${segment.version}.${segment.slice}.${file}.parquet`;
}

/** Relation of all rows of some files. */
export function filesSql(paths: readonly string[]): string {
  return `read_parquet([${paths.map((path) => `'${path.replaceAll("'", "''")}'`).join(", ")}])`;
}

/** Waits until what was written is on the disk, the names of the folder too. */
export async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const columns =
  "month, version, slice, low, high, raw_rows, hour_rows, day_rows, highest_frame, sealed_through";

/** The list of the sealed files, kept in the database: a file that it does not name does not exist. */
export function createSegments(folder: string) {
  let segments: readonly Segment[] = [];
  let lastVersion = 0;

  const path = (segment: Pick<Segment, "month" | "version" | "slice">, file: SegmentFile) =>
    join(folder, fileName(segment, file));

  /** Adds which of its points have hours and days. @param read runs a query and gives its columns */
  async function withStates(
    segment: ListedSegment,
    read: (sql: string) => Promise<unknown[][]>,
  ): Promise<Segment> {
    const rolled: number[] = [];
    const retired: number[] = [];
    const daily: number[] = [];
    if (segment.hourRows > 0 || segment.dayRows > 0) {
      const [points = [], states = []] = await read(
        `SELECT point, state FROM ${filesSql([path(segment, "point")])} WHERE state > 0 ORDER BY point`,
      );
      for (const [i, point] of (points as number[]).entries()) {
        const state = states[i] as number;
        if ((state & stateMask) === pointStates.rolled) rolled.push(point);
        if ((state & stateMask) === pointStates.retired) retired.push(point);
        if ((state & pointStates.daily) > 0) daily.push(point);
      }
    }
    return {
      ...segment,
      rolled: Int32Array.from(rolled),
      retired: Int32Array.from(retired),
      daily: Int32Array.from(daily),
    };
  }

  return {
    folder,
    path,
    all: () => segments,
    withStates,
    /** A version that no file has or had, so that nothing that is remembered of one is taken for another. */
    nextVersion(now: number): number {
      lastVersion = Math.max(Math.trunc(now), lastVersion + 1, ...segments.map(({ version }) => version + 1));
      return lastVersion;
    },

    /** Reads the list, and removes files that a break left behind. */
    async load(connection: DuckDBConnection): Promise<void> {
      await mkdir(folder, { recursive: true });
      const rows = await (
        await connection.run(`SELECT ${columns} FROM segment ORDER BY month, slice`)
      ).getRows();
      const known = rows.map((row) => {
        const [month, version, slice, low, high, rawRows, hourRows, dayRows, highestFrame, sealedThrough] =
          row.map(Number) as [number, number, number, number, number, number, number, number, number, number];
        return { month, version, slice, low, high, rawRows, hourRows, dayRows, highestFrame, sealedThrough };
      });
      const read = async (sql: string) => (await (await connection.run(sql)).getColumns()) as unknown[][];
      const loaded: Segment[] = [];
      for (const segment of known) loaded.push(await withStates(segment, read));
      segments = loaded;
      const files = new Set(segments.flatMap((s) => segmentFiles.map((file) => fileName(s, file))));
      for (const name of await readdir(folder))
        if (!files.has(name) && /\.parquet(\.tmp)?$/.test(name))
          await rm(join(folder, name), { force: true });
    },

    /** Puts other segments in the place of those of a month, in the open transaction. */
    async replace(connection: DuckDBConnection, month: number, next: readonly Segment[]): Promise<void> {
      await connection.run(`DELETE FROM segment WHERE month = ${month}`);
      if (next.length === 0) return;
      const rows = next.map(
        (s) =>
          `(${s.month}, ${s.version}, ${s.slice}, ${s.low}, ${s.high}, ${s.rawRows}, ${s.hourRows}, ${s.dayRows}, ${s.highestFrame}, ${s.sealedThrough})`,
      );
      await connection.run(`INSERT INTO segment (${columns}) VALUES ${rows.join(", ")}`);
    },

    /** Reads these from now on. @returns those that were read before */
    swap(month: number, next: readonly Segment[]): readonly Segment[] {
      const before = segments.filter((segment) => segment.month === month);
      segments = [...segments.filter((segment) => segment.month !== month), ...next].sort(
        (a, b) => a.month - b.month || a.slice - b.slice,
      );
      return before;
    },

    async remove(gone: readonly Segment[]): Promise<void> {
      for (const segment of gone)
        for (const file of segmentFiles) await rm(path(segment, file), { force: true });
    },
  };
}
export type Segments = ReturnType<typeof createSegments>;

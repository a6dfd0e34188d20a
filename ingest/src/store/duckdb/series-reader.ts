import type { Quality, SeriesEntry } from "@kontrollrom/contracts/sample.ts";
import type { Gap, GapsRequest, SampleStore, SeriesChunk, SeriesRequest } from "../sample-store.ts";
import { bucketLengthMs, createBucketFinder } from "../series/bucket-edges.ts";
import { bucketsOf, needsNeighbours } from "../series/buckets.ts";
import { downsample } from "../series/downsample.ts";
import { qualityRanks } from "../series/quality.ts";
import { holdMs, type Reading, type Summary } from "../series/summary.ts";
import type { Zone, Zones } from "../series/zone.ts";
import type { Database } from "./database.ts";
import { qualityOf } from "./sample-writer.ts";
import {
  daysOf,
  isOfHours,
  maxLimit,
  type PlainAggregate,
  plainSeriesSql,
  rawSeriesSql,
  slotStart,
} from "./series-sql.ts";
import {
  daysSql,
  densitySql,
  goneHoursSql,
  hourMs,
  hoursSql,
  neighbourSql,
  type Snapshot,
  samplesSql,
} from "./sources-sql.ts";
import { summariesSql, summaryColumns } from "./summary-sql.ts";

const quarterMs = 900_000;
/** Rows that a part of a stream is read by, and entries that it is handed on by. */
const pageRows = 50_000;
const chunkEntries = 4096;
/** A day that has more than a page is looked at by the hour, an hour by stretches of two and a half minutes, and so on. */
const dayMs = 86_400_000;
const slotsInSlot = 24;
const shortestSlotMs = 1000;
/** Buckets of one point that a stream asks for at a time. */
const pageBuckets = 5000;

interface RawEntry extends Reading {
  readonly quality: Quality;
}

/** Summaries held at a time. */
const maxPieces = 200_000;

type BucketRequest = SeriesRequest & { readonly bucket: Exclude<SeriesRequest["bucket"], "raw"> };

/** Raw samples that a series may be thinned from, of one point and of all together. */
const maxThinned = { point: 2_000_000, all: 10_000_000 };

/** More is to be read for an answer than is good; ask for less time or fewer points. */
export class TooMuchToReadError extends Error {
  readonly code = "too-much-to-read";
  readonly status = 422;
}

/** Answers series from what the snapshot of the moment holds. */
export function createSeriesReader(database: Pick<Database, "read">, snapshot: () => Snapshot, zones: Zones) {
  async function raw(
    request: Omit<SeriesRequest, "bucket" | "aggregates">,
  ): Promise<Map<number, RawEntry[]>> {
    const series = new Map<number, RawEntry[]>(request.pointIds.map((id) => [id, []]));
    const [points = [], times = [], values = [], qualities = []] = await database.read(() =>
      rawSeriesSql(snapshot(), request, request),
    );
    let point: unknown;
    let entries: RawEntry[] = [];
    for (let i = 0; i < points.length; i++) {
      if (points[i] !== point) {
        point = points[i];
        entries = series.get(point as number) ?? [];
      }
      entries.push({
        time: times[i] as number,
        value: values[i] as number,
        quality: qualityOf(qualities[i]),
      });
    }
    return series;
  }

  /** Periods with about a page of samples each, so that a query sorts no more than that. Empty stretches are passed by. */
  async function* pagesOf(
    pointId: number,
    from: number,
    to: number,
    length = dayMs,
  ): AsyncGenerator<readonly [number, number]> {
    const [slots = [], counts = []] = await database.read(() =>
      densitySql(snapshot(), { pointIds: [pointId], from, to }, length),
    );
    let begin: number | undefined;
    let rows = 0;
    for (const [i, slot] of (slots as number[]).entries()) {
      const count = counts[i] as number;
      const at = Math.max(slot * length, from);
      if (begin !== undefined && rows + count > pageRows) {
        yield [begin, at];
        begin = undefined;
      }
      if (count > pageRows && length > shortestSlotMs) {
        yield* pagesOf(pointId, at, Math.min((slot + 1) * length, to), length / slotsInSlot);
        continue;
      }
      if (begin === undefined) {
        begin = at;
        rows = 0;
      }
      rows += count;
    }
    if (begin !== undefined) yield [begin, to];
  }

  async function* rawPages(pointId: number, from: number, to: number): AsyncGenerator<RawEntry[]> {
    for await (const [begin, end] of pagesOf(pointId, from, to)) {
      for (let at = begin; at < end; ) {
        const page = await raw({
          pointIds: [pointId],
          from: at,
          to: end,
          limit: maxLimit,
          maxEntries: pageRows - 1,
        });
        const entries = page.get(pointId) ?? [];
        if (entries.length > 0) yield entries;
        if (entries.length < pageRows) break;
        at = (entries.at(-1) as RawEntry).time + 1;
      }
    }
  }

  async function thinned(request: SeriesRequest, how: NonNullable<SeriesRequest["downsample"]>) {
    const series = new Map<number, SeriesEntry[]>();
    let read = 0;
    for (const pointId of request.pointIds) {
      const all: RawEntry[] = [];
      for await (const page of rawPages(pointId, request.from, request.to)) {
        for (const entry of page) all.push(entry);
        read += page.length;
        if (all.length > maxThinned.point || read > maxThinned.all)
          throw new TooMuchToReadError(
            `more than ${maxThinned.point} samples of a point, or ${maxThinned.all} in all, would have to be read to thin them: ask for buckets, less time or fewer points`,
          );
      }
      series.set(pointId, [...downsample(all, how)]);
    }
    return series;
  }

  async function plain(request: BucketRequest, zone: Zone) {
    const { bucket } = request;
    const aggregates = request.aggregates as readonly PlainAggregate[];
    const series = new Map<number, SeriesEntry[]>(request.pointIds.map((id) => [id, []]));
    const [points = [], slots = [], worsts = [], ...columns] = await database.read(() =>
      plainSeriesSql(snapshot(), { ...request, bucket, zone }, aggregates, request),
    );
    let point: unknown;
    let entries: SeriesEntry[] = [];
    for (let i = 0; i < points.length; i++) {
      if (points[i] !== point) {
        point = points[i];
        entries = series.get(point as number) ?? [];
      }
      const entry: Record<string, unknown> = { time: slotStart(slots[i] as number, bucket, zone) };
      for (let a = 0; a < aggregates.length; a++) {
        const value = (columns[a] as unknown[])[i];
        if (value !== null) entry[aggregates[a] as string] = value;
      }
      if ((worsts[i] as number) > 0) entry.quality = qualityRanks[worsts[i] as number];
      entries.push(entry as SeriesEntry);
    }
    return series;
  }

  async function neighboursOf(
    request: Pick<SeriesRequest, "pointIds" | "aggregates">,
    at: number,
    side: "before" | "after",
  ): Promise<Map<unknown, Reading>> {
    const within = request.aggregates.includes("consumption") ? Number.POSITIVE_INFINITY : holdMs;
    const [points = [], times, values] = await database.read(() =>
      neighbourSql(snapshot(), request.pointIds, at, side, within),
    );
    return new Map(points.map((id, i) => [id, { time: times?.[i] as number, value: values?.[i] as number }]));
  }

  /** Summaries of at most an hour, and what lies around the period, of a few points. */
  async function piecesOf(request: BucketRequest, zone: Zone, ofHours: boolean) {
    const { bucket, from, to } = request;
    const length = ofHours ? hourMs : Math.min(bucketLengthMs(bucket) ?? quarterMs, hourMs);
    const columnsSql = summaryColumns.replaceAll(/(first_time|last_time)/g, "$1::DOUBLE");
    let startOf = (slot: number) => slot;
    const [rows, before, after] = await Promise.all([
      database.read(() => {
        const now = snapshot();
        const days = daysOf(now, request, bucket, zone);
        startOf = days === undefined ? (slot) => slot * length : zone.dayStart;
        const pieces =
          days !== undefined
            ? daysSql(now, request, days)
            : ofHours
              ? hoursSql(now, request)
              : summariesSql(samplesSql(now, request), `time // ${length}`);
        return `SELECT point, slot::DOUBLE, ${columnsSql}, held::DOUBLE FROM (${pieces}) ORDER BY point, slot, first_time`;
      }),
      neighboursOf(request, from, "before"),
      neighboursOf(request, to, "after"),
    ]);
    const [points = [], ...columns] = rows;
    const ranges = new Map<unknown, readonly [number, number]>();
    for (let i = 0; i < points.length; ) {
      const begin = i;
      while (i < points.length && points[i] === points[begin]) i++;
      ranges.set(points[begin], [begin, i]);
    }
    const at = (column: number, row: number) => (columns[column] as number[])[row] as number;
    function* summaries(id: number): Generator<Summary> {
      const [begin, end] = ranges.get(id) ?? [0, 0];
      for (let row = begin; row < end; row++)
        yield {
          time: Math.max(startOf(at(0, row)), from),
          count: at(1, row),
          min: at(2, row),
          max: at(3, row),
          sum: at(4, row),
          firstTime: at(5, row),
          first: at(6, row),
          lastTime: at(7, row),
          last: at(8, row),
          integral: at(9, row),
          heldMs: at(12, row),
          grown: at(10, row),
          worst: at(11, row),
        };
    }
    return { summaries, neighbours: (id: number) => ({ before: before.get(id), after: after.get(id) }) };
  }

  /** Buckets that need what lies between samples. */
  async function between(request: BucketRequest, zone: Zone): Promise<Map<number, SeriesEntry[]>> {
    const { from, to, pointIds } = request;
    const ofHours = isOfHours(request.bucket, zone, from, to);
    const series = new Map<number, SeriesEntry[]>(pointIds.map((id) => [id, []]));
    const together = Math.max(1, Math.floor(maxPieces / ((to - from) / hourMs + 1)));
    let left = request.maxEntries ?? Number.MAX_SAFE_INTEGER;
    for (let i = 0; i < pointIds.length && left >= 0; i += together) {
      const some = pointIds.slice(i, i + together);
      const { summaries, neighbours } = await piecesOf({ ...request, pointIds: some }, zone, ofHours);
      for (const id of some) {
        if (left < 0) break;
        const limit = Math.min(request.limit, left);
        const entries = bucketsOf(summaries(id), { ...request, zone, limit }, neighbours(id));
        left -= entries.length;
        series.set(id, entries);
      }
    }
    return series;
  }

  async function series(request: SeriesRequest): Promise<Map<number, SeriesEntry[]>> {
    const { bucket, downsample: how, pointIds } = request;
    if (pointIds.length === 0 || request.from >= request.to) return new Map(pointIds.map((id) => [id, []]));
    if (bucket === "raw") return how === undefined ? raw(request) : thinned(request, how);
    const zone = zones(request.zone);
    return needsNeighbours(request.aggregates)
      ? between({ ...request, bucket }, zone)
      : plain({ ...request, bucket }, zone);
  }

  /** Stretches of a period that begin and end at edges of buckets, some thousand buckets each. */
  function* stretches(bucket: Exclude<SeriesRequest["bucket"], "raw">, zone: Zone, from: number, to: number) {
    const length = bucketLengthMs(bucket);
    if (length === undefined) {
      yield [from, to] as const;
      return;
    }
    const find = createBucketFinder(bucket, zone);
    for (let at = from; at < to; ) {
      const next = Math.min(find(at).start + length * pageBuckets, to);
      yield [at, next] as const;
      at = next;
    }
  }

  async function* stream(request: Parameters<SampleStore["stream"]>[0]): AsyncGenerator<SeriesChunk> {
    const { bucket } = request;
    for (const pointId of request.pointIds) {
      const pages =
        bucket === "raw"
          ? rawPages(pointId, request.from, request.to)
          : bucketPages({ ...request, bucket, pointIds: [pointId] });
      for await (const entries of pages)
        for (let at = 0; at < entries.length; at += chunkEntries)
          yield { pointId, entries: entries.slice(at, at + chunkEntries) };
    }
  }

  async function* bucketPages(
    request: Parameters<SampleStore["stream"]>[0] & { bucket: Exclude<SeriesRequest["bucket"], "raw"> },
  ): AsyncGenerator<readonly SeriesEntry[]> {
    for (const [from, to] of stretches(request.bucket, zones(request.zone), request.from, request.to)) {
      const answer = await series({ ...request, from, to, limit: maxLimit });
      for (const entries of answer.values()) yield entries;
    }
  }

  async function gaps({ pointIds, from, to, longerThanMs }: GapsRequest): Promise<Map<number, Gap[]>> {
    const found = new Map<number, Gap[]>(pointIds.map((id) => [id, []]));
    if (pointIds.length === 0 || from >= to) return found;
    const stretch = { pointIds, from, to };
    // Where the samples are gone the first and the last of an hour still tell.
    const [points = [], begins = [], ends = []] = await database.read(
      () => `
        WITH times AS (
          SELECT point, time AS low, time AS high FROM (${samplesSql(snapshot(), stretch)})
          ${goneHoursSql(snapshot(), stretch)}
        ), edges AS (
          SELECT * FROM times
          UNION ALL SELECT unnest([${pointIds.join(", ")}]) AS point, ${from}::BIGINT AS low, ${from}::BIGINT AS high
          UNION ALL SELECT unnest([${pointIds.join(", ")}]) AS point, ${to}::BIGINT AS low, ${to}::BIGINT AS high
        )
        SELECT point, high::DOUBLE, next::DOUBLE
        FROM (SELECT point, high, lead(low) OVER (PARTITION BY point ORDER BY low, high) AS next FROM edges)
        WHERE next - high > ${Math.trunc(longerThanMs)} ORDER BY point, high`,
    );
    points.forEach((id, i) => {
      found.get(id as number)?.push({ from: begins[i] as number, to: ends[i] as number });
    });
    return found;
  }

  return { series, stream, gaps };
}

import type { Sample, SeriesEntry } from "@kontrollrom/contracts/sample.ts";
import type { GapsRequest, SampleStore, SeriesChunk, SeriesRequest } from "../sample-store.ts";
import { bucketLengthMs, bucketsBetween, createBucketFinder } from "../series/bucket-edges.ts";
import { bucketsOf, type Neighbours, needsNeighbours } from "../series/buckets.ts";
import { downsample } from "../series/downsample.ts";
import { gapsOf } from "../series/gaps.ts";
import { holdMs, joinSummaries, type Reading, type Summary, summaryOf } from "../series/summary.ts";
import { createZones, type Zone } from "../series/zone.ts";
import { StoreQueryError } from "./errors.ts";

export interface SamplesQuery {
  readonly pointIds: readonly number[];
  /** ms, included */
  readonly from: number;
  /** ms, excluded */
  readonly to: number;
  /** At most so many of each point, the oldest. */
  readonly limit?: number;
}

/** A part of what is read of a point; the parts of one point follow each other in the order of time. */
export interface Part<T> {
  readonly pointId: number;
  readonly items: readonly T[];
}

export interface SummariesQuery extends SamplesQuery {
  readonly bucket: Exclude<SeriesRequest["bucket"], "raw">;
  readonly aggregates: SeriesRequest["aggregates"];
  readonly zone: Zone;
}

/** What a server of time series has to answer; everything else is made of it. */
export interface SeriesSource {
  samples(query: SamplesQuery): AsyncIterable<Part<Sample>>;
  /**
   * Stretches that lie within one bucket each, summarised by the server as far as these aggregates need it, which are none that need
   * neighbours; at most `limit` of each point. A server without this is asked for samples.
   */
  summaries?(query: SummariesQuery): AsyncIterable<Part<Summary>>;
  /** The last value that counts before a moment, of each point that has one. */
  before(pointIds: readonly number[], time: number): Promise<ReadonlyMap<number, Reading>>;
  /** The first value that counts at a moment or after. */
  after(pointIds: readonly number[], time: number): Promise<ReadonlyMap<number, Reading>>;
}

/** What one answer may hold while it is made; some hundred MB. */
const maxHeld = 4_000_000;
/** Entries of a streamed chunk. */
const chunkEntries = 5000;

function tooMuch(): StoreQueryError {
  return new StoreQueryError(
    `the query reads more than ${maxHeld} values: ask for less time or fewer points`,
  );
}

/** Joins what lies in the same bucket, so that what is held is as much as the answer. */
function createJoiner(query: SummariesQuery) {
  const find = createBucketFinder(query.bucket, query.zone);
  const joined: Summary[] = [];
  let end = Number.NEGATIVE_INFINITY;
  return {
    joined,
    add(piece: Summary): void {
      const last = joined.at(-1);
      if (last !== undefined && piece.time < end) joined[joined.length - 1] = joinSummaries(last, piece);
      else {
        joined.push(piece);
        end = find(piece.time).end;
      }
    },
  };
}

/** Series, streams and gaps of a server that answers samples. */
export function createSeriesReader(source: SeriesSource): Pick<SampleStore, "series" | "stream" | "gaps"> {
  const zones = createZones();

  async function* summaries(query: SummariesQuery, between: boolean): AsyncIterable<Part<Summary>> {
    if (!between && source.summaries !== undefined) {
      yield* source.summaries(query);
      return;
    }
    const { pointIds, from, to } = query;
    for await (const { pointId, items } of source.samples({ pointIds, from, to }))
      yield { pointId, items: items.map(summaryOf) };
  }

  async function buckets(request: SeriesRequest): Promise<Map<number, SeriesEntry[]>> {
    const { pointIds, from, to, aggregates, limit } = request;
    const bucket = request.bucket as SummariesQuery["bucket"];
    const zone = zones(request.zone);
    const between = needsNeighbours(aggregates);
    const query = { pointIds, from, to, bucket, aggregates, zone };
    const joiners = new Map(pointIds.map((id) => [id, createJoiner(query)]));
    const none: ReadonlyMap<number, Reading> = new Map();
    const [before, after] = between
      ? await Promise.all([source.before(pointIds, from), source.after(pointIds, to)])
      : [none, none];
    let held = 0;
    // A bucket more than is answered, so that the last one answered is whole; those of the calendar are made of several.
    const first = bucketLengthMs(bucket) === undefined ? {} : { limit: limit + 2 };
    for await (const { pointId, items } of summaries({ ...query, ...first }, between)) {
      const joiner = joiners.get(pointId);
      if (joiner === undefined) continue;
      const had = joiner.joined.length;
      for (const piece of items) joiner.add(piece);
      held += joiner.joined.length - had;
      if (held > maxHeld) throw tooMuch();
    }
    const answer = new Map<number, SeriesEntry[]>();
    let left = (request.maxEntries ?? Number.POSITIVE_INFINITY) + 1;
    for (const id of pointIds) {
      const neighbours: Neighbours = { before: before.get(id), after: after.get(id) };
      const pieces = joiners.get(id)?.joined ?? [];
      const entries = bucketsOf(pieces, { from, to, bucket, aggregates, zone, limit }, neighbours);
      answer.set(id, entries.length > left ? entries.slice(0, left) : entries);
      left -= Math.min(left, entries.length);
    }
    return answer;
  }

  async function raw(request: SeriesRequest): Promise<Map<number, SeriesEntry[]>> {
    const { pointIds, from, to, limit } = request;
    const most = (request.maxEntries ?? Number.POSITIVE_INFINITY) + 1;
    const answer = new Map<number, Sample[]>(pointIds.map((id) => [id, []]));
    const shrink = request.downsample;
    const query = { pointIds, from, to, ...(shrink === undefined && { limit: limit + 1 }) };
    let held = 0;
    for await (const { pointId, items } of source.samples(query)) {
      const mine = answer.get(pointId);
      if (mine === undefined) continue;
      for (const item of items) mine.push(item);
      held += items.length;
      if (held > maxHeld) throw tooMuch();
      if (shrink === undefined && held > most) break;
    }
    let left = most;
    return new Map(
      pointIds.map((id) => {
        const samples = answer.get(id) ?? [];
        const kept = shrink === undefined ? samples : downsample(samples, shrink);
        const entries = kept
          .slice(0, Math.min(limit + 1, left))
          .map(({ time, value, quality }): SeriesEntry => ({ time, value, quality }));
        left -= entries.length;
        return [id, entries];
      }),
    );
  }

  const series = async (request: SeriesRequest): Promise<Map<number, SeriesEntry[]>> =>
    request.pointIds.length === 0 ? new Map() : request.bucket === "raw" ? raw(request) : buckets(request);

  /** Time of the first sample in a period. */
  async function firstTime(pointId: number, from: number, to: number): Promise<number | undefined> {
    for await (const { items } of source.samples({ pointIds: [pointId], from, to, limit: 1 }))
      if (items[0] !== undefined) return items[0].time;
    return undefined;
  }

  async function* streamRaw(
    pointId: number,
    request: Parameters<SampleStore["stream"]>[0],
  ): AsyncIterable<SeriesChunk> {
    for (let from = request.from; ; ) {
      const query = { ...request, pointIds: [pointId], from, limit: chunkEntries - 1 };
      const entries = (await raw(query)).get(pointId) ?? [];
      if (entries.length > 0) yield { pointId, entries };
      if (entries.length < chunkEntries) return;
      from = (entries.at(-1)?.time ?? 0) + 1;
    }
  }

  /** Where a point's buckets begin, and from when on there are none without a sample in them. */
  async function reach(
    pointId: number,
    { from, to, aggregates }: Parameters<SampleStore["stream"]>[0],
  ): Promise<{ begin: number | undefined; settled: number }> {
    if (!needsNeighbours(aggregates))
      return { begin: await firstTime(pointId, from, to), settled: Number.NEGATIVE_INFINITY };
    const [early, late, after] = await Promise.all([
      source.before([pointId], from),
      source.before([pointId], to),
      source.after([pointId], to),
    ]);
    const last = late.get(pointId)?.time ?? Number.NEGATIVE_INFINITY;
    return {
      begin: early.has(pointId) ? from : await firstTime(pointId, from, to),
      settled: after.has(pointId) ? Number.POSITIVE_INFINITY : last + holdMs,
    };
  }

  async function* streamBuckets(
    pointId: number,
    request: Parameters<SampleStore["stream"]>[0],
  ): AsyncIterable<SeriesChunk> {
    const bucket = request.bucket as SummariesQuery["bucket"];
    const { begin, settled } = await reach(pointId, request);
    for (let from = begin; from !== undefined && from < request.to; ) {
      let to = from;
      let count = 0;
      for (const { end } of bucketsBetween(bucket, zones(request.zone), from, request.to)) {
        to = Math.min(end, request.to);
        if (++count === chunkEntries) break;
      }
      const part = { ...request, pointIds: [pointId], from, to, limit: count };
      const entries = (await series(part)).get(pointId) ?? [];
      if (entries.length > 0) yield { pointId, entries };
      from = to >= settled ? await firstTime(pointId, to, request.to) : to;
    }
  }

  return {
    series,

    async *stream(request) {
      for (const pointId of request.pointIds)
        yield* request.bucket === "raw" ? streamRaw(pointId, request) : streamBuckets(pointId, request);
    },

    async gaps(request: GapsRequest) {
      const times = new Map<number, number[]>(request.pointIds.map((id) => [id, []]));
      let held = 0;
      if (request.pointIds.length > 0)
        for await (const { pointId, items } of source.samples(request)) {
          const mine = times.get(pointId);
          for (const { time } of items) mine?.push(time);
          held += items.length;
          if (held > maxHeld) throw tooMuch();
        }
      return new Map([...times].map(([id, mine]) => [id, gapsOf(mine, request)]));
    },
  };
}

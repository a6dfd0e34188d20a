import { Readable } from "node:stream";
import type { Aggregate, Bucket, CsvStyle, GapLength, SeriesAnswer } from "@kontrollrom/contracts/sample.ts";
import type { Downsample, Gap, SampleStore } from "@kontrollrom/ingest/store/sample-store.ts";
import { type Call, RawAnswer } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import { begun, deadline, until } from "./bounded-stream.ts";
import { encoders } from "./formats/encoders.ts";
import type { SeriesShape } from "./formats/series-encoder.ts";
import type { PointBook } from "./point-book.ts";
import type { SeriesSource } from "./series-source.ts";

/** Of one answer, which is held in memory: some 20 MB. */
const maxEntries = 200_000;
/** Each holds a read of the store. */
const maxStreams = 8;
const streamMs = 60 * 60_000;
/** A device that has not been heard for three expected intervals is silent; one without is thought to be heard hourly. */
const silentIntervals = 3;
const usualIntervalS = 3600;

export interface SeriesQuestion {
  readonly from: string;
  readonly to: string;
  readonly bucket: Bucket;
  readonly aggregates: readonly Aggregate[];
  readonly zone: string;
  readonly downsample: Downsample | undefined;
  readonly gaps: GapLength | undefined;
  readonly csv: CsvStyle;
  readonly limit: number;
}

export interface SeriesAnswers {
  json(pointIds: readonly number[], question: SeriesQuestion): Promise<SeriesAnswer>;
  /** The same without limit on its length; undefined when the caller wants JSON. */
  stream(
    pointIds: readonly number[],
    question: SeriesQuestion,
    call: Pick<Call, "prefers" | "signal">,
  ): Promise<RawAnswer | undefined>;
}

export function periodOf(question: { from: string; to: string }): { from: number; to: number } {
  const from = Date.parse(question.from);
  const to = Date.parse(question.to);
  if (to <= from)
    throw new ProblemError(
      400,
      "empty-period",
      `"to" (${question.to}) must lie after "from" (${question.from})`,
    );
  return { from, to };
}

export function createSeriesAnswers(deps: {
  readonly source: SeriesSource;
  readonly store: Pick<SampleStore, "gaps">;
  readonly book: PointBook;
  readonly limits?: { readonly streams?: number; readonly streamMs?: number };
}): SeriesAnswers {
  const { source, book } = deps;
  const atOnce = deps.limits?.streams ?? maxStreams;
  const longest = deps.limits?.streamMs ?? streamMs;
  let streams = 0;

  async function gapsOf(
    pointIds: readonly number[],
    { gaps, ...question }: SeriesQuestion,
  ): Promise<Map<number, Gap[]> | undefined> {
    if (gaps === undefined) return undefined;
    const { from, to } = periodOf(question);
    const measured = pointIds.filter((id) => !book.get(id).derived);
    const lengthS = (id: number) =>
      gaps === "auto" ? (book.get(id).expectedIntervalS ?? usualIntervalS) * silentIntervals : gaps;
    const found = new Map<number, Gap[]>();
    for (const [seconds, ids] of Map.groupBy(measured, lengthS)) {
      const some = await deps.store.gaps({ pointIds: ids, from, to, longerThanMs: seconds * 1000 });
      for (const [id, list] of some) found.set(id, list);
    }
    return found;
  }

  return {
    async json(pointIds, question) {
      const { from, to } = periodOf(question);
      const { bucket, aggregates, zone, downsample, limit } = question;
      if (downsample !== undefined && bucket !== "raw")
        throw new ProblemError(
          400,
          "downsample-of-buckets",
          `raw samples can be thinned, buckets of ${bucket} cannot: leave out one of the two`,
        );
      const units = pointIds.map((id) => book.get(id).unit);
      const series = await source.series({
        pointIds,
        from,
        to,
        bucket,
        aggregates,
        zone,
        ...(downsample && { downsample }),
        limit,
        maxEntries,
      });
      const total = series.values().reduce((sum, entries) => sum + entries.length, 0);
      if (total > maxEntries)
        throw new ProblemError(
          413,
          "too-many-entries",
          `this asks for more than ${maxEntries} entries in all: ask for fewer points, a shorter period, or a longer bucket than ${bucket}; or for a stream (Accept: application/x-ndjson), which has no limit`,
        );
      const gaps = await gapsOf(pointIds, question);
      return {
        points: pointIds.map((pointId, at) => {
          const entries = series.get(pointId) ?? [];
          if (entries.length > limit && downsample === undefined)
            throw new ProblemError(
              413,
              "too-many-entries",
              `point ${pointId} has more than ${limit} entries from ${question.from} to ${question.to}: ask for a shorter period, a longer bucket than ${bucket}, or a higher limit`,
            );
          const unit = units[at] ?? "1";
          return { pointId, unit, entries, ...(gaps && { gaps: gaps.get(pointId) ?? [] }) };
        }),
      };
    },

    async stream(pointIds, question, call) {
      const mediaTypes = Object.values(encoders).map(({ mediaType }) => mediaType);
      const wanted = call.prefers(mediaTypes);
      const encoder = Object.values(encoders).find(({ mediaType }) => mediaType === wanted);
      if (!encoder) return undefined;
      if (question.downsample !== undefined || question.gaps !== undefined)
        throw new ProblemError(
          400,
          "json-only",
          "thinning and gaps are answered as JSON only: leave them out, or ask with Accept: application/json",
        );
      const { from, to } = periodOf(question);
      const { bucket, aggregates, zone, csv } = question;
      const shape: SeriesShape = { bucket, aggregates, zone, csv, label: (id) => book.get(id) };
      // Unknown points are told before the answer begins.
      for (const id of pointIds) book.get(id);
      if (streams >= atOnce)
        throw new ProblemError(
          503,
          "too-many-streams",
          `${streams} series are being read already: try again when one is done`,
          { headers: { "Retry-After": "30" } },
        );
      streams += 1;
      const limited = deadline(call.signal, longest);
      const done = () => {
        streams -= 1;
        limited.clear();
      };
      try {
        const chunks = until(source.stream({ pointIds, from, to, bucket, aggregates, zone }), limited.signal);
        const body = Readable.from(encoder.encode(await begun(chunks), shape), { objectMode: false });
        body.once("close", done);
        call.signal.addEventListener("abort", () => body.destroy(), { once: true });
        const name = `kontrollrom-${question.from.slice(0, 10)}-${question.to.slice(0, 10)}.${encoder.extension}`;
        return new RawAnswer(encoder.mediaType, body, {
          "content-disposition": `attachment; filename="${name}"`,
        });
      } catch (error) {
        done();
        throw error;
      }
    },
  };
}

import { join } from "node:path";
import type { CommittedSample, Quality, Sample, SeriesEntry } from "@kontrollrom/contracts/sample.ts";
import type { Logger } from "pino";
import type { DeadLetterChange } from "./dead-letter-store.ts";
import { createDatabase } from "./duckdb/database.ts";
import { createDeadLetterTables } from "./duckdb/dead-letter-tables.ts";
import { createFrameTables } from "./duckdb/frame-tables.ts";
import { appendSamples, qualityOf } from "./duckdb/sample-writer.ts";
import { migrate } from "./duckdb/schema.ts";
import { integer, mergedSql, rawSql } from "./duckdb/series-sql.ts";
import type { IngestStore } from "./ingest-store.ts";
import type { Gap, SeriesRequest, StoreBatch } from "./sample-store.ts";
import { bucketsOf, needsNeighbours } from "./series/buckets.ts";
import { downsample } from "./series/downsample.ts";
import { gapsOf } from "./series/gaps.ts";
import { type Reading, summaryOf } from "./series/summary.ts";
import { createZones } from "./series/zone.ts";

export interface DuckdbStoreConfig {
  /** Folder of `telemetry.duckdb`; made when it is missing. */
  readonly dataDir: string;
  readonly memoryMb: number;
  readonly threads: number;
  /** How long raw frames are kept, days. */
  readonly frameDays: number;
  readonly deadLetters: { readonly maxCount: number; readonly maxBytes: number };
}

/** Asked once at the start, over all there is: late is better than not at all. */
const startTimeoutMs = 15 * 60_000;
/** Bytes that a sample takes in the log before it is packed. */
const sampleBytes = 40;

const chunkEntries = 4096;

interface Raw extends Reading {
  readonly quality: Quality;
}

/**
 * The embedded store: one DuckDB file. Samples are appended and never changed; where two have the same (point, time) the
 * last one committed is the one that is read.
 */
export function createDuckdbStore(
  config: DuckdbStoreConfig,
  deps: { readonly now: () => number; readonly log: Logger },
): IngestStore {
  const database = createDatabase(
    { path: join(config.dataDir, "telemetry.duckdb"), memoryMb: config.memoryMb, threads: config.threads },
    deps.log,
  );
  const frames = createFrameTables(database, config.frameDays, deps.now);
  const deadLetters = createDeadLetterTables(database, config.deadLetters);

  const zones = createZones();

  /** The value that counts next to a moment, on either side of it. */
  async function neighbours(pointIds: readonly number[], at: number, side: "before" | "after") {
    const columns = await database.read(
      () => `
        SELECT point, ${side === "before" ? "max" : "min"}(time)::DOUBLE, ${side === "before" ? "arg_max" : "arg_min"}(value, time)
        FROM (${mergedSql(pointIds, side === "before" ? 0 : at, side === "before" ? at : Number.MAX_SAFE_INTEGER)})
        WHERE quality NOT IN (2, 3) GROUP BY point`,
    );
    const [points = [], times, values] = columns;
    return new Map(
      points.map((point, i): [number, Reading] => [
        Number(point),
        { time: Number(times?.[i]), value: Number(values?.[i]) },
      ]),
    );
  }

  async function raw(request: Parameters<typeof rawSql>[0]): Promise<Map<number, Raw[]>> {
    const series = new Map<number, Raw[]>(request.pointIds.map((id) => [id, []]));
    const [points = [], times, values, qualities] = await database.read(() => rawSql(request));
    points.forEach((point, i) => {
      series
        .get(Number(point))
        ?.push({ time: Number(times?.[i]), value: Number(values?.[i]), quality: qualityOf(qualities?.[i]) });
    });
    return series;
  }

  async function series(request: SeriesRequest): Promise<Map<number, SeriesEntry[]>> {
    const { bucket, pointIds, from, to } = request;
    if (pointIds.length === 0) return new Map();
    if (bucket === "raw") {
      const { downsample: how } = request;
      if (how === undefined) return raw(request);
      const all = await raw({ pointIds, from, to, limit: 999_998 });
      return new Map([...all].map(([id, entries]) => [id, [...downsample(entries, how)]]));
    }
    const between = needsNeighbours(request.aggregates);
    const [all, before, after] = [
      await raw({ pointIds, from, to, limit: 999_998 }),
      between ? await neighbours(pointIds, from, "before") : undefined,
      between ? await neighbours(pointIds, to, "after") : undefined,
    ];
    const zone = zones(request.zone);
    return new Map(
      [...all].map(([id, samples]) => [
        id,
        bucketsOf(
          samples.map(summaryOf),
          { ...request, bucket, zone },
          { before: before?.get(id), after: after?.get(id) },
        ),
      ]),
    );
  }

  return {
    async start() {
      await database.start();
      try {
        await database.exclusive(async (connection) => {
          await migrate(connection);
          await frames.load(connection);
          await deadLetters.load(connection);
          await frames.roll(connection);
          await deadLetters.roll(connection);
        });
      } catch (cause) {
        await database.stop();
        throw cause;
      }
    },

    stop: () => database.stop(),

    async commit(batch: StoreBatch) {
      await database.exclusive(async (connection) => {
        await frames.roll(connection);
        await deadLetters.roll(connection);
      });
      await database.transaction(async (connection) => {
        if (batch.samples.length > 0) {
          const appender = await connection.createAppender("sample");
          try {
            appendSamples(appender, batch.samples);
          } finally {
            appender.closeSync();
          }
        }
        const frameBytes = await frames.append(connection, batch.frames);
        const letterBytes = await deadLetters.append(connection, batch.deadLetters);
        return batch.samples.length * sampleBytes + frameBytes + letterBytes;
      });
    },

    series,

    async *stream(request) {
      for (const pointId of request.pointIds) {
        const answer = await series({ ...request, pointIds: [pointId], limit: 999_998 });
        const entries = answer.get(pointId) ?? [];
        for (let at = 0; at < entries.length; at += chunkEntries)
          yield { pointId, entries: entries.slice(at, at + chunkEntries) };
      }
    },

    async gaps(request): Promise<Map<number, Gap[]>> {
      const all = await raw({ ...request, limit: 999_998 });
      return new Map(
        [...all].map(([id, samples]) => [
          id,
          gapsOf(
            samples.map(({ time }) => time),
            request,
          ),
        ]),
      );
    },

    async samplesAfter(pointId, after, limit) {
      const columns = await database.read(
        () => `
          SELECT time::DOUBLE, arg_max(value, rowid), arg_max(quality, rowid),
            arg_max(frame, rowid)::VARCHAR, arg_max(received, rowid)::DOUBLE
          FROM sample WHERE point = ${Math.trunc(pointId)} AND time > ${Math.trunc(after)}
          GROUP BY time ORDER BY time LIMIT ${Math.trunc(limit)}`,
      );
      const [times = [], values, qualities, frameIds, receiveds] = columns;
      return times.map(
        (time, i): CommittedSample => ({
          pointId,
          time: Number(time),
          value: Number(values?.[i]),
          quality: qualityOf(qualities?.[i]),
          frameId: String(frameIds?.[i]),
          receivedAt: Number(receiveds?.[i]),
        }),
      );
    },

    async latest(pointIds) {
      if (pointIds?.length === 0) return [];
      const which = pointIds === undefined ? "" : `WHERE point IN (${pointIds.map(integer).join(", ")})`;
      const columns = await database.read(
        () => `
          SELECT s.point, s.time::DOUBLE, arg_max(s.value, s.rowid), arg_max(s.quality, s.rowid)
          FROM sample s JOIN (SELECT point, max(time) AS time FROM sample ${which} GROUP BY point) n
            ON s.point = n.point AND s.time = n.time
          GROUP BY s.point, s.time`,
        [],
        startTimeoutMs,
      );
      const [points = [], times, values, qualities] = columns;
      return points.map(
        (point, i): Sample => ({
          pointId: Number(point),
          time: Number(times?.[i]),
          value: Number(values?.[i]),
          quality: qualityOf(qualities?.[i]),
        }),
      );
    },

    async committedIn(pointIds, from, to) {
      if (pointIds.length === 0) return [];
      const columns = await database.read(
        () => `
          SELECT point, time::DOUBLE, arg_max(value, rowid), arg_max(quality, rowid),
            arg_max(frame, rowid)::VARCHAR, arg_max(received, rowid)::DOUBLE
          FROM sample WHERE point IN (${pointIds.map(Math.trunc).join(",")})
            AND time BETWEEN ${Math.trunc(from)} AND ${Math.trunc(to)}
          GROUP BY point, time`,
      );
      const [points = [], times, values, qualities, frameIds, receiveds] = columns;
      return points.map(
        (point, i): CommittedSample => ({
          pointId: Number(point),
          time: Number(times?.[i]),
          value: Number(values?.[i]),
          quality: qualityOf(qualities?.[i]),
          frameId: String(frameIds?.[i]),
          receivedAt: Number(receiveds?.[i]),
        }),
      );
    },

    frame: (id) => frames.find(id),

    frames: (from) => frames.walk(from),

    async count() {
      const columns = await database.read(
        () => "SELECT count(*)::DOUBLE FROM (SELECT DISTINCT point, time FROM sample)",
      );
      return { samples: Number(columns[0]?.[0] ?? 0), frames: await frames.count() };
    },

    listDeadLetters: (filter) => deadLetters.list(filter),

    async changeDeadLetters(changes: readonly DeadLetterChange[]) {
      if (changes.length === 0) return;
      await database.transaction(async (connection) => {
        await deadLetters.change(connection, changes);
        return changes.length * 200;
      });
    },

    waitingSenders: (limit) => deadLetters.waiting(limit),

    async highestId() {
      const columns = await database.read(() => "SELECT coalesce(max(frame), 0)::DOUBLE FROM sample");
      return Math.max(Number(columns[0]?.[0] ?? 0), await frames.highestId(), await deadLetters.highestId());
    },
  };
}

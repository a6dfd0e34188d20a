import { join } from "node:path";
import type { CommittedSample, Sample } from "@kontrollrom/contracts/sample.ts";
import type { Logger } from "pino";
import type { DeadLetterChange } from "./dead-letter-store.ts";
import { backupTelemetry, databaseName, segmentFolder } from "./duckdb/backup.ts";
import { createDatabase } from "./duckdb/database.ts";
import { createDeadLetterTables } from "./duckdb/dead-letter-tables.ts";
import { packFrames } from "./duckdb/frame-block.ts";
import { createFrameTables } from "./duckdb/frame-tables.ts";
import { createHotTables } from "./duckdb/hot-tables.ts";
import { chunksOf, qualityOf } from "./duckdb/sample-writer.ts";
import { migrate } from "./duckdb/schema.ts";
import { createSegments } from "./duckdb/segments.ts";
import { createSeriesReader } from "./duckdb/series-reader.ts";
import { countSql, latestSql, type Snapshot, type Stretch, samplesSql } from "./duckdb/sources-sql.ts";
import { integer } from "./duckdb/sql-text.ts";
import { createUpkeep, defaultUpkeep, type UpkeepConfig } from "./duckdb/upkeep.ts";
import type { IngestStore } from "./ingest-store.ts";
import { defaultRetention, type Retention } from "./retention.ts";
import type { StoreBatch } from "./sample-store.ts";
import { createZones } from "./series/zone.ts";

export interface DuckdbStoreConfig {
  /** Folder of `telemetry.duckdb` and of `telemetry/`, the sealed files; made when it is missing. */
  readonly dataDir: string;
  readonly memoryMb: number;
  readonly threads: number;
  /** How long raw frames are kept, days. */
  readonly frameDays: number;
  readonly deadLetters: { readonly maxCount: number; readonly maxBytes: number };
  readonly upkeep?: UpkeepConfig;
}

export interface DuckdbStoreDeps {
  readonly now: () => number;
  readonly log: Logger;
  /** How long a point's samples are kept; 13 months, and ten years by hour, where it is not given. */
  readonly retentionOf?: (pointId: number) => Retention;
}

export interface DuckdbStore extends IngestStore {
  /**
   * Seals what waits and lets go of what was kept long enough, which the store otherwise does by itself in its own time.
   * @throws StoppedError
   */
  upkeep(): Promise<void>;
  /** Copies all, as of one moment, into a folder that has no telemetry yet; commits go on meanwhile. */
  backup(folder: string): Promise<void>;
}

/** Asked once at the start: late is better than not at all. */
const startTimeoutMs = 15 * 60_000;
/** Bytes that a sample takes in the log before it is packed. */
const sampleBytes = 40;

/**
 * The embedded store. Samples are appended to a DuckDB file, and sealed in time: sorted by point and time into Parquet files of a
 * month that never change, beside it, while a later word on one of them makes its month anew. Until then a query joins both.
 */
export function createDuckdbStore(config: DuckdbStoreConfig, deps: DuckdbStoreDeps): DuckdbStore {
  const { now, log, retentionOf = () => defaultRetention } = deps;
  const database = createDatabase(
    { path: join(config.dataDir, databaseName), memoryMb: config.memoryMb, threads: config.threads },
    log,
  );
  const hot = createHotTables();
  const segments = createSegments(join(config.dataDir, segmentFolder));
  const frames = createFrameTables(database, config.frameDays, now);
  const deadLetters = createDeadLetterTables(database, config.deadLetters);

  // Files and tables that queries may still read are not removed.
  const using = new Set<Promise<unknown>>();
  function used<T>(work: Promise<T>): Promise<T> {
    const settled = work.catch(() => undefined).finally(() => using.delete(settled));
    using.add(settled);
    return work;
  }
  const read: typeof database.read = (...query) => used(database.read(...query));
  const snapshot = (): Snapshot => ({
    hot: hot.all(),
    tableOf: hot.tableOf,
    segments: segments.all(),
    path: segments.path,
  });
  const zones = createZones();
  const reader = createSeriesReader({ read }, snapshot, zones);
  const upkeep = createUpkeep(config.upkeep ?? defaultUpkeep, {
    database,
    hot,
    segments,
    retentionOf,
    zone: zones(),
    drained: async () => void (await Promise.all(using)),
    now,
    log,
  });

  async function committed(stretch: Stretch, tail: string): Promise<CommittedSample[]> {
    const columns = await read(
      () => `
        SELECT point, time::DOUBLE, value, quality, frame::VARCHAR, received::DOUBLE
        FROM (${samplesSql(snapshot(), stretch)}) ${tail}`,
    );
    const [points = [], times, values, qualities, frameIds, receiveds] = columns;
    return points.map((point, i) => ({
      pointId: Number(point),
      time: Number(times?.[i]),
      value: Number(values?.[i]),
      quality: qualityOf(qualities?.[i]),
      frameId: String(frameIds?.[i]),
      receivedAt: Number(receiveds?.[i]),
    }));
  }

  return {
    async start() {
      await database.start();
      try {
        await database.exclusive(async (connection) => {
          await migrate(connection);
          await hot.load(connection);
          await segments.load(connection);
          await frames.load(connection);
          await deadLetters.load(connection);
          await frames.roll(connection);
          await deadLetters.roll(connection);
        });
      } catch (cause) {
        await database.stop();
        throw cause;
      }
      upkeep.start();
    },

    async stop() {
      upkeep.stop();
      await database.stop();
      await upkeep.ended();
    },

    async commit(batch: StoreBatch) {
      await database.exclusive(async (connection) => {
        await frames.roll(connection);
        await deadLetters.roll(connection);
      });
      let chunks: ReturnType<typeof chunksOf> = [];
      let blocks: ReturnType<typeof packFrames> = [];
      await database.transaction(
        async (connection) => {
          await hot.append(connection, batch.samples, chunks);
          const frameBytes = await frames.append(connection, blocks);
          const letterBytes = await deadLetters.append(connection, batch.deadLetters);
          return batch.samples.length * sampleBytes + frameBytes + letterBytes;
        },
        () => {
          chunks = chunksOf(batch.samples);
          blocks = packFrames(batch.frames);
        },
      );
    },

    series: reader.series,
    stream: reader.stream,
    gaps: reader.gaps,

    samplesAfter: (pointId, after, limit) =>
      committed(
        { pointIds: [pointId], from: after + 1, to: Number.MAX_SAFE_INTEGER },
        `ORDER BY time LIMIT ${integer(limit)}`,
      ),

    async committedIn(pointIds, from, to) {
      if (pointIds.length === 0) return [];
      return committed({ pointIds, from, to: to + 1 }, "");
    },

    async latest(pointIds) {
      if (pointIds?.length === 0) return [];
      const columns = await read(() => latestSql(snapshot(), pointIds), [], startTimeoutMs);
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

    frame: (id) => frames.find(id),

    frames: (from, devices) => frames.walk(from, devices),

    async count() {
      const columns = await read(() => countSql(snapshot()));
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
      return Math.max(
        0,
        ...hot.all().map(({ highestFrame }) => highestFrame),
        ...segments.all().map(({ highestFrame }) => highestFrame),
        await frames.highestId(),
        await deadLetters.highestId(),
      );
    },

    upkeep: () => upkeep.run(true),
    backup: (folder) => used(backupTelemetry(database, segments, folder)),
  };
}

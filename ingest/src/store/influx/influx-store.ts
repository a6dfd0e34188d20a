import type { Sample } from "@kontrollrom/contracts/sample.ts";
import type { Logger } from "pino";
import type { Reading, Summary } from "../series/summary.ts";
import { StoreUnavailableError } from "../split/errors.ts";
import { lastOfEach } from "../split/last-of-each.ts";
import {
  createSeriesReader,
  type Part,
  type SeriesSource,
  type SummariesQuery,
} from "../split/series-reader.ts";
import type { SeriesStore } from "../split/series-store.ts";
import type { InfluxConfig } from "./config.ts";
import {
  committedOf,
  countQuery,
  hasUncounted,
  latestQuery,
  neighbourQuery,
  pointOf,
  readingOf,
  readingsQuery,
  samplesOf,
  samplesQuery,
  summariesOf,
  summariesQuery,
  zoneQuery,
} from "./influx-queries.ts";
import { createInfluxql, InfluxqlError } from "./influxql.ts";
import { createLineWriter } from "./line-writer.ts";
import { sampleLine } from "./sample-lines.ts";

/** Points that one query names. */
const pointsOfQuery = 500;
/** How long the server may take to come up beside us. */
const startPatienceMs = 60_000;

function authorization(config: InfluxConfig): Readonly<Record<string, string>> {
  if (config.token === undefined) return {};
  // InfluxDB 1 signs in by a name and a password.
  if (config.org === undefined && config.token.includes(":"))
    return { authorization: `Basic ${Buffer.from(config.token).toString("base64")}` };
  return { authorization: `Token ${config.token}` };
}

function* groupsOf<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}

/**
 * Samples in InfluxDB: 1.x, 2.x with a DBRP mapping of the bucket, or 3.x. Written through `@influxdata/influxdb-client`, queried by
 * InfluxQL, which all three answer. InfluxDB keeps what it acknowledges, and of the same point and time the last that was written.
 */
export function createInfluxStore(
  config: InfluxConfig,
  deps: { readonly log: Logger; readonly now: () => number },
): SeriesStore {
  const { log } = deps;
  const headers = authorization(config);
  const influxql = createInfluxql({ url: config.url, database: config.bucket, headers });
  const writer = createLineWriter(
    {
      url: config.url,
      org: config.org ?? "",
      bucket: config.bucket,
      headers,
      ...(config.org === undefined && {
        path: `/write?db=${encodeURIComponent(config.bucket)}&precision=ms`,
      }),
    },
    (message) => log.warn({ message }, "InfluxDB dropped samples that are older than it keeps any"),
  );
  let failure: string | undefined;

  /** Remembers whether the server answers. */
  async function watched<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      failure = undefined;
      return result;
    } catch (cause) {
      if (cause instanceof Error) failure = cause.message;
      throw cause;
    }
  }

  async function* ask(text: string) {
    try {
      yield* influxql.query(text);
      failure = undefined;
    } catch (cause) {
      if (cause instanceof StoreUnavailableError) failure = cause.message;
      throw cause;
    }
  }

  async function neighbours(pointIds: readonly number[], side: "before" | "after", time: number) {
    const found = new Map<number, Reading>();
    for (const ids of groupsOf(pointIds, pointsOfQuery))
      for await (const rows of ask(neighbourQuery(ids, side, time))) {
        const reading = readingOf(rows);
        if (reading !== undefined) found.set(pointOf(rows), reading);
      }
    return found;
  }

  const zones = new Map<string, boolean>();
  /** Whether the server knows a time zone; it finds fewer names than we do. */
  async function isKnown(zone: string): Promise<boolean> {
    const known = zones.get(zone);
    if (known !== undefined) return known;
    try {
      for await (const _rows of ask(zoneQuery(zone)));
      zones.set(zone, true);
    } catch (cause) {
      if (!(cause instanceof InfluxqlError)) throw cause;
      zones.set(zone, false);
    }
    return zones.get(zone) === true;
  }

  /** Summaries of a few points with the condition on the quality, their values and their worst quality joined. */
  async function* exactSummaries(query: SummariesQuery, knowsZone: boolean): AsyncGenerator<Part<Summary>> {
    const points = new Map<number, Map<number, Summary>>(query.pointIds.map((id) => [id, new Map()]));
    for await (const rows of ask(summariesQuery(query, true, knowsZone))) {
      const mine = points.get(pointOf(rows));
      for (const summary of summariesOf(rows)) {
        const known = mine?.get(summary.time);
        mine?.set(summary.time, known === undefined ? summary : { ...known, worst: summary.worst });
      }
    }
    for (const [pointId, found] of points)
      yield { pointId, items: [...found.values()].sort((a, b) => a.time - b.time) };
  }

  const source: SeriesSource = {
    async *samples(query) {
      for (const pointIds of groupsOf(query.pointIds, pointsOfQuery))
        for await (const rows of ask(readingsQuery({ ...query, pointIds })))
          yield { pointId: pointOf(rows), items: samplesOf(rows) };
    },

    async *summaries(query) {
      const knowsZone = await isKnown(query.zone.name);
      const again: number[] = [];
      for (const pointIds of groupsOf(query.pointIds, pointsOfQuery)) {
        let pointId: number | undefined;
        let items: Summary[] = [];
        let uncounted = false;
        for await (const rows of ask(summariesQuery({ ...query, pointIds }, false, knowsZone))) {
          if (pointOf(rows) !== pointId) {
            if (uncounted) again.push(pointId as number);
            else if (pointId !== undefined) yield { pointId, items };
            pointId = pointOf(rows);
            items = [];
            uncounted = false;
          }
          uncounted ||= hasUncounted(rows);
          if (!uncounted) for (const summary of summariesOf(rows)) items.push(summary);
        }
        if (uncounted) again.push(pointId as number);
        else if (pointId !== undefined) yield { pointId, items };
      }
      for (const pointIds of groupsOf(again, 50)) yield* exactSummaries({ ...query, pointIds }, knowsZone);
    },

    before: (pointIds, time) => neighbours(pointIds, "before", time),
    after: (pointIds, time) => neighbours(pointIds, "after", time),
  };

  async function isReady(): Promise<void> {
    try {
      for await (const _rows of ask(latestQuery([0])));
    } catch (cause) {
      if (!(cause instanceof InfluxqlError)) throw cause;
      if (!/not found/.test(cause.message)) throw new Error(`InfluxDB: ${cause.message}`, { cause });
      if (config.org !== undefined)
        throw new Error(
          `InfluxDB at ${config.url} has no database "${config.bucket}" (${cause.message}): make the bucket KR_INFLUX_BUCKET names, and a DBRP mapping of that name (influx v1 dbrp create)`,
          { cause },
        );
      for await (const _rows of ask(`CREATE DATABASE "${config.bucket}"`));
    }
  }

  return {
    ...createSeriesReader(source),

    async start() {
      for (const end = deps.now() + startPatienceMs; ; ) {
        try {
          await isReady();
          return;
        } catch (cause) {
          if (!(cause instanceof StoreUnavailableError) || deps.now() > end) throw cause;
          log.warn({ why: cause.message }, "waiting for InfluxDB");
        }
      }
    },
    async stop() {
      writer.close();
    },

    write: (samples) => watched(() => writer.write(lastOfEach(samples).map(sampleLine))),

    async samplesAfter(pointId, after, limit) {
      const query = { pointIds: [pointId], from: after + 1, to: Number.MAX_SAFE_INTEGER, limit };
      const found = [];
      for await (const rows of ask(samplesQuery(query))) found.push(...committedOf(rows));
      return found;
    },

    async latest(pointIds) {
      const found: Sample[] = [];
      for (const ids of pointIds === undefined ? [undefined] : groupsOf(pointIds, pointsOfQuery))
        for await (const rows of ask(latestQuery(ids))) found.push(...samplesOf(rows));
      return found;
    },

    async committedIn(pointIds, from, to) {
      const found = [];
      for (const ids of groupsOf(pointIds, pointsOfQuery))
        for await (const rows of ask(samplesQuery({ pointIds: ids, from, to: to + 1 })))
          found.push(...committedOf(rows));
      return found;
    },

    async countSamples() {
      for await (const { values } of ask(countQuery)) return Number(values[0]?.[1] ?? 0);
      return 0;
    },

    health() {
      const where = `InfluxDB ${influxql.version() ?? ""} at ${config.url}, database ${config.bucket}`;
      return failure === undefined
        ? { state: "ok", detail: where }
        : { state: "degraded", detail: `${where}: ${failure}` };
    },
  };
}

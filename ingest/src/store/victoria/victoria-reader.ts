import type { CommittedSample, Quality, Sample } from "@kontrollrom/contracts/sample.ts";
import { isCounted } from "../series/quality.ts";
import type { Reading } from "../series/summary.ts";
import { StoreQueryError } from "../split/errors.ts";
import type { SeriesSource } from "../split/series-reader.ts";
import type { Recent } from "./recent.ts";
import { metric, type Row } from "./row.ts";
import type { VictoriaHttp } from "./victoria-http.ts";

const dayMs = 86_400_000;
/** Points that one query names; it may have 16 KB. */
const pointsOfQuery = 500;
/** Rows of one answer; where there are more, less time is asked for. */
const maxRowsOfAnswer = 1_000_000;

/** The answer has more rows than can be held. */
class TooManyRowsError extends Error {}

/** One series of the server. */
interface Lane {
  readonly pointId: number;
  readonly quality: Quality;
  readonly rev: number;
  readonly times: number[];
  readonly values: number[];
  readonly frames: Map<number, number>;
  readonly received: Map<number, number>;
}

export interface ReadOptions {
  /** With frame and time of receipt; without, these are empty. */
  readonly whole: boolean;
  /** Length of the first stretch that is read, ms; the next are as long as answers allow. */
  readonly span: number;
}

function rowOf(lane: Lane, i: number): Row {
  const time = lane.times[i] as number;
  const sample: CommittedSample = {
    pointId: lane.pointId,
    time,
    value: lane.values[i] as number,
    quality: lane.quality,
    frameId: String(lane.frames.get(time) ?? ""),
    receivedAt: lane.received.get(time) ?? 0,
  };
  return { sample, rev: lane.rev };
}

/** The rows of one point, at each time the one with the highest `rev`, in order. */
function merge(lanes: readonly Lane[], written: readonly Row[]): Row[] {
  const rows = new Map<number, Row>();
  const take = (row: Row) => {
    const known = rows.get(row.sample.time);
    if (known === undefined || row.rev >= known.rev) rows.set(row.sample.time, row);
  };
  for (const lane of lanes) for (let i = 0; i < lane.times.length; i++) take(rowOf(lane, i));
  for (const row of written) take(row);
  return [...rows.values()].sort((a, b) => a.sample.time - b.sample.time);
}

function withoutRoad({ pointId, time, value, quality }: Sample): Sample {
  return { pointId, time, value, quality };
}

/**
 * Reads what VictoriaMetrics has, together with what it does not show yet.
 * @param newest time of the newest sample of a point; undefined where there is none
 */
export function createVictoriaReader(
  http: VictoriaHttp,
  recent: Recent,
  newest: (pointId: number) => number | undefined,
) {
  /** @throws TooManyRowsError */
  async function read(
    pointIds: readonly number[],
    from: number,
    to: number,
    whole: boolean,
  ): Promise<Map<number, Row[]>> {
    // Before the server is asked: what leaves memory meanwhile, it shows.
    const written = new Map(pointIds.map((id) => [id, recent.of(id, from, to)]));
    const name = whole ? `__name__=~"${metric}_[vfr]"` : `__name__="${metric}_v"`;
    const lanes = new Map<string, Lane>();
    let count = 0;
    for await (const line of http.export(`{${name},point=~"${pointIds.join("|")}"}`, from, to - 1)) {
      const { __name__: field, point, quality, rev } = line.metric;
      const key = `${point} ${quality} ${rev}`;
      let lane = lanes.get(key);
      if (lane === undefined) {
        const pointId = Number(point);
        lane = {
          pointId,
          quality: quality as Quality,
          rev: Number(rev),
          times: [],
          values: [],
          frames: new Map(),
          received: new Map(),
        };
        lanes.set(key, lane);
      }
      count += line.timestamps.length;
      if (count > maxRowsOfAnswer) throw new TooManyRowsError();
      line.timestamps.forEach((time, i) => {
        const value = line.values[i] as number;
        if (field === `${metric}_f`) lane.frames.set(time, value);
        else if (field === `${metric}_r`) lane.received.set(time, value);
        else {
          lane.times.push(time);
          lane.values.push(value);
        }
      });
    }
    const byPoint = Map.groupBy(lanes.values(), ({ pointId }) => pointId);
    return new Map(pointIds.map((id) => [id, merge(byPoint.get(id) ?? [], written.get(id) ?? [])]));
  }

  const known = (pointIds: readonly number[]) => pointIds.filter((id) => newest(id) !== undefined);
  const lastOf = (pointIds: readonly number[]) =>
    pointIds.reduce((last, id) => Math.max(last, newest(id) ?? 0), 0);

  /** Reads [from, to) of points, in stretches of time forwards or backwards, each as long as an answer can be. */
  async function* walk(
    pointIds: readonly number[],
    period: { readonly from: number; readonly to: number; readonly backwards?: boolean },
    options: ReadOptions,
  ): AsyncGenerator<Map<number, Row[]>> {
    let from = Math.max(0, period.from);
    let to = Math.min(period.to, lastOf(pointIds) + 1);
    let { span } = options;
    while (from < to && pointIds.length > 0) {
      const begin = period.backwards ? Math.max(from, to - span) : from;
      const end = period.backwards ? to : Math.min(to, from + span);
      let rows: Map<number, Row[]>;
      try {
        rows = await read(pointIds, begin, end, options.whole);
      } catch (cause) {
        if (!(cause instanceof TooManyRowsError)) throw cause;
        span = Math.ceil((end - begin) / 4);
        if (end - begin <= 1000)
          throw new StoreQueryError(
            "the query reads more than VictoriaMetrics can answer: ask for fewer points",
          );
        continue;
      }
      yield rows;
      let count = 0;
      for (const found of rows.values()) count += found.length;
      if (count < maxRowsOfAnswer / 16) span *= 8;
      if (period.backwards) to = begin;
      else from = end;
    }
  }

  function* groupsOf(pointIds: readonly number[]): Generator<readonly number[]> {
    for (let at = 0; at < pointIds.length; at += pointsOfQuery) yield pointIds.slice(at, at + pointsOfQuery);
  }

  async function neighbours(
    pointIds: readonly number[],
    period: Parameters<typeof walk>[1],
  ): Promise<Map<number, Reading>> {
    const found = new Map<number, Reading>();
    for (const ids of groupsOf(known(pointIds))) {
      const missing = new Set(ids);
      for await (const rows of walk(ids, period, { whole: false, span: dayMs })) {
        for (const [id, mine] of rows) {
          const counted = ({ sample }: Row) => isCounted(sample.quality);
          const row = period.backwards ? mine.findLast(counted) : mine.find(counted);
          if (row === undefined || !missing.delete(id)) continue;
          found.set(id, { time: row.sample.time, value: row.sample.value });
        }
        if (missing.size === 0) break;
      }
    }
    return found;
  }

  const source: SeriesSource = {
    async *samples({ pointIds, from, to, limit = Number.POSITIVE_INFINITY }) {
      for (const ids of groupsOf(known(pointIds))) {
        const left = new Map(ids.map((id) => [id, limit]));
        const span = limit < 10_000 ? dayMs : 16 * dayMs;
        for await (const rows of walk(ids, { from, to }, { whole: false, span })) {
          for (const [pointId, mine] of rows) {
            const most = left.get(pointId) ?? 0;
            const items = mine.slice(0, most).map(({ sample }) => withoutRoad(sample));
            left.set(pointId, most - items.length);
            if (items.length > 0) yield { pointId, items };
          }
          if ([...left.values()].every((most) => most <= 0)) break;
        }
      }
    },
    before: (pointIds, time) => neighbours(pointIds, { from: 0, to: time, backwards: true }),
    after: (pointIds, time) => neighbours(pointIds, { from: time, to: Number.POSITIVE_INFINITY }),
  };

  return {
    source,

    /** Whole rows of [from, to), by point, each in the order of time; ends when `enough` says so. */
    async rows(
      pointIds: readonly number[],
      from: number,
      to: number,
      enough: (found: readonly Row[]) => boolean = () => false,
    ): Promise<Row[]> {
      const found: Row[] = [];
      for (const ids of groupsOf(known(pointIds)))
        for await (const rows of walk(ids, { from, to }, { whole: true, span: dayMs })) {
          for (const mine of rows.values()) for (const row of mine) found.push(row);
          if (enough(found)) return found;
        }
      return found;
    },
  };
}
export type VictoriaReader = ReturnType<typeof createVictoriaReader>;

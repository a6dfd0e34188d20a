import type { Point } from "@kontrollrom/contracts/point.ts";
import { queryOptions, useQueries } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { call } from "../data/call.ts";
import { counterLevel, type Level, levelFor, type Tile, tilesFor } from "./levels.ts";
import { joinTiles, type Lines, linesOf } from "./shown-series.ts";
import { isOfCalendar, useCalendarLines } from "./use-calendar-lines.ts";
import type { View } from "./view.ts";

const second = 1000;
/** A tile of the past is read once; late values are seen when the page is opened again. */
const settledAfterMs = 10 * 60 * second;
const keepMs = 5 * 60 * second;
/** Of one point in a tile of raw samples: what is more is thinned so that a line through it looks the same. */
const mostSamples = 4000;

function tileQuery(level: Level, tile: Tile, gauges: readonly number[], counters: readonly number[]) {
  return queryOptions({
    queryKey: ["trend-tile", level.bucket, tile.index, gauges.join(), counters.join()],
    queryFn: async ({ signal }): Promise<Lines> => {
      const from = new Date(tile.from).toISOString();
      const to = new Date(tile.to).toISOString();
      const [values, counted] = await Promise.all([
        gauges.length === 0
          ? undefined
          : call("POST /samples/query", {
              body: {
                pointIds: [...gauges],
                from,
                to,
                bucket: level.bucket,
                aggregates: ["avg", "min", "max"],
                ...(level.bucket === "raw" && { downsample: { points: mostSamples } }),
              },
              signal,
            }),
        counters.length === 0
          ? undefined
          : call("POST /samples/query", {
              body: {
                pointIds: [...counters],
                from,
                to,
                bucket: counterLevel(level).bucket,
                aggregates: ["consumption"],
              },
              signal,
            }),
      ]);
      return linesOf([...(values?.points ?? []), ...(counted?.points ?? [])]);
    },
    gcTime: keepMs,
  });
}

export interface ShownLines {
  readonly lines: Lines;
  readonly level: Level;
  /** Something in the view itself is still on its way. */
  readonly pending: boolean;
  readonly error: unknown;
  readonly retry: () => void;
}

/**
 * The lines of points over a view, as fine as its pixels: pieces of time that are asked for once and kept. What was shown stays until
 * what is finer has come; pieces that are no longer wanted are not waited for.
 */
export function useLines(
  points: readonly Point[],
  view: Pick<View, "from" | "to">,
  widthPx: number,
  now: number,
): ShownLines {
  const level = levelFor(view.to - view.from, widthPx);
  const { gauges, counters } = useMemo(() => {
    const ids = (counted: boolean) =>
      points
        .filter((point) => !isOfCalendar(point) && (point.kind === "counter") === counted)
        .map(({ id }) => id);
    return { gauges: ids(false), counters: ids(true) };
  }, [points]);
  const ofCalendar = useCalendarLines(points, view, now);
  const tiles = gauges.length + counters.length === 0 ? [] : tilesFor(level, view.from, view.to, now);
  const answers = useQueries({
    queries: tiles.map((tile) => {
      const recent = tile.to > now - settledAfterMs;
      return {
        ...tileQuery(level, tile, gauges, counters),
        staleTime: recent ? 20 * second : Number.POSITIVE_INFINITY,
        refetchInterval: recent ? 30 * second : (false as const),
      };
    }),
  });
  const before = useRef<Lines>(new Map());
  const stamp = `${level.bucket} ${gauges.join()} ${counters.join()} ${tiles.map(({ index }, i) => `${index}:${answers[i]?.dataUpdatedAt}`).join(" ")}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp says all that can have changed
  const lines = useMemo(() => {
    const loaded = tiles.map(({ from, to }, i) => ({ from, to, lines: answers[i]?.data }));
    const joined = joinTiles(
      loaded,
      before.current,
      points.map(({ id }) => id),
    );
    return ofCalendar.size === 0 ? joined : new Map([...joined, ...ofCalendar]);
  }, [stamp, ofCalendar]);
  before.current = lines;
  const inView = tiles.map(({ from, to }) => from < view.to && to > view.from);
  return {
    lines,
    level,
    pending: answers.some(({ isPending, error }, i) => inView[i] && isPending && error === null),
    error: answers.find(({ error }, i) => inView[i] && error !== null)?.error ?? null,
    retry: () => {
      for (const answer of answers) if (answer.error !== null) void answer.refetch();
    },
  };
}

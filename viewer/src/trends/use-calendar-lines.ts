import type { Point } from "@kontrollrom/contracts/point.ts";
import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { call } from "../data/call.ts";
import { type Lines, linesOf } from "./shown-series.ts";
import type { View } from "./view.ts";
import { beginOfDay, dayOf } from "./zone.ts";

const dayMs = 86_400_000;
const buckets = ["P1M", "P1Y"] as const;
type CalendarBucket = (typeof buckets)[number];

/** Where the month or year that a moment lies in begins. */
export function beginOf(bucket: CalendarBucket, time: number): number {
  const local = new Date(dayOf(time) * dayMs);
  const month = bucket === "P1Y" ? 0 : local.getUTCMonth();
  return beginOfDay(Date.UTC(local.getUTCFullYear(), month, 1) / dayMs);
}

/** Whether a point knows only of months or years, as one that is corrected by degree days does. */
export const isOfCalendar = ({ resolution }: Point): boolean =>
  buckets.some((bucket) => bucket === resolution);

/** The lines of points that know only of months or years, whole ones, over a view. */
export function useCalendarLines(
  points: readonly Point[],
  view: Pick<View, "from" | "to">,
  now: number,
): Lines {
  const to = beginOfDay(dayOf(Math.min(view.to, now)) + 1);
  const answers = useQueries({
    queries: buckets.flatMap((bucket) => {
      const pointIds = points.filter(({ resolution }) => resolution === bucket).map(({ id }) => id);
      if (pointIds.length === 0) return [];
      const from = beginOf(bucket, view.from);
      return [
        {
          queryKey: ["trend-tile", bucket, from, to, pointIds.join()],
          queryFn: async ({ signal }: { signal: AbortSignal }) => {
            const answer = await call("POST /samples/query", {
              body: {
                pointIds,
                from: new Date(from).toISOString(),
                to: new Date(to).toISOString(),
                bucket,
                aggregates: ["consumption"],
              },
              signal,
            });
            return linesOf(answer.points);
          },
          staleTime: 5 * 60_000,
        },
      ];
    }),
  });
  const stamp = answers.map(({ dataUpdatedAt }) => dataUpdatedAt).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp says all that can have changed
  return useMemo(() => new Map(answers.flatMap(({ data }) => [...(data ?? [])])), [stamp]);
}

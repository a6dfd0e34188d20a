import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { call } from "../data/call.ts";
import { type Mark, marksOf } from "./mark-groups.ts";
import type { View } from "./view.ts";

const none: readonly Mark[] = [];
/** Of one question. */
const mostPoints = 200;

/** What happened around points in a view and just beside it. */
export function useMarks(pointIds: readonly number[], view: Pick<View, "from" | "to">): readonly Mark[] {
  // Asked for by whole steps of the span, so that a move of the hand does not ask anew each time.
  const span = view.to - view.from;
  const step = 2 ** Math.ceil(Math.log2(span));
  const from = Math.max(0, Math.floor(view.from / step) * step - step / 4);
  const to = Math.ceil(view.to / step) * step + step / 4;
  const { data } = useQuery({
    queryKey: ["trend-marks", pointIds, from, to],
    queryFn: ({ signal }) =>
      call("POST /marks/query", {
        body: {
          pointIds: pointIds.slice(0, mostPoints),
          from: new Date(from).toISOString(),
          to: new Date(to).toISOString(),
        },
        signal,
      }),
    enabled: pointIds.length > 0,
    staleTime: 30_000,
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
  });
  return useMemo(() => (data === undefined ? none : marksOf(data.alarms ?? [], data.orders ?? [])), [data]);
}

import type { StateStep } from "@kontrollrom/contracts/history.ts";
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { call } from "../data/call.ts";
import { useSettled } from "../ui/use-settled.ts";
import { type Chunk, chunkOf, stepLength } from "./pace.ts";
import { readSpan, type Span } from "./span.ts";

const minute = 60_000;
const iso = (ms: number) => new Date(ms).toISOString();

/** What is of the last minutes may still be on its way. */
const recentMs = 15 * minute;
const forever = Number.POSITIVE_INFINITY;

function spanQuery(buildingId: string, { step, from, to }: Chunk) {
  const end = Math.min(to, Math.ceil(Date.now() / minute) * minute);
  return queryOptions({
    queryKey: ["building-span", buildingId, step, from, end],
    queryFn: async ({ signal }): Promise<Span> =>
      readSpan(
        await call("GET /buildings/{id}/state/span", {
          params: { id: buildingId },
          query: { from: iso(from), to: iso(end), step },
          signal,
        }),
        stepLength(step),
      ),
    staleTime: forever,
    gcTime: 3 * minute,
  });
}

export function stateQuery(buildingId: string, at: number) {
  return queryOptions({
    queryKey: ["building-state", buildingId, at],
    queryFn: ({ signal }) =>
      call("GET /buildings/{id}/state", { params: { id: buildingId }, query: { at: iso(at) }, signal }),
    staleTime: at > Date.now() - recentMs ? minute : forever,
    gcTime: 3 * minute,
  });
}

/**
 * How a building was: at once from a piece of its past that is read ahead, and exactly when the moment rests. While it plays the next
 * piece is fetched before it is needed.
 */
export function useMoment(input: {
  readonly buildingId: string | undefined;
  readonly at: number | undefined;
  readonly step: StateStep;
  readonly playing: boolean;
  readonly points: number;
}) {
  const { buildingId, at, step, playing, points } = input;
  const client = useQueryClient();
  const enabled = buildingId !== undefined && at !== undefined;
  const chunk = chunkOf(at ?? 0, step, points);
  const span = useQuery({ ...spanQuery(buildingId ?? "", chunk), enabled });
  const rested = useSettled(at, 250);
  const exact = useQuery({
    ...stateQuery(buildingId ?? "", rested ?? 0),
    enabled: enabled && !playing && rested === at,
  });
  useEffect(() => {
    if (!playing || buildingId === undefined || chunk.to >= Date.now()) return;
    const next = chunkOf(chunk.to, step, points);
    void client.prefetchQuery(spanQuery(buildingId, next));
  }, [client, playing, buildingId, chunk.to, step, points]);
  const shown = playing || exact.data === undefined || rested !== at ? undefined : exact.data;
  return {
    exact: shown,
    span: span.data,
    pending: enabled && shown === undefined && span.data === undefined,
    failed: enabled && shown === undefined && (span.error !== null || exact.error !== null),
  };
}

import type { Point } from "@kontrollrom/contracts/point.ts";
import { useQuery } from "@tanstack/react-query";
import { useContext, useEffect, useMemo, useState } from "react";
import { call } from "../data/call.ts";
import { createValueStore, type ValueStore } from "../data/value-store.ts";
import { ShownMoment } from "../ui/now.ts";
import { useSettled } from "../ui/use-settled.ts";
import type { ValueLayer } from "./layers.ts";

const againMs = 60_000;
/** As many as one question may be about. */
const most = 1000;

/**
 * What the meters of a layer have counted since midnight, as values of their points: a counter's own number says when it was put up, not
 * how the day has been. undefined where the layer is no counter.
 */
export function useCountedToday(
  layer: ValueLayer | undefined,
  points: readonly Point[],
): ValueStore | undefined {
  const [store] = useState(createValueStore);
  const pointIds = useMemo(
    () =>
      layer === undefined
        ? []
        : points
            .filter((point) => point.quantity === layer.quantity && point.spaceId !== undefined)
            .map(({ id }) => id)
            .slice(0, most),
    [layer, points],
  );
  // Of a moment of the past: what had been counted of that day.
  const shown = useSettled(useContext(ShownMoment), 500);
  const today = useQuery({
    queryKey: ["counted-today", layer?.quantity, pointIds, shown],
    queryFn: ({ signal }) => {
      const to = new Date(shown ?? Date.now());
      const from = new Date(to);
      from.setHours(0, 0, 0, 0);
      return call("POST /samples/query", {
        body: {
          pointIds,
          from: from.toISOString(),
          to: to.toISOString(),
          bucket: "P1D",
          aggregates: ["consumption"],
        },
        signal,
      });
    },
    enabled: pointIds.length > 0,
    refetchInterval: againMs,
  });
  useEffect(() => {
    const time = Date.now();
    store.put(
      (today.data?.points ?? []).flatMap(({ pointId, entries }) => {
        const last = entries.at(-1);
        return last?.consumption === undefined
          ? []
          : [{ pointId, time, value: last.consumption, quality: last.quality ?? ("good" as const) }];
      }),
    );
  }, [store, today.data]);
  return layer === undefined ? undefined : store;
}

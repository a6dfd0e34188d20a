import { useQuery } from "@tanstack/react-query";
import { interpolateRgb, piecewise, rgb } from "d3";
import { type ReactNode, useEffect, useState } from "react";
import { useValueStore, ValuesProvider } from "../data/live-context.tsx";
import type { ValueLayer } from "../picture/layers.ts";
import { usePast } from "./past-context.tsx";
import { createPastStore, difference } from "./past-store.ts";
import { stateQuery } from "./use-moment.ts";

/** All inside shows how much values are above or below what they were at the moment that is compared with. */
export function DifferenceView({ children }: { children: ReactNode }) {
  const past = usePast();
  const values = useValueStore();
  const [store] = useState(createPastStore);
  const against = past?.against;
  const other = useQuery({
    ...stateQuery(past?.buildingId ?? "", against ?? 0),
    enabled: past !== undefined && against !== undefined,
  }).data;
  useEffect(() => {
    if (against === undefined || other === undefined) return;
    const then = new Map(other.values.map((value) => [value.pointId, value]));
    const show = () => {
      const now = [...then.keys()].flatMap((id) => values.get(id) ?? []);
      store.show(difference(now, then), values.now());
    };
    show();
    return values.subscribeAll(show);
  }, [against, other, values, store]);
  return (
    <ValuesProvider values={against === undefined ? values : store} at={past?.at}>
      {children}
    </ValuesProvider>
  );
}

/** The layer as it is shown: of differences around nothing, blue for less and orange for more, where two moments are compared. */
export function useShownLayer(layer: ValueLayer | undefined): ValueLayer | undefined {
  const against = usePast()?.against;
  return against === undefined || layer === undefined ? layer : differenceOf(layer);
}

const made = new WeakMap<ValueLayer, ValueLayer>();
function differenceOf(layer: ValueLayer): ValueLayer {
  const held = made.get(layer);
  if (held !== undefined) return held;
  const [low, high] = layer.domain;
  const most = (high - low) / 3;
  const css = (colour: readonly [number, number, number]) => rgb(...colour).formatRgb();
  const next: ValueLayer = {
    ...layer,
    kind: "gauge",
    domain: [-most, most],
    ticks: [-most, -most / 2, 0, most / 2, most],
    scale: (palette) => piecewise(interpolateRgb, [css(palette.low), css(palette.middle), css(palette.high)]),
  };
  made.set(layer, next);
  return next;
}

import type { Point } from "@kontrollrom/contracts/point.ts";
import { useMemo, useRef } from "react";
import type { LayerName } from "../app/address.ts";
import { layerOf, layersOf, type ValueLayer } from "./layers.ts";

/**
 * The layers that a building has, and the chosen one; undefined is the alarms. A layer keeps the scale that it had when it was first
 * looked at, however the values go.
 */
export function useLayers(
  name: LayerName,
  points: readonly Point[],
): { readonly layers: readonly ValueLayer[]; readonly layer: ValueLayer | undefined } {
  const held = useRef(new Map<LayerName, ValueLayer>());
  const layers = useMemo(
    () =>
      layersOf(points).map((layer) => {
        const before = held.current.get(layer.name);
        if (before !== undefined) return before;
        held.current.set(layer.name, layer);
        return layer;
      }),
    [points],
  );
  const layer = useMemo(
    () =>
      name === "alarm"
        ? undefined
        : (layers.find((one) => one.name === name) ??
          layerOf({ quantity: name, unit: unitsOfCommon[name] ?? "1", kind: "gauge" })),
    [name, layers],
  );
  return { layers, layer };
}

/** Before the points are read, and in a building that has none. */
const unitsOfCommon: Partial<Record<LayerName, string>> = {
  temperature: "Cel",
  co2: "[ppm]",
  humidity: "%",
  illuminance: "lx",
};

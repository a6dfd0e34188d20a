import type { MapLayer } from "@kontrollrom/contracts/map.ts";
import type { Quantity } from "@kontrollrom/contracts/quantity.ts";

/** What a device is shown as, by what it measures: the first line that fits. Its point is the one that tells most. */
const layers: readonly (readonly [MapLayer, readonly Quantity[]])[] = [
  ["parking", ["parking-occupied"]],
  ["bin", ["fill-level"]],
  ["snow", ["snow-depth"]],
  ["light", ["lamp-on", "lamp-level", "lamp-fault"]],
  ["weather", ["wind-speed", "rainfall", "rain-rate", "atmospheric-pressure"]],
  ["water", ["level", "water-flow", "water-volume", "distance", "leak-detected"]],
];

/** A weather station is known by its pressure, and asked for its temperature. */
const shownInstead: Partial<Record<MapLayer, Quantity>> = { weather: "temperature" };

/** `points` without the diagnostic ones; those named first are shown where nothing else is known of the device. */
export function placeOnMap(points: readonly { readonly id: number; readonly quantity: Quantity }[]): {
  readonly layer: MapLayer;
  readonly pointId?: number;
} {
  for (const [layer, quantities] of layers) {
    const found = quantities.flatMap((quantity) => points.filter((point) => point.quantity === quantity))[0];
    if (!found) continue;
    const instead = points.find(({ quantity }) => quantity === shownInstead[layer]);
    return { layer, pointId: (instead ?? found).id };
  }
  const [first] = points;
  return first ? { layer: "other", pointId: first.id } : { layer: "other" };
}

import type { Quantity } from "@kontrollrom/contracts/quantity.ts";
import { describe, expect, it } from "vitest";
import { placeOnMap } from "./layers.ts";

const devices: readonly [what: string, quantities: Quantity[], layer: string, shown: Quantity | undefined][] =
  [
    ["a parking space", ["parking-occupied"], "parking", "parking-occupied"],
    ["a bin that also tells its temperature", ["temperature", "fill-level"], "bin", "fill-level"],
    ["a street light", ["energy", "lamp-level", "lamp-on"], "light", "lamp-on"],
    ["a pump station", ["pulse-count", "distance"], "water", "distance"],
    ["a weather station", ["atmospheric-pressure", "temperature"], "weather", "temperature"],
    ["a meter of something else", ["sound-level", "humidity"], "other", "sound-level"],
    ["a device that has told nothing", [], "other", undefined],
  ];

describe("placing outdoor devices on the map", () => {
  it.each(devices)("%s", (_, quantities, layer, shown) => {
    const points = quantities.map((quantity, index) => ({ id: index + 1, quantity }));
    const placed = placeOnMap(points);
    expect(placed.layer).toBe(layer);
    expect(points.find(({ id }) => id === placed.pointId)?.quantity).toBe(shown);
  });
});

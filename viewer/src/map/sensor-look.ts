import type { MapLayer, MapSensor } from "@kontrollrom/contracts/map.ts";
import type { PresentValue } from "@kontrollrom/contracts/sample.ts";
import { interpolateViridis, rgb } from "d3";
import { isStale } from "../data/age.ts";
import type { Palette, Rgb } from "../picture/layers.ts";

/** Least and most of the scale of amounts that a layer is coloured by. Fixed: colours mean the same all winter. */
const scales: Partial<Record<MapLayer, readonly [number, number]>> = { bin: [0, 100], snow: [0, 1] };

const css = (colour: Rgb) => rgb(...colour).formatHex();

/** The colour of a sensor: amounts on viridis, what is on or taken dark, the rest grey. Never a colour of an alarm. */
export function sensorColour(
  sensor: Pick<MapSensor, "layer" | "expectedIntervalS">,
  present: PresentValue | undefined,
  palette: Palette & { readonly wall: Rgb; readonly ground: Rgb },
  now: number,
): string {
  if (present === undefined || present.quality === "bad") return css(palette.empty);
  if (isStale(present, now, sensor.expectedIntervalS)) return css(palette.empty);
  const scale = scales[sensor.layer];
  if (scale !== undefined) {
    const [low, high] = scale;
    return rgb(
      interpolateViridis(Math.min(1, Math.max(0, (present.value - low) / (high - low)))),
    ).formatHex();
  }
  if (sensor.layer === "parking" || sensor.layer === "light")
    return css(present.value === 0 ? palette.ground : palette.wall);
  return css(palette.neutral);
}

import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { Point } from "@kontrollrom/contracts/point.ts";
import type { Priority } from "@kontrollrom/contracts/primitives.ts";
import type { Quantity } from "@kontrollrom/contracts/quantity.ts";
import type { PresentValue } from "@kontrollrom/contracts/sample.ts";
import { interpolateRgb, interpolateViridis, piecewise, rgb } from "d3";
import type { LayerName } from "../app/address.ts";

/** Red, green, blue, 0–255. */
export type Rgb = readonly [number, number, number];

/** What a picture is drawn with, read from the style sheet so that both say the same. */
export interface Palette {
  /** A room that is as it should be. */
  readonly neutral: Rgb;
  /** A room that has no value in the layer. */
  readonly empty: Rgb;
  /** The middle of a diverging scale. */
  readonly middle: Rgb;
  readonly low: Rgb;
  readonly high: Rgb;
  /** Alarm priorities 1–4. */
  readonly priority: readonly [Rgb, Rgb, Rgb, Rgb];
}

/** A layer of measured values. The domain is fixed: colours mean the same all day. */
export interface ValueLayer {
  readonly name: LayerName;
  readonly quantity: Quantity;
  readonly unit: string;
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly scale: (palette: Palette) => (part: number) => string;
}

/** To add a layer: an entry here, its name in `address.ts` and under `picture.layer` in the texts. */
export const valueLayers: Readonly<Partial<Record<LayerName, ValueLayer>>> = {
  temperature: {
    name: "temperature",
    quantity: "temperature",
    unit: "Cel",
    // 21 °C in the middle: what most rooms are heated to.
    domain: [15, 27],
    ticks: [15, 18, 21, 24, 27],
    scale: (palette) => {
      const text = (colour: Rgb) => rgb(...colour).formatRgb();
      return piecewise(interpolateRgb, [text(palette.low), text(palette.middle), text(palette.high)]);
    },
  },
  co2: {
    name: "co2",
    quantity: "co2",
    unit: "[ppm]",
    // From outdoor air to far beyond the 1000 ppm of the Norwegian Institute of Public Health's indoor-air norm.
    domain: [400, 1600],
    ticks: [400, 700, 1000, 1300, 1600],
    scale: () => interpolateViridis,
  },
};

/** Where a value lies on the layer's scale, 0 to 1; what is outside lies at the end. */
export function partOf(layer: ValueLayer, value: number): number {
  const [low, high] = layer.domain;
  return Math.min(1, Math.max(0, (value - low) / (high - low)));
}

/** Colours for a layer, prepared once: 256 steps are more than a screen can tell apart. */
export function colourTable(layer: ValueLayer, palette: Palette): (value: number) => Rgb {
  const scale = layer.scale(palette);
  const table = Array.from({ length: 256 }, (_, step) => {
    const { r, g, b } = rgb(scale(step / 255));
    return [Math.round(r), Math.round(g), Math.round(b)] as const;
  });
  return (value) => table[Math.round(partOf(layer, value) * 255)] ?? palette.empty;
}

/** How a room stands in the chosen layer. */
export type RoomStatus =
  | { readonly kind: "none" }
  | { readonly kind: "value"; readonly value: number; readonly stale: boolean }
  | { readonly kind: "calm" }
  | { readonly kind: "alarm"; readonly priority: Priority };

/**
 * A room's value: the mean of the sensors that are fresh, or of the old ones when none is. Bad values do not count.
 * `isStale` judges one value by its age.
 */
export function roomValue(
  values: readonly (PresentValue | undefined)[],
  isStale: (value: PresentValue) => boolean,
): RoomStatus {
  const usable = values.filter(
    (value): value is PresentValue => value !== undefined && value.quality !== "bad",
  );
  if (usable.length === 0) return { kind: "none" };
  const fresh = usable.filter((value) => !isStale(value));
  const counted = fresh.length > 0 ? fresh : usable;
  return {
    kind: "value",
    value: counted.reduce((sum, { value }) => sum + value, 0) / counted.length,
    stale: fresh.length === 0,
  };
}

/** The most urgent active alarm of each room. */
export function alarmsByRoom(alarms: readonly Alarm[]): ReadonlyMap<string, Priority> {
  const worst = new Map<string, Priority>();
  for (const alarm of alarms) {
    if (alarm.spaceId === undefined || alarm.state === "normal") continue;
    const held = worst.get(alarm.spaceId);
    if (held === undefined || alarm.priority < held) worst.set(alarm.spaceId, alarm.priority);
  }
  return worst;
}

/** Points of one quantity by the room they stand in. */
export function pointsByRoom(
  points: readonly Point[],
  quantity: Quantity,
): ReadonlyMap<string, readonly Point[]> {
  const found = new Map<string, Point[]>();
  for (const point of points) {
    if (point.quantity !== quantity || point.spaceId === undefined) continue;
    const list = found.get(point.spaceId);
    if (list === undefined) found.set(point.spaceId, [point]);
    else list.push(point);
  }
  return found;
}

/** The colour of a room in the picture. */
export function roomColour(status: RoomStatus, palette: Palette, table?: (value: number) => Rgb): Rgb {
  switch (status.kind) {
    case "none":
      return palette.empty;
    case "calm":
      return palette.neutral;
    case "alarm":
      return palette.priority[status.priority - 1] ?? palette.neutral;
    case "value":
      return table?.(status.value) ?? palette.neutral;
  }
}

/** Text on a colour: black or white, whichever reads better (WCAG relative luminance). */
export function inkOn([r, g, b]: Rgb): "#000000" | "#ffffff" {
  const linear = (channel: number) => {
    const c = channel / 255;
    return c <= 0.040_45 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  const luminance = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  return luminance > 0.179 ? "#000000" : "#ffffff";
}

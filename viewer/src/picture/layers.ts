import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { Point } from "@kontrollrom/contracts/point.ts";
import type { Priority } from "@kontrollrom/contracts/primitives.ts";
import type { Quantity, QuantityKind } from "@kontrollrom/contracts/quantity.ts";
import type { PresentValue } from "@kontrollrom/contracts/sample.ts";
import { interpolateRgb, interpolateViridis, piecewise, rgb, scaleLinear } from "d3";
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
  readonly kind: QuantityKind;
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly scale: (palette: Palette) => (part: number) => string;
  /** What a room with several sensors is shown by. */
  readonly combine: "mean" | "most" | "sum";
}

interface Look {
  readonly domain: readonly [number, number];
  readonly ticks?: readonly number[];
  readonly scale?: ValueLayer["scale"];
  readonly combine?: ValueLayer["combine"];
}

const css = (colour: Rgb) => rgb(...colour).formatRgb();
/** Blue–grey–orange around a middle that is wanted. */
const around = (palette: Palette) =>
  piecewise(interpolateRgb, [css(palette.low), css(palette.middle), css(palette.high)]);
const amount = () => interpolateViridis;
/** A state is there or not: blue where that is no trouble, orange where somebody may have to act. */
const calmState = (palette: Palette) => (part: number) => css(part < 0.5 ? palette.neutral : palette.low);
const warningState = (palette: Palette) => (part: number) => css(part < 0.5 ? palette.neutral : palette.high);

/** To give a quantity a scale of its own: an entry here. Those without one get a scale of what the building has. */
const looks: Readonly<Partial<Record<Quantity, Look>>> = {
  // 21 °C in the middle: what most rooms are heated to.
  temperature: { domain: [15, 27], ticks: [15, 18, 21, 24, 27], scale: around },
  "temperature-setpoint": { domain: [15, 27], ticks: [15, 18, 21, 24, 27], scale: around },
  "surface-temperature": { domain: [5, 45], ticks: [5, 15, 25, 35, 45] },
  // From outdoor air to far beyond the 1000 ppm of the Norwegian Institute of Public Health's indoor-air norm.
  co2: { domain: [400, 1600], ticks: [400, 700, 1000, 1300, 1600] },
  humidity: { domain: [10, 70], ticks: [10, 25, 40, 55, 70], scale: around },
  tvoc: { domain: [0, 1000] },
  "pm2.5": { domain: [0, 50] },
  pm10: { domain: [0, 100] },
  // 200 Bq/m³ is the limit for radon indoors, 100 the one at which something is to be done (TEK17 § 13-5).
  radon: { domain: [0, 400], ticks: [0, 100, 200, 300, 400] },
  illuminance: { domain: [0, 1000] },
  "sound-level": { domain: [30, 90] },
  motion: { domain: [0, 20], combine: "most" },
  occupancy: { domain: [0, 1], combine: "most" },
  "people-count": { domain: [0, 40], combine: "sum" },
  power: { domain: [0, 10], combine: "sum" },
  airflow: { domain: [0, 1000], combine: "sum" },
  "valve-position": { domain: [0, 100] },
  "damper-position": { domain: [0, 100] },
  "fan-speed": { domain: [0, 100] },
};

/** What people look for first; the rest follow by name. */
const firstLooked: readonly Quantity[] = [
  "temperature",
  "co2",
  "humidity",
  "occupancy",
  "illuminance",
  "people-count",
  "sound-level",
  "energy",
  "power",
];
const troubleStates: readonly Quantity[] = [
  "leak-detected",
  "liquid-detected",
  "smoke",
  "gas-alarm",
  "tamper",
  "fall-detected",
  "filter-alarm",
  "lamp-fault",
];

/** One layer for each quantity that rooms of the building have, those that people look for first in front. */
export function layersOf(points: readonly Point[]): readonly ValueLayer[] {
  const found = new Map<Quantity, Point[]>();
  for (const point of points) {
    if (point.diagnostic || point.spaceId === undefined) continue;
    const list = found.get(point.quantity);
    if (list === undefined) found.set(point.quantity, [point]);
    else list.push(point);
  }
  const order = (quantity: Quantity) =>
    firstLooked.includes(quantity) ? firstLooked.indexOf(quantity) : firstLooked.length;
  return [...found]
    .sort(([a], [b]) => order(a) - order(b) || a.localeCompare(b))
    .map(([, [first, ...rest]]) => layerOf(first as Point, rest));
}

/** The layer of a quantity: `point` and `others` are the building's points of it. */
export function layerOf(
  point: Pick<Point, "quantity" | "unit" | "kind" | "present">,
  others: readonly Pick<Point, "present">[] = [],
): ValueLayer {
  const { quantity, unit, kind } = point;
  const base = { name: quantity, quantity, unit, kind };
  if (kind === "state" && (looks[quantity]?.domain[1] ?? 1) === 1)
    return {
      ...base,
      domain: [0, 1],
      ticks: [],
      scale: troubleStates.includes(quantity) ? warningState : calmState,
      combine: "most",
    };
  const look = looks[quantity] ?? { domain: domainOf(kind, [point, ...others]) };
  return {
    ...base,
    domain: look.domain,
    ticks: look.ticks ?? scaleLinear(look.domain, [0, 1]).ticks(4),
    scale: look.scale ?? amount,
    combine: look.combine ?? (kind === "counter" ? "sum" : "mean"),
  };
}

/** Round numbers around what is measured now. What a counter counted in a day is not known beforehand: 0 to 100 of its unit. */
function domainOf(kind: QuantityKind, points: readonly Pick<Point, "present">[]): readonly [number, number] {
  if (kind === "counter") return [0, 100];
  const values = points.flatMap(({ present }) =>
    present === undefined || present.quality === "bad" ? [] : [present.value],
  );
  if (values.length === 0) return [0, 100];
  const low = Math.min(0, ...values);
  const high = Math.max(...values);
  const [from = 0, to = 1] = scaleLinear([low, high === low ? low + 1 : high + (high - low) * 0.2], [0, 1])
    .nice(4)
    .domain();
  return [from, to];
}

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
  /** In an area of a layer. */
  | {
      readonly kind: "area";
      readonly colour: number;
      readonly rgb: Rgb;
      readonly code: string;
      readonly text: string;
    }
  | { readonly kind: "alarm"; readonly priority: Priority };

/**
 * A room's value: of the sensors that are fresh, or of the old ones when none is, put together as the layer says. Bad values do not
 * count. `isStale` judges one value by its age.
 */
export function roomValue(
  values: readonly (PresentValue | undefined)[],
  isStale: (value: PresentValue) => boolean,
  combine: ValueLayer["combine"] = "mean",
): RoomStatus {
  const usable = values.filter(
    (value): value is PresentValue => value !== undefined && value.quality !== "bad",
  );
  if (usable.length === 0) return { kind: "none" };
  const fresh = usable.filter((value) => !isStale(value));
  const counted = fresh.length > 0 ? fresh : usable;
  const sum = counted.reduce((so, { value }) => so + value, 0);
  const value =
    combine === "most"
      ? Math.max(...counted.map((one) => one.value))
      : combine === "sum"
        ? sum
        : sum / counted.length;
  return { kind: "value", value, stale: fresh.length === 0 };
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
    case "area":
      return status.rgb;
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

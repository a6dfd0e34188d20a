import type { Quantity } from "@kontrollrom/contracts/quantity.ts";
import type { JsonValue } from "@kontrollrom/lorawan-decoders/sandbox/codec.ts";
import { isObject } from "../pipeline/message.ts";

/** One value of a normalised payload, as the pipeline takes it. */
export interface NormalizedValue {
  /** Its place in the payload: `air.temperature`. */
  readonly path: string;
  readonly quantity: Quantity;
  readonly value: number | boolean;
  readonly unit?: string;
  readonly channel?: string;
  /** Epoch ms. */
  readonly time?: number;
}

interface Meaning {
  readonly quantity: Quantity;
  readonly unit?: string;
  readonly factor?: number;
}

/**
 * The measurements of The Things Network's device repository (lib/payload.json, July 2024), with those that The Things Stack has taken
 * in since (`water`, `metering`, `action`, `position`, `battery`), in its units.
 */
const meanings: Readonly<Record<string, Meaning>> = {
  "air.temperature": { quantity: "temperature" },
  "air.relativeHumidity": { quantity: "humidity" },
  "air.pressure": { quantity: "atmospheric-pressure", unit: "hPa" },
  "air.co2": { quantity: "co2" },
  "air.lightIntensity": { quantity: "illuminance" },
  "soil.moisture": { quantity: "soil-moisture" },
  "soil.temperature": { quantity: "soil-temperature" },
  // dS/m
  "soil.ec": { quantity: "soil-conductivity", factor: 1000 },
  "soil.pH": { quantity: "ph" },
  "wind.speed": { quantity: "wind-speed" },
  "wind.direction": { quantity: "wind-direction" },
  "rain.intensity": { quantity: "rain-rate" },
  "rain.cumulative": { quantity: "rainfall" },
  "water.leak": { quantity: "leak-detected" },
  "metering.water.total": { quantity: "water-volume", unit: "L" },
  "action.motion.detected": { quantity: "motion" },
  "action.motion.count": { quantity: "motion" },
  "position.latitude": { quantity: "latitude" },
  "position.longitude": { quantity: "longitude" },
  // volts
  battery: { quantity: "battery-voltage" },
};

const words: Readonly<Record<string, boolean>> = { open: true, closed: false };
const maxMeasurements = 100;

/** The values of what `normalizeUplink` gave: one measurement, or a list of them, each with a time of its own if it says so. */
export function normalizedValues(data: JsonValue): NormalizedValue[] {
  const list = Array.isArray(data) ? (data as readonly JsonValue[]) : [data];
  return list.slice(0, maxMeasurements).flatMap((measurement) => {
    if (!isObject(measurement)) return [];
    const time = typeof measurement.time === "string" ? Date.parse(measurement.time) : undefined;
    const found: NormalizedValue[] = [];
    // Several depths of one probe are several measurements, told apart by the depth in centimetres.
    const soil = isObject(measurement.soil) ? measurement.soil : {};
    const depth = typeof soil.depth === "number" ? `${soil.depth}cm` : undefined;
    walk(measurement, "", (path, value) => {
      const meaning = Object.hasOwn(meanings, path) ? meanings[path] : undefined;
      const state = path === "action.contactState" ? contact(value) : undefined;
      if (state === undefined && (meaning === undefined || typeof value === "string")) return;
      found.push({
        path,
        ...(state !== undefined
          ? { quantity: "door-open" as const, value: state }
          : toValue(meaning as Meaning, value as number | boolean)),
        ...(depth !== undefined && path.startsWith("soil.") && { channel: depth }),
        ...(time !== undefined && Number.isFinite(time) && { time }),
      });
    });
    // A count says more than that there was something to count.
    return found.some(({ path }) => path === "action.motion.count")
      ? found.filter(({ path }) => path !== "action.motion.detected")
      : found;
  });
}

function contact(value: unknown): boolean | undefined {
  return typeof value === "string" && Object.hasOwn(words, value) ? words[value] : undefined;
}

function toValue({ quantity, unit, factor }: Meaning, value: number | boolean) {
  return {
    quantity,
    value: factor !== undefined && typeof value === "number" ? value * factor : value,
    ...(unit !== undefined && { unit }),
  };
}

function walk(value: unknown, path: string, found: (path: string, value: unknown) => void): void {
  if (isObject(value)) {
    for (const [step, inner] of Object.entries(value))
      walk(inner, path === "" ? step : `${path}.${step}`, found);
    return;
  }
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "string")
    found(path, value);
}

import { round } from "../../output.ts";
import type { Quantity } from "../../units.ts";
import { battery, type Report } from "./record.ts";

interface Field {
  readonly quantity: Quantity;
  /** Their number times this is in our unit. */
  readonly factor: number;
  readonly signed?: true;
  readonly channel?: string;
}

function field(quantity: Quantity, factor = 1, channel?: string): Field {
  return channel === undefined ? { quantity, factor } : { quantity, factor, channel };
}

function degrees(channel?: string, quantity: Quantity = "temperature"): Field {
  return { ...field(quantity, 0.01, channel), signed: true };
}

const particles = [field("pm1"), field("pm2.5"), field("pm10")] as const;

/** Three words a report; 0xffff stands for a sensor that is not there. A gap is a value without a quantity. */
const stationReports: ReadonlyMap<number, readonly (Field | undefined)[]> = new Map<
  number,
  readonly (Field | undefined)[]
>([
  [1, particles.map((one) => ({ ...one, channel: "standard" }))],
  [2, particles],
  [5, [field("o3", 0.1), field("co", 0.1), field("no", 0.1)]],
  [6, [field("no2", 0.1), field("so2", 0.1), field("h2s", 0.1)]],
  [7, [field("co2", 0.1), field("nh3", 0.1), field("sound-level", 0.1)]],
  [8, [field("ph", 0.01), degrees("ph"), { ...field("orp"), signed: true }]],
  [9, [field("turbidity", 0.1), degrees("turbidity"), field("soil-moisture", 0.01)]],
  [10, [field("soil-moisture", 0.01), degrees(undefined, "soil-temperature"), field("level", 0.001)]],
  [11, [degrees("oxygen"), field("dissolved-oxygen", 0.01), field("oxygen-saturation", 0.1)]],
  [12, [degrees(), field("humidity", 0.01), field("wind-speed", 0.01)]],
  // Tenths of a ppm.
  [14, [field("tvoc", 100)]],
  [16, [field("soil-moisture", 0.01), degrees(undefined, "soil-temperature"), field("soil-conductivity")]],
  [17, [field("vibration", 0.1)]],
]);

/** Weather, air, water and soil stations: which sensors a report is about follows from its type. */
export const station: Report = (frame, out, kind) => {
  battery(frame, out);
  if (kind === 13) {
    const direction = frame.u16be("wind direction");
    if (direction !== 0xffff) out.add("wind-direction", direction);
    const pressure = frame.u32be("pressure");
    if (pressure !== 0xffffffff) out.add("atmospheric-pressure", pressure);
    return;
  }
  for (const field of stationReports.get(kind) ?? []) {
    const raw = frame.u16be("value");
    if (field === undefined || raw === 0xffff) continue;
    const value = field.signed ? (raw << 16) >> 16 : raw;
    out.add(field.quantity, round(value * field.factor, 6), field.channel);
  }
};

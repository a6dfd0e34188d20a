import { defineDecoder } from "../../define.ts";
import { byHex } from "../../hex.ts";
import type { Quantity } from "../../units.ts";

interface Measurement {
  readonly quantity: Quantity;
  /** Values come in thousandths of the vendor's unit; this takes them to ours. */
  readonly factor: number;
}

/** Measurement id → quantity, "SenseCAP measurement list". */
const measurements = byHex<Measurement>({
  "1001": { quantity: "temperature", factor: 1 },
  "1002": { quantity: "humidity", factor: 1 },
  "1003": { quantity: "illuminance", factor: 1 },
  "1004": { quantity: "co2", factor: 1 },
  "1005": { quantity: "atmospheric-pressure", factor: 1 },
  "1006": { quantity: "soil-temperature", factor: 1 },
  "1007": { quantity: "soil-moisture", factor: 1 },
  "1008": { quantity: "wind-direction", factor: 1 },
  "1009": { quantity: "wind-speed", factor: 1 },
  "100a": { quantity: "ph", factor: 1 },
  "100c": { quantity: "soil-conductivity", factor: 1000 },
  "100e": { quantity: "soil-moisture", factor: 1 },
  "1011": { quantity: "rain-rate", factor: 1 },
  "1013": { quantity: "distance", factor: 0.01 },
  "1014": { quantity: "leak-detected", factor: 1 },
  "1015": { quantity: "level", factor: 0.01 },
  "1018": { quantity: "water-flow", factor: 1 },
  "1019": { quantity: "water-volume", factor: 1 },
  "101b": { quantity: "water-conductivity", factor: 1 },
  "101c": { quantity: "temperature", factor: 1 },
});

const batteryAndInterval = 0x0007;

/** Frames of seven bytes (channel, measurement id, value; little-endian) and two bytes of checksum at the end. */
export const sensecapS210x = defineDecoder({
  id: "seeed-sensecap-s210x",
  vendor: "Seeed",
  models: [
    ...["SenseCAP S2101", "SenseCAP S2102", "SenseCAP S2103", "SenseCAP S2104", "SenseCAP S2105"],
    ...["SenseCAP S2106", "SenseCAP S2107", "SenseCAP S2108", "SenseCAP S2109", "SenseCAP S2110"],
  ],
  source: "Seeed Studio, SenseCAP LoRaWAN payload and measurement list",
  quantities: [
    ...([
      "temperature",
      "humidity",
      "illuminance",
      "co2",
      "atmospheric-pressure",
      "soil-temperature",
    ] as const),
    ...(["soil-moisture", "wind-direction", "wind-speed", "ph", "soil-conductivity", "rain-rate"] as const),
    ...(["distance", "leak-detected", "level", "water-flow", "water-volume", "water-conductivity"] as const),
    ...(["battery-level"] as const),
  ],
  examples: [
    {
      name: "climate",
      payload: "01 0110 b0680000 01 0210 88f40000 8cff",
      fPort: 2,
      readings: [
        ["temperature", 26.8],
        ["humidity", 62.6],
      ],
    },
    {
      name: "below zero, with the battery",
      payload: "01 0110 18fcffff 00 0700 64003c00 0000",
      fPort: 2,
      readings: [
        ["temperature", -1],
        ["battery-level", 100],
      ],
    },
    {
      name: "cut short",
      payload: "01 0110 b068",
      fPort: 2,
      error: "expected frames of 7 bytes and 2 of checksum, got 5",
    },
  ],
  read(frame, out) {
    if (frame.length < 9 || (frame.length - 2) % 7 !== 0) {
      frame.fail(`expected frames of 7 bytes and 2 of checksum, got ${frame.length} bytes`, 0);
    }
    while (frame.left > 2) {
      frame.skip(1, "channel");
      const id = frame.u16le("measurement id");
      const measurement = measurements.get(id);
      if (measurement !== undefined) {
        out.add(measurement.quantity, (frame.i32le("value") / 1000) * measurement.factor);
      } else if (id === batteryAndInterval) {
        out.add("battery-level", frame.u16le("battery level"));
        frame.skip(2, "interval");
      } else {
        if (id > 0x1000) out.warn(`measurement 0x${id.toString(16)} has no quantity`);
        frame.skip(4, "value");
      }
    }
  },
});

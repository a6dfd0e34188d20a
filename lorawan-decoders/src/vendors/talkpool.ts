import type { Decoder, Example } from "../decoder.ts";
import { defineDecoder } from "../define.ts";
import type { Frame } from "../frame.ts";
import type { Output } from "../output.ts";
import type { Quantity } from "../units.ts";

/** Twelve bits each: high bytes of temperature and humidity, then their low halves in one byte. */
function climate(frame: Frame, out: Output): void {
  frame.need(3, "temperature and humidity");
  const temperatureHigh = frame.u8("temperature");
  const humidityHigh = frame.u8("humidity");
  const low = frame.u8("temperature and humidity");
  out.add("temperature", (((temperatureHigh << 4) | (low >> 4)) - 800) / 10);
  out.add("humidity", (((humidityHigh << 4) | (low & 0x0f)) - 250) / 10);
}

interface TalkpoolDefinition {
  readonly id: string;
  readonly models: readonly string[];
  readonly quantities: readonly Quantity[];
  readonly examples: readonly Example[];
  read(frame: Frame, out: Output): void;
}

function talkpool({ read, ...facts }: TalkpoolDefinition): Decoder {
  return defineDecoder({
    ...facts,
    vendor: "Talkpool",
    source: `Talkpool, ${facts.models[0]} reference manual`,
    read(frame, out) {
      if (frame.fPort === 1) out.warn("start of the device or answer to a command, no measurement");
      else read(frame, out);
    },
  });
}

const bytesOfMeasurement = 3;

export const talkpoolOy1110 = talkpool({
  id: "talkpool-oy1110",
  models: ["OY1110", "OY1100"],
  quantities: ["temperature", "humidity"],
  examples: [
    {
      name: "a report",
      payload: "4424ee",
      fPort: 2,
      readings: [
        ["temperature", 30.2],
        ["humidity", 34],
      ],
    },
    {
      name: "a group, of which the last is of now",
      payload: "0f 2e3ccd 3338d2 3931f5",
      fPort: 3,
      readings: [
        ["temperature", 12.7],
        ["humidity", 53.9],
      ],
    },
    { name: "cut short", payload: "4424", fPort: 2, error: "expected measurements of 3 bytes, got 2 bytes" },
  ],
  read(frame, out) {
    frame.expectPort(2, 3);
    if (frame.fPort === 3) frame.skip(1, "interval");
    if (frame.left === 0 || frame.left % bytesOfMeasurement !== 0) {
      frame.fail(`expected measurements of ${bytesOfMeasurement} bytes, got ${frame.left} bytes`);
    }
    const earlier = frame.left / bytesOfMeasurement - 1;
    if (earlier > 0) out.warn(`${earlier} earlier measurements without a time of their own left out`);
    frame.offset = frame.length - bytesOfMeasurement;
    climate(frame, out);
  },
});

export const talkpoolOy1210 = talkpool({
  id: "talkpool-oy1210",
  models: ["OY1210"],
  quantities: ["temperature", "humidity", "co2"],
  examples: [
    {
      name: "a report",
      payload: "4020b1 02bc",
      fPort: 2,
      readings: [
        ["temperature", 23.5],
        ["humidity", 26.3],
        ["co2", 700],
      ],
    },
    { name: "cut short", payload: "4020b1 02", fPort: 2, error: "byte 3: expected 2 bytes for CO2, 1 left" },
  ],
  read(frame, out) {
    frame.expectPort(2);
    climate(frame, out);
    out.add("co2", frame.u16be("CO2"));
  },
});

export const talkpoolOy1700 = talkpool({
  id: "talkpool-oy1700",
  models: ["OY1700"],
  quantities: ["temperature", "humidity", "pm1", "pm2.5", "pm10"],
  examples: [
    {
      name: "a report",
      payload: "4020b1 0003 0005 0008",
      fPort: 2,
      readings: [
        ["temperature", 23.5],
        ["humidity", 26.3],
        ["pm1", 3],
        ["pm2.5", 5],
        ["pm10", 8],
      ],
    },
    {
      name: "cut short",
      payload: "4020b1 0003",
      fPort: 2,
      error: "byte 5: expected 2 bytes for PM2.5, 0 left",
    },
  ],
  read(frame, out) {
    frame.expectPort(2);
    climate(frame, out);
    out.add("pm1", frame.u16be("PM1"));
    out.add("pm2.5", frame.u16be("PM2.5"));
    out.add("pm10", frame.u16be("PM10"));
  },
});

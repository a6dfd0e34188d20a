import { defineDecoder } from "../define.ts";
import type { Frame } from "../frame.ts";
import type { Output } from "../output.ts";
import type { Quantity } from "../units.ts";

interface Kind {
  readonly quantity: Quantity;
  readonly factor: number;
}

/** Kind of measurement → quantity, and what takes the vendor's unit to ours. */
const kinds: ReadonlyMap<number, Kind> = new Map([
  [2, { quantity: "battery-voltage", factor: 0.001 }],
  [3, { quantity: "temperature", factor: 1 }],
  [4, { quantity: "humidity", factor: 1 }],
  [5, { quantity: "atmospheric-pressure", factor: 100 }],
  [6, { quantity: "illuminance", factor: 1 }],
  [7, { quantity: "co2", factor: 1 }],
  [8, { quantity: "tvoc", factor: 1 }],
  [10, { quantity: "distance", factor: 0.001 }],
  [13, { quantity: "power", factor: 0.001 }],
  [24, { quantity: "pulse-count", factor: 1 }],
  [26, { quantity: "co", factor: 1 }],
  [27, { quantity: "co2", factor: 1 }],
  [28, { quantity: "sound-level", factor: 1 }],
  [32, { quantity: "pm1", factor: 1 }],
  [33, { quantity: "pm2.5", factor: 1 }],
  [35, { quantity: "pm10", factor: 1 }],
  [38, { quantity: "energy", factor: 1 }],
]);

/** Address of a dust concentration → quantity; 3 is PM4 and higher ones count particles. */
const dustKind = 9;
const dust: ReadonlyMap<number | undefined, Quantity> = new Map<number | undefined, Quantity>([
  [1, "pm1"],
  [2, "pm2.5"],
  [4, "pm10"],
]);

const accelerationKind = 14;
const standardGravity = 9.80665;

/** A signed whole number of 1–8 bytes, high byte first. */
function signedValue(frame: Frame, length: number): number {
  const first = frame.i8("value");
  let value = first;
  for (let i = 1; i < length; i++) value = value * 256 + frame.u8("value");
  return value;
}

/**
 * Row of measurements: a key (kind in bits 2–7, decimals in bits 0–1), how long before the frame it was measured
 * (16ths of its own unit, not used here), lengths (address in the high half, value less one in the low half), the
 * address and the value.
 */
function measurement(frame: Frame, out: Output): void {
  const key = frame.u8("key");
  const kind = key >> 2;
  const scale = 10 ** (key & 3);
  frame.skip(1, "age");
  const lengths = frame.u8("lengths");
  const addressLength = lengths >> 4;
  const valueLength = (lengths & 0x0f) + 1;
  frame.need(addressLength + valueLength, "address and value");
  let address: number | undefined;
  for (let i = 0; i < addressLength; i++) address = (address ?? 0) * 256 + frame.u8("address");
  const channel = address === undefined ? undefined : String(address);
  const known = kinds.get(kind);
  const dustOf = kind === dustKind ? dust.get(address) : undefined;
  if (known !== undefined && valueLength <= 6) {
    out.add(known.quantity, (signedValue(frame, valueLength) / scale) * known.factor, channel);
  } else if (dustOf !== undefined && valueLength === 2) {
    out.add(dustOf, frame.u16be("dust") / scale);
  } else if (kind === accelerationKind && valueLength === 6) {
    for (const axis of ["x", "y", "z"])
      out.add("acceleration", (frame.i16be(axis) / scale) * standardGravity, axis);
  } else {
    // States, voltages and custom values mean something else on every model.
    frame.skip(valueLength, "value");
  }
}

export const yosensi = defineDecoder({
  id: "yosensi",
  vendor: "Yosensi",
  models: [
    ...["YO Agribox", "YO Ambience", "YO Analog", "YO Meter Reader 2.0", "YO Particulate Matter Sensor"],
    ...["YO Pure", "YO Pure Pro", "YO Relay Switch", "YO Temp", "YO Vibration Monitor", "YO Thermeter"],
    ...["YO Refrigerant Leak", "YO Agri Soil", "YO Distance", "YO Energy", "YO People Counter"],
  ],
  source: "Yosensi wiki, payload version 2 (KLV)",
  quantities: [
    ...([
      "battery-voltage",
      "temperature",
      "humidity",
      "atmospheric-pressure",
      "illuminance",
      "co2",
    ] as const),
    ...(["tvoc", "distance", "power", "pulse-count", "co", "sound-level", "pm1", "pm2.5", "pm10"] as const),
    ...(["energy", "acceleration"] as const),
  ],
  examples: [
    {
      name: "battery, own and external temperature",
      payload: "02 00 0000 0800011188 0d000100f7 10000038 0d00110000ea 0d001101ffdb",
      fPort: 1,
      readings: [
        ["battery-voltage", 4.488],
        ["temperature", 24.7],
        ["humidity", 56],
        ["temperature", 23.4, "0"],
        ["temperature", -3.7, "1"],
      ],
    },
    {
      name: "cut short",
      payload: "02 00 0000 080001 11",
      fPort: 1,
      error: "expected 2 bytes for address and value",
    },
    {
      name: "another version",
      payload: "01 00 0000",
      fPort: 1,
      error: "byte 0: payload version 1, expected 2",
    },
  ],
  read(frame, out) {
    const version = frame.u8("payload version");
    if (version !== 2) frame.fail(`payload version ${version}, expected 2`, 0);
    frame.skip(3, "counter and age");
    while (frame.left > 0) measurement(frame, out);
  },
});

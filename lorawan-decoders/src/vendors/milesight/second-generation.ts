import type { Decoder, Example } from "../../decoder.ts";
import { defineDecoder } from "../../define.ts";
import { type Frame, hexByte } from "../../frame.ts";
import { byHex } from "../../hex.ts";
import type { Output } from "../../output.ts";
import type { Quantity } from "../../units.ts";
import * as field from "./fields.ts";
import { type Read, skip } from "./tlv.ts";

/** What every device of this generation says of itself: one byte tells the kind, no channel before it. */
const attributes = byHex<Read>({
  c8: skip(1, "device status"),
  d8: skip(16, "region"),
  d9: skip(2, "OEM id"),
  da: skip(8, "product version"),
  db: skip(8, "serial number"),
  dd: skip(32, "part number"),
  de: skip(32, "product name"),
  df: skip(2, "TSL version"),
  ee: (frame) => frame.skip(frame.left, "serial number of the request"),
});

/** From here on the ids are settings, whose lengths only the device knows; no measurement comes behind them. */
const settings = { first: 0x50, last: 0xff } as const;

function secondGeneration(definition: {
  readonly id: string;
  readonly models: readonly string[];
  readonly quantities: readonly Quantity[];
  readonly table: Readonly<Record<string, Read>>;
  readonly examples: readonly Example[];
}): Decoder {
  const { table, ...facts } = definition;
  const readers = byHex(table);
  return defineDecoder({
    ...facts,
    vendor: "Milesight",
    source: "Milesight user guides of the second generation; SensorDecoders README tables",
    read(frame, out) {
      while (frame.left > 0) {
        const start = frame.offset;
        const id = frame.u8("id");
        const read = readers.get(id) ?? attributes.get(id);
        if (read !== undefined) read(frame, out);
        else if (id >= settings.first && id <= settings.last) {
          out.warn(`byte ${start}: setting ${hexByte(id)} and what follows left out`);
          return;
        } else frame.fail(`unknown id ${hexByte(id)}`, start);
      }
    },
  });
}

/** Hundredths of a degree. */
function celsius(quantity: Quantity): Read {
  return (frame, out) => out.add(quantity, frame.i16le(quantity) / 100);
}

/** A byte of a name in front of an alarm, and the value in hundredths where the alarm carries one. */
function temperatureEvent(withValue: readonly number[], quantity: Quantity): Read {
  return (frame, out) => {
    if (withValue.includes(frame.u8("kind of event"))) celsius(quantity)(frame, out);
  };
}

export const milesightWt102 = secondGeneration({
  id: "milesight-wt102",
  models: ["WT102"],
  quantities: ["battery-level", "temperature", "temperature-setpoint", "valve-position"],
  table: {
    "00": field.battery,
    "01": celsius("temperature"),
    "02": skip(2, "motor stroke"),
    "03": skip(2, "motor position"),
    "04": field.u8("valve-position"),
    "06": celsius("temperature-setpoint"),
    "07": field.u8("valve-position", "target"),
  },
  examples: [
    {
      name: "a report",
      payload: "0064 019d08 0432 066c07 073c",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["temperature", 22.05],
        ["valve-position", 50],
        ["temperature-setpoint", 19],
        ["valve-position", 60, "target"],
      ],
    },
    { name: "unknown id", payload: "0064 4a", fPort: 85, error: "unknown id 0x4a" },
  ],
});

function relays(frame: Frame, out: Output): void {
  const bits = frame.u32le("relays");
  for (let i = 0; i < 5; i++) out.flag("digital-output", ((bits >>> i) & 1) === 1, String(i + 1));
}

export const milesightWt303 = secondGeneration({
  id: "milesight-wt303",
  models: ["WT303", "WT304"],
  quantities: [
    ...(["temperature", "humidity", "temperature-setpoint", "valve-position"] as const),
    ...(["fan-running", "digital-output"] as const),
  ],
  table: {
    "01": celsius("temperature"),
    "02": field.u16("humidity", 10),
    "03": celsius("temperature-setpoint"),
    "04": skip(1, "source of the temperature"),
    "05": skip(1, "control"),
    "06": field.u8("valve-position"),
    "07": (frame, out) => out.flag("fan-running", (frame.u8("fan") & 0x0f) !== 0),
    "08": skip(1, "schedule"),
    "09": temperatureEvent([16, 17, 32, 33], "temperature"),
    "10": relays,
  },
  examples: [
    {
      name: "a report",
      payload: "01ea08 023702 036c07 0401 0501 0600 0722 0811",
      fPort: 85,
      readings: [
        ["temperature", 22.82],
        ["humidity", 56.7],
        ["temperature-setpoint", 19],
        ["valve-position", 0],
        ["fan-running", 1],
      ],
    },
    { name: "cut short", payload: "01ea", fPort: 85, error: "expected 2 bytes for temperature, 1 left" },
  ],
});

/** Detector of vapour from e-cigarettes. An alarm carries its value where the threshold was passed. */
export const milesightGs601 = secondGeneration({
  id: "milesight-gs601",
  models: ["GS601"],
  quantities: [
    ...(["battery-level", "air-quality-index", "pm1", "pm2.5", "pm10", "temperature", "humidity"] as const),
    ...(["tvoc", "tamper", "occupancy"] as const),
  ],
  table: {
    "00": field.battery,
    "01": field.u8("air-quality-index", "vapour"),
    "03": field.u16("pm1"),
    "05": field.u16("pm2.5"),
    "07": field.u16("pm10"),
    "09": field.i16("temperature", 10),
    "0b": field.u16("humidity", 10),
    "0d": field.u16("tvoc"),
    "0f": field.flag("tamper"),
    "11": skip(1, "buzzer"),
    "12": field.flag("occupancy"),
    "2b": skip(4, "hours of the particle sensor"),
  },
  examples: [
    {
      name: "a report",
      payload: "0064 0103 030200 050200 070200 09e900 0b4302 0d3000 0f00 1100 1201",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["air-quality-index", 3, "vapour"],
        ["pm1", 2],
        ["pm2.5", 2],
        ["pm10", 2],
        ["temperature", 23.3],
        ["humidity", 57.9],
        ["tvoc", 48],
        ["tamper", 0],
        ["occupancy", 1],
      ],
    },
    { name: "cut short", payload: "0302", fPort: 85, error: "expected 2 bytes for pm1, 1 left" },
  ],
});

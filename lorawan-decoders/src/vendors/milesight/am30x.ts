import type { Frame } from "../../frame.ts";
import type { Output } from "../../output.ts";
import * as field from "./fields.ts";
import { milesight, type Read, type Table } from "./tlv.ts";

/** Type 0x7d: the air-quality rating in hundredths. */
const airQualityRating: Read = (frame, out) => out.add("tvoc-index", frame.u16le("TVOC rating") / 100);

/** Type 0xe6: a mass concentration in µg/m³. */
const airQualityMass: Read = field.u16("tvoc-concentration");

/** mg/m³ in hundredths */
const formaldehyde: Read = (frame, out) => out.add("hcho", field.formaldehydePpm(frame.u16le("HCHO") / 100));

/** AM304L and AM305L: bit 15 tells of motion now, bits 0–14 count it. */
const motionCount: Read = (frame, out) => out.add("motion", frame.u16le("motion count") & 0x7fff);

const current: Table = {
  "01 75": field.battery,
  "03 67": field.temperature(),
  "04 68": field.humidity(),
  "05 00": field.flag("motion"),
  "05 9f": motionCount,
  "06 cb": field.u8("light-level"),
  "06 9d": field.u16("illuminance"),
  "07 7d": field.u16("co2"),
  "08 7d": airQualityRating,
  "08 e6": airQualityMass,
  "09 73": field.atmosphericPressure,
  "0a 7d": formaldehyde,
  "0b 7d": field.u16("pm2.5"),
  "0c 7d": field.u16("pm10"),
  "0d 7d": field.u16("o3", 100),
  "0e 01": (frame) => frame.skip(1, "buzzer"),
  "83 67": field.alarm(field.temperature()),
  "86 9d": field.alarm(field.u16("illuminance")),
  "87 7d": field.alarm(field.u16("co2")),
};

/** A record is 16 bytes on the AM307; the AM308 adds two of particles, the AM319 one more of its gas. */
const recordLengths = [16, 20, 22] as const;

/**
 * All records of a frame come from one device and so have one length: the one with which each next record starts
 * on its own channel and type and the last ends the frame.
 */
function recordLength(frame: Frame): number {
  const start = frame.offset;
  for (const length of recordLengths) {
    let next = start + length;
    while (isHistory(frame, next)) next += 2 + length;
    if (next === frame.length) return length;
  }
  return frame.fail(
    `expected history records of ${recordLengths.join(", ")} bytes, ${frame.left} bytes left`,
  );
}

function isHistory(frame: Frame, offset: number): boolean {
  const channel = frame.bytes[offset];
  return (channel === 0x20 || channel === 0x21) && frame.bytes[offset + 1] === 0xce;
}

type Gas = (frame: Frame, out: Output, time: number) => void;

function record(rating: boolean, gas: Gas): Read {
  return (frame, out) => {
    const length = recordLength(frame);
    const time = field.recordTime(frame);
    out.add("temperature", frame.i16le("temperature") / 10, undefined, time);
    out.add("humidity", frame.u16le("humidity") / 2, undefined, time);
    out.flag("motion", frame.u8("motion") === 1, undefined, time);
    out.add("light-level", frame.u8("light level"), undefined, time);
    out.add("co2", frame.u16le("CO2"), undefined, time);
    const tvoc = frame.u16le("TVOC");
    if (rating) out.add("tvoc-index", tvoc / 100, undefined, time);
    else out.add("tvoc-concentration", tvoc, undefined, time);
    out.add("atmospheric-pressure", frame.u16le("atmospheric pressure") * 10, undefined, time);
    if (length >= 20) {
      out.add("pm2.5", frame.u16le("PM2.5"), undefined, time);
      out.add("pm10", frame.u16le("PM10"), undefined, time);
    }
    if (length === 22) gas(frame, out, time);
  };
}

const formaldehydeGas: Gas = (frame, out, time) =>
  out.add("hcho", field.formaldehydePpm(frame.u16le("HCHO") / 100), undefined, time);
const ozoneGas: Gas = (frame, out, time) => out.add("o3", frame.u16le("O3") / 100, undefined, time);

const source = "Milesight AM300 Series User Guide; SensorDecoders am-series README tables";

export const milesightAm3xx = milesight({
  id: "milesight-am3xx",
  models: ["AM304L", "AM305L", "AM307", "AM307L", "AM308", "AM308L", "AM319", "AM319L", "AM319-HCHO"],
  source,
  quantities: [
    ...(["battery-level", "temperature", "humidity", "motion", "light-level", "illuminance", "co2"] as const),
    ...(["tvoc-index", "tvoc-concentration", "atmospheric-pressure", "hcho", "pm2.5", "pm10", "o3"] as const),
  ],
  table: { ...current, "20 ce": record(true, formaldehydeGas), "21 ce": record(false, formaldehydeGas) },
  examples: [
    {
      name: "AM319 with formaldehyde",
      payload: "0367ee00 04687c 050001 06cb02 077da803 087d2500 09736627 0a7d0400 0b7d2000 0c7d3000",
      fPort: 85,
      readings: [
        ["temperature", 23.8],
        ["humidity", 62],
        ["motion", 1],
        ["light-level", 2],
        ["co2", 936],
        ["tvoc-index", 0.37],
        ["atmospheric-pressure", 100_860],
        ["hcho", 0.032572],
        ["pm2.5", 32],
        ["pm10", 48],
      ],
    },
    {
      name: "AM307: two records that were kept",
      payload: "20ce 0cca3565 e100 6e00 01 04 c201 2a00 9727 20ce 64cc3565 e200 6e00 00 03 c301 2b00 9827",
      fPort: 85,
      readings: [
        ["temperature", 22.5, undefined, 1_698_023_948_000],
        ["humidity", 55, undefined, 1_698_023_948_000],
        ["motion", 1, undefined, 1_698_023_948_000],
        ["light-level", 4, undefined, 1_698_023_948_000],
        ["co2", 450, undefined, 1_698_023_948_000],
        ["tvoc-index", 0.42, undefined, 1_698_023_948_000],
        ["atmospheric-pressure", 101_350, undefined, 1_698_023_948_000],
        ["temperature", 22.6, undefined, 1_698_024_548_000],
        ["humidity", 55, undefined, 1_698_024_548_000],
        ["motion", 0, undefined, 1_698_024_548_000],
        ["light-level", 3, undefined, 1_698_024_548_000],
        ["co2", 451, undefined, 1_698_024_548_000],
        ["tvoc-index", 0.43, undefined, 1_698_024_548_000],
        ["atmospheric-pressure", 101_360, undefined, 1_698_024_548_000],
      ],
    },
    { name: "cut short", payload: "0367ee00 0468", fPort: 85, error: "byte 6: expected 1 byte for humidity" },
    {
      name: "unknown channel",
      payload: "0367ee00 77aa00",
      fPort: 85,
      error: "unknown channel 0x77 with type 0xaa",
    },
    {
      name: "record of a wrong length",
      payload: "20ce 0cca3565 e100",
      fPort: 85,
      error: "expected history records",
    },
  ],
});

export const milesightAm319Ozone = milesight({
  id: "milesight-am319-o3",
  models: ["AM319-O3", "AM319L-O3"],
  source,
  quantities: [
    ...([
      "battery-level",
      "temperature",
      "humidity",
      "motion",
      "light-level",
      "co2",
      "tvoc-index",
      "tvoc-concentration",
    ] as const),
    ...(["illuminance", "atmospheric-pressure", "hcho", "pm2.5", "pm10", "o3"] as const),
  ],
  table: { ...current, "20 ce": record(true, ozoneGas), "21 ce": record(false, ozoneGas) },
  examples: [
    {
      name: "ozone",
      payload: "0367ee00 04687c 0d7d0300",
      fPort: 85,
      readings: [
        ["temperature", 23.8],
        ["humidity", 62],
        ["o3", 0.03],
      ],
    },
    { name: "cut short", payload: "0d7d03", fPort: 85, error: "byte 2: expected 2 bytes for o3, 1 left" },
  ],
});

import type { Frame } from "../../frame.ts";
import { type Output, round } from "../../output.ts";
import type { Quantity } from "../../units.ts";
import type { Read } from "./tlv.ts";

/** ppm of formaldehyde in 1 mg/m³ at 25 °C and 101,325 kPa: molar volume 24.45 L over 30.026 g/mol. */
const hchoPpmPerMilligram = 24.45 / 30.026;

export function formaldehydePpm(milligramsPerCubicMetre: number): number {
  return round(milligramsPerCubicMetre * hchoPpmPerMilligram, 6);
}

/** UINT8, % */
export const battery: Read = (frame, out) => out.add("battery-level", frame.u8("battery level"));

/** INT16/10, °C */
export function temperature(channel?: string, quantity: Quantity = "temperature"): Read {
  return (frame, out) => out.add(quantity, frame.i16le("temperature") / 10, channel);
}

/** UINT8/2, %RH */
export function humidity(channel?: string): Read {
  return (frame, out) => out.add("humidity", frame.u8("humidity") / 2, channel);
}

/** UINT16/10, hPa */
export const atmosphericPressure: Read = (frame, out) =>
  out.add("atmospheric-pressure", frame.u16le("atmospheric pressure") * 10);

export function u8(quantity: Quantity, channel?: string): Read {
  return (frame, out) => out.add(quantity, frame.u8(quantity), channel);
}

export function u16(quantity: Quantity, divisor = 1, channel?: string): Read {
  return (frame, out) => out.add(quantity, frame.u16le(quantity) / divisor, channel);
}

export function i16(quantity: Quantity, divisor = 1, channel?: string): Read {
  return (frame, out) => out.add(quantity, frame.i16le(quantity) / divisor, channel);
}

export function u32(quantity: Quantity, divisor = 1, channel?: string): Read {
  return (frame, out) => out.add(quantity, frame.u32le(quantity) / divisor, channel);
}

export function flag(quantity: Quantity, channel?: string): Read {
  return (frame, out) => out.flag(quantity, frame.u8(quantity) === 1, channel);
}

/** The same measurement in an alarm report, with `extra` bytes of alarm state behind it. */
export function alarm(read: Read, extra = 1): Read {
  return (frame, out) => {
    read(frame, out);
    frame.skip(extra, "alarm state");
  };
}

/** Unix seconds of a history record, as epoch ms. */
export function recordTime(frame: Frame): number {
  return frame.u32le("time of the record") * 1000;
}

/** Adds in order what a history record holds, all of one time. */
export type RecordField = (frame: Frame, out: Output, time: number) => void;

export const recorded = {
  temperature: (frame, out, time) => out.add("temperature", frame.i16le("temperature") / 10, undefined, time),
  humidity: (frame, out, time) => out.add("humidity", frame.u8("humidity") / 2, undefined, time),
  humidity16: (frame, out, time) => out.add("humidity", frame.u16le("humidity") / 2, undefined, time),
  atmosphericPressure: (frame, out, time) =>
    out.add("atmospheric-pressure", frame.u16le("atmospheric pressure") * 10, undefined, time),
} satisfies Record<string, RecordField>;

export function recordedU8(quantity: Quantity): RecordField {
  return (frame, out, time) => out.add(quantity, frame.u8(quantity), undefined, time);
}

export function recordedU16(quantity: Quantity, divisor = 1): RecordField {
  return (frame, out, time) => out.add(quantity, frame.u16le(quantity) / divisor, undefined, time);
}

/** Channel 0x20, type 0xce: a record that was kept while the network was away. */
export function history(length: number, ...fields: readonly RecordField[]): Read {
  return (frame, out) => {
    frame.need(length, "history record");
    const time = recordTime(frame);
    for (const field of fields) field(frame, out, time);
  };
}

export function recordedFlag(quantity: Quantity): RecordField {
  return (frame, out, time) => out.flag(quantity, frame.u8(quantity) === 1, undefined, time);
}

export function recordedSkip(length: number, what: string): RecordField {
  return (frame) => frame.skip(length, what);
}

/** UINT16, mm → m */
export const distance: Read = (frame, out) => out.add("distance", frame.u16le("distance") / 1000);

/** Temperature, how much it changed, alarm state: INT16/10, INT16/10, UINT8. */
export const temperatureMutation: Read = alarm(temperature(), 3);

/** Latitude and longitude as INT32 in millionths of a degree. */
export function position(frame: Frame, out: Output, time?: number): void {
  out.add("latitude", frame.i32le("latitude") / 1_000_000, undefined, time);
  out.add("longitude", frame.i32le("longitude") / 1_000_000, undefined, time);
}

/** The bits 0, 1, 2… of a byte as outputs "1", "2", "3"…. */
export function outputs(count: number, what: string): Read {
  return (frame, out) => {
    const state = frame.u8(what);
    for (let i = 0; i < count; i++) out.flag("digital-output", ((state >> i) & 1) === 1, String(i + 1));
  };
}

/** Readings of the mains: voltage, active power, power factor, energy and current, the same on every Milesight meter. */
export const mains: Readonly<Record<string, Read>> = {
  "03 74": u16("voltage", 10),
  "04 80": u32("power", 1000),
  "05 81": u8PerCent("power-factor"),
  "06 83": u32("energy", 1000),
  "07 c9": u16("current", 1000),
};

export const mainsQuantities = ["voltage", "power", "power-factor", "energy", "current"] as const;

function u8PerCent(quantity: Quantity): Read {
  return (frame, out) => out.add(quantity, frame.u8(quantity) / 100);
}

/** UINT16, kPa → Pa */
export const pressure: Read = (frame, out) => out.add("pressure", frame.u16le("pressure") * 1000);

export const recordedPressure: RecordField = (frame, out, time) =>
  out.add("pressure", frame.u16le("pressure") * 1000, undefined, time);

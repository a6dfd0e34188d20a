import type { Frame } from "../../frame.ts";
import { byHex } from "../../hex.ts";
import type { Output } from "../../output.ts";
import type { Quantity } from "../../units.ts";

/** Reads the eight bytes behind the report type; `kind` is the report type. */
export type Report = (frame: Frame, out: Output, kind: number) => void;

/** Tenths of a volt; bit 7 tells that it is low. Devices on the mains report 0. */
function battery(frame: Frame, out: Output): void {
  const raw = frame.u8("battery");
  const volts = (raw & 0x7f) / 10;
  if (volts > 0) out.add("battery-voltage", volts);
  if ((raw & 0x80) !== 0) out.flag("battery-low", true);
}

const climate: Report = (frame, out) => {
  battery(frame, out);
  out.add("temperature", frame.i16be("temperature") / 100);
  out.add("humidity", frame.u16be("humidity") / 100);
};

function temperatures(count: number): Report {
  return (frame, out) => {
    battery(frame, out);
    if (count === 1) out.add("temperature", frame.i16be("temperature") / 10);
    else for (let i = 1; i <= count; i++) out.add("temperature", frame.i16be("temperature") / 10, String(i));
  };
}

function state(quantity: Quantity): Report {
  return (frame, out) => {
    battery(frame, out);
    out.flag(quantity, frame.u8("state") !== 0);
  };
}

function twoStates(quantity: Quantity): Report {
  return (frame, out) => {
    battery(frame, out);
    out.flag(quantity, frame.u8("state 1") !== 0, "1");
    out.flag(quantity, frame.u8("state 2") !== 0, "2");
  };
}

const batteryOnly: Report = (frame, out) => battery(frame, out);

/** Occupancy, light and temperature of a room. */
const room: Report = (frame, out) => {
  battery(frame, out);
  out.add("temperature", frame.i16be("temperature") / 100);
  out.add("illuminance", frame.u16be("illuminance"));
  out.flag("occupancy", frame.u8("occupancy") !== 0);
  out.flag("tamper", frame.u8("tamper") !== 0);
};

const light: Report = (frame, out) => {
  battery(frame, out);
  out.add("illuminance", frame.u32be("illuminance"));
};

const pulses: Report = (frame, out) => {
  battery(frame, out);
  out.add("pulse-count", frame.u16be("pulses"));
};

const analogMillivolts: Report = (frame, out) => {
  battery(frame, out);
  out.add("voltage", frame.u16be("voltage") / 1000);
};

/** Milliamperes and their tenths in a byte each, of one or of two inputs. */
function loop(count: number): Report {
  return (frame, out) => {
    battery(frame, out);
    frame.need(2 * count, "currents");
    const start = frame.offset;
    for (let i = 0; i < count; i++) {
      const milliamperes = frame.at(start + i, "current") + frame.at(start + count + i, "fine current") / 10;
      out.add("current", milliamperes / 1000, count === 1 ? undefined : String(i + 1));
    }
  };
}

const clampOnePhase: Report = (frame, out) => {
  battery(frame, out);
  const raw = frame.u16be("current");
  out.add("current", (raw * frame.u8("multiplier")) / 1000);
};

/** Multipliers as two bits each. */
const multiplierCodes = [1, 5, 10, 100] as const;

const clampType = 0x4a;
const recordLength = 11;

/** The record behind this one, where it is report 2 of the same device. `frame` stands behind the second current. */
function multipliersBehind(frame: Frame): readonly [second: number, third: number] | undefined {
  const next = frame.offset - 8 + recordLength;
  if (frame.bytes[next + 1] !== clampType || frame.bytes[next + 2] !== 2) return undefined;
  return [frame.at(next + 4, "multiplier 2"), frame.at(next + 5, "multiplier 3")];
}

/**
 * A current is the raw value in mA times its multiplier. Report 3 has everything; report 1 has but the first
 * multiplier, the others come in report 2, which may follow in the same frame.
 */
const clampThreePhases: Report = (frame, out, kind) => {
  battery(frame, out);
  if (kind === 1) {
    const raw = [frame.u16be("current 1"), frame.u16be("current 2")] as const;
    const behind = multipliersBehind(frame);
    const third = frame.u16be("current 3");
    out.add("current", (raw[0] * frame.u8("multiplier 1")) / 1000, "1");
    if (behind === undefined) {
      out.warn("currents 2 and 3 left out: their multipliers come in another report");
      return;
    }
    out.add("current", (raw[1] * behind[0]) / 1000, "2");
    out.add("current", (third * behind[1]) / 1000, "3");
  } else if (kind === 3) {
    const raw = [frame.u16be("current 1"), frame.u16be("current 2"), frame.u16be("current 3")];
    const codes = frame.u8("multipliers");
    raw.forEach((value, i) => {
      out.add("current", (value * (multiplierCodes[(codes >> (2 * i)) & 3] ?? 1)) / 1000, String(i + 1));
    });
  }
};

const meter: Report = (frame, out, kind) => {
  if (kind === 1) {
    out.flag("digital-output", frame.u8("relay") !== 0);
    out.add("energy", frame.u32be("energy") / 1000);
  } else {
    out.add("voltage", frame.u16be("voltage"));
    out.add("current", frame.u16be("current") / 1000);
    out.add("power", frame.u16be("power") / 1000);
  }
};

const distanceAndFill: Report = (frame, out) => {
  battery(frame, out);
  frame.skip(1, "state");
  out.add("distance", frame.u16be("distance") / 1000);
  out.add("temperature", frame.i16be("temperature") / 10);
  out.add("fill-level", frame.u8("fill level"));
  out.add("tilt", frame.u8("inclination"));
};

const levelByTop: Report = (frame, out) => {
  battery(frame, out);
  frame.skip(1, "state");
  out.add("distance", frame.u16be("distance") / 1000);
  out.add("fill-level", frame.u8("fill level"));
};

interface Field {
  readonly quantity: Quantity;
  readonly divisor: number;
  readonly signed?: true;
  readonly channel?: string;
}

/** Three words a report; 0xffff stands for a sensor that is not there. A gap is a value without a quantity. */
const stationReports: ReadonlyMap<number, readonly (Field | undefined)[]> = new Map([
  [
    1,
    [
      { quantity: "pm1", divisor: 1 },
      { quantity: "pm2.5", divisor: 1 },
      { quantity: "pm10", divisor: 1 },
    ],
  ],
  [5, [{ quantity: "o3", divisor: 10 }, { quantity: "co", divisor: 10 }, undefined]],
  [6, [{ quantity: "no2", divisor: 10 }, undefined, undefined]],
  [7, [{ quantity: "co2", divisor: 10 }, undefined, { quantity: "sound-level", divisor: 10 }]],
  [
    8,
    [
      { quantity: "ph", divisor: 100 },
      { quantity: "temperature", divisor: 100, signed: true, channel: "ph" },
      undefined,
    ],
  ],
  [
    9,
    [
      undefined,
      { quantity: "temperature", divisor: 100, signed: true, channel: "turbidity" },
      { quantity: "soil-moisture", divisor: 100 },
    ],
  ],
  [
    10,
    [
      { quantity: "soil-moisture", divisor: 100 },
      { quantity: "soil-temperature", divisor: 100, signed: true },
      { quantity: "level", divisor: 1000 },
    ],
  ],
  [11, [{ quantity: "temperature", divisor: 100, signed: true, channel: "oxygen" }, undefined, undefined]],
  [
    12,
    [
      { quantity: "temperature", divisor: 100, signed: true },
      { quantity: "humidity", divisor: 100 },
      { quantity: "wind-speed", divisor: 100 },
    ],
  ],
] satisfies [number, (Field | undefined)[]][]);

/** Weather and air stations: which sensors a report is about follows from its type. */
const station: Report = (frame, out, kind) => {
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
    out.add(field.quantity, value / field.divisor, field.channel);
  }
};

/** Device type → report, "Netvox LoRaWAN Application Command" and "…Devicetype". */
export const reports: ReadonlyMap<number, Report> = byHex<Report>({
  "01": climate,
  "0b": climate,
  "13": climate,
  "6e": climate,
  "02": state("door-open"),
  "1d": state("door-open"),
  "03": room,
  "05": station,
  "09": station,
  "0d": station,
  "57": station,
  "58": station,
  "06": twoStates("leak-detected"),
  "12": state("leak-detected"),
  "32": state("leak-detected"),
  "0a": state("smoke"),
  "11": batteryOnly,
  "0e": meter,
  "73": meter,
  "14": temperatures(2),
  "16": temperatures(2),
  "17": temperatures(2),
  "1a": state("digital-input"),
  "1b": state("digital-input"),
  "21": state("digital-input"),
  "25": state("digital-input"),
  "27": state("digital-input"),
  "4f": state("digital-input"),
  "5b": state("digital-input"),
  "82": state("digital-input"),
  "89": state("digital-input"),
  "8b": state("digital-input"),
  "8d": state("digital-input"),
  "97": state("digital-input"),
  a8: state("digital-input"),
  a9: state("digital-input"),
  b7: state("digital-input"),
  "2f": twoStates("digital-input"),
  "30": twoStates("digital-input"),
  "4c": twoStates("door-open"),
  "56": twoStates("door-open"),
  "1e": light,
  "1f": pulses,
  "20": analogMillivolts,
  "2a": analogMillivolts,
  "74": analogMillivolts,
  "75": analogMillivolts,
  "22": loop(1),
  "44": loop(2),
  "34": distanceAndFill,
  b1: levelByTop,
  "49": clampOnePhase,
  "4a": clampThreePhases,
  "59": state("parking-occupied"),
  "69": () => {},
  "90": temperatures(1),
  "91": temperatures(1),
  "92": temperatures(1),
  "93": temperatures(1),
  "94": temperatures(1),
  "95": temperatures(1),
  de: batteryOnly,
});

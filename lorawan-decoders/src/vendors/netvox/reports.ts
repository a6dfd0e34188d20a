import type { Frame } from "../../frame.ts";
import { byHex } from "../../hex.ts";
import type { Quantity } from "../../units.ts";
import * as more from "./more-reports.ts";
import { battery, type Report } from "./record.ts";
import { station } from "./station.ts";

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

const clampWithLight: Report = (frame, out, kind) => {
  clampOnePhase(frame, out, kind);
  out.add("illuminance", frame.u32be("illuminance"));
};

const fineTemperature: Report = (frame, out) => {
  battery(frame, out);
  out.add("temperature", frame.i16be("temperature") / 100);
};

/** Multipliers as two bits each. */
const multiplierCodes = [1, 5, 10, 100] as const;

/** The three-phase clamp that also measures light, in report 2. */
const clampWithLightType = 0x99;
const recordLength = 11;

/** The record behind this one, where it is report 2 of the same device. `frame` stands behind the second current. */
function multipliersBehind(frame: Frame): readonly [second: number, third: number] | undefined {
  const next = frame.offset - 8 + recordLength;
  if (frame.bytes[next + 1] !== frame.bytes[next + 1 - recordLength] || frame.bytes[next + 2] !== 2)
    return undefined;
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
  } else if (kind === 2 && frame.bytes[frame.offset - 3] === clampWithLightType) {
    frame.skip(2, "multipliers");
    out.add("illuminance", frame.u32be("illuminance"));
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
  "0a": more.smoke,
  "11": state("gas-alarm"),
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
  "04": more.weakLight,
  "4b": more.weakLight,
  "0c": batteryOnly,
  "10": more.emergency,
  "31": more.emergency,
  "4d": more.emergency,
  "55": more.emergency,
  d3: more.emergency,
  "48": more.states("button-press", 2),
  a6: more.states("button-press", 2),
  a7: more.states("button-press", 3),
  "18": temperatures(2),
  "79": temperatures(2),
  "7a": temperatures(2),
  "1c": more.shaking,
  c7: more.shaking,
  "26": batteryOnly,
  "4e": batteryOnly,
  "2b": more.workCount,
  "50": more.workCount,
  "2c": batteryOnly,
  "51": batteryOnly,
  "35": more.climateAndParticles,
  "36": more.climateAndParticles,
  "37": more.climateAndParticles,
  "6a": more.climateAndParticles,
  "3d": twoStates("digital-input"),
  "43": twoStates("digital-input"),
  "45": twoStates("digital-input"),
  "3e": twoStates("door-open"),
  "6c": twoStates("door-open"),
  "3f": more.twoPulses,
  "41": more.twoMillivolts,
  "42": more.twoMillivolts,
  "46": twoStates("leak-detected"),
  "47": twoStates("leak-detected"),
  "5a": twoStates("occupancy"),
  "5c": more.mixedInputs,
  "6b": more.climateAnd("leak-detected"),
  be: more.climateAnd("leak-detected"),
  "6f": more.climateAnd("digital-input"),
  "70": more.airPressure,
  "71": more.states("digital-output", 1, true),
  "98": clampWithLight,
  "99": clampThreePhases,
  "9a": more.anglesAndTemperature,
  "9b": more.depth,
  "9c": more.thermometer,
  "9e": state("digital-input"),
  "9f": state("digital-input"),
  a5: more.volatileCompounds,
  aa: state("digital-input"),
  ac: more.pressureDifference,
  ad: more.states("digital-output", 3, true),
  b0: more.relaysAndInputs,
  b2: more.states("digital-output", 1, true),
  b3: more.states("digital-output", 1, true),
  b5: more.tracker,
  bb: more.airQuality,
  bc: fineTemperature,
  c8: more.fineAngles,
  ca: more.largeCurrents,
  d2: more.manyFunctions,
  d4: more.refilling,
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

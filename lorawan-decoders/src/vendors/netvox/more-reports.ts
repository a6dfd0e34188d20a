import type { Frame } from "../../frame.ts";
import type { Quantity } from "../../units.ts";
import { battery, type Report } from "./record.ts";

function climate(frame: Frame, out: Parameters<Report>[1]): void {
  battery(frame, out);
  out.add("temperature", frame.i16be("temperature") / 100);
  out.add("humidity", frame.u16be("humidity") / 100);
}

export const climateAndParticles: Report = (frame, out) => {
  climate(frame, out);
  out.add("pm2.5", frame.u16be("PM2.5"));
};

export function climateAnd(quantity: Quantity): Report {
  return (frame, out) => {
    climate(frame, out);
    out.flag(quantity, frame.u8("state") !== 0);
  };
}

export const airPressure: Report = (frame, out) => {
  battery(frame, out);
  out.add("atmospheric-pressure", frame.u32be("pressure"));
  out.add("temperature", frame.i16be("temperature") / 100);
};

export const weakLight: Report = (frame, out) => {
  battery(frame, out);
  out.add("illuminance", frame.u16be("illuminance"));
};

/** Several states of one byte each, as channels "1", "2"…; devices on the mains have no battery in front. */
export function states(quantity: Quantity, count: number, powered = false): Report {
  return (frame, out) => {
    if (!powered) battery(frame, out);
    for (let i = 1; i <= count; i++)
      out.flag(quantity, frame.u8(`state ${i}`) !== 0, count === 1 ? undefined : String(i));
  };
}

/** Three relays and three inputs, without a battery. */
export const relaysAndInputs: Report = (frame, out, kind) => {
  states("digital-output", 3, true)(frame, out, kind);
  states("digital-input", 3, true)(frame, out, kind);
};

/** The upper half of a single-precision number, low byte first. */
function upperHalf(frame: Frame, what: string): number {
  const bits = new DataView(new ArrayBuffer(4));
  bits.setUint32(0, frame.u16le(what) * 65_536);
  return bits.getFloat32(0);
}

const axes = ["x", "y", "z"] as const;

/** Acceleration in report 1, velocity and temperature in report 2, which has no battery. */
export const shaking: Report = (frame, out, kind) => {
  if (kind === 1) {
    battery(frame, out);
    for (const axis of axes) out.add("acceleration", upperHalf(frame, "acceleration"), axis);
  } else if (kind === 2) {
    for (const axis of axes) out.add("vibration", upperHalf(frame, "velocity"), axis);
    out.add("temperature", frame.i16be("temperature") / 10);
  }
};

export const workCount: Report = (frame, out) => {
  battery(frame, out);
  out.add("pulse-count", frame.u32be("work count"));
};

export const twoPulses: Report = (frame, out) => {
  battery(frame, out);
  out.add("pulse-count", frame.u16be("pulses 1"), "1");
  out.add("pulse-count", frame.u16be("pulses 2"), "2");
};

export const twoMillivolts: Report = (frame, out) => {
  battery(frame, out);
  out.add("voltage", frame.u16be("voltage 1") / 1000, "1");
  out.add("voltage", frame.u16be("voltage 2") / 1000, "2");
};

/** A contact, a current loop in mA and an analog input in mV. */
export const mixedInputs: Report = (frame, out) => {
  battery(frame, out);
  out.flag("digital-input", frame.u8("state") !== 0);
  out.add("current", frame.u8("current") / 1000);
  out.add("voltage", frame.u16be("voltage") / 1000);
};

export const anglesAndTemperature: Report = (frame, out) => {
  battery(frame, out);
  for (const axis of axes) out.add("tilt", frame.i8("angle"), axis);
  out.add("temperature", frame.i16be("temperature") / 10);
};

export const fineAngles: Report = (frame, out) => {
  battery(frame, out);
  for (const axis of axes) out.add("tilt", frame.i16be("angle") / 10, axis);
};

export const depth: Report = (frame, out) => {
  battery(frame, out);
  out.add("level", frame.u16be("depth") / 1000);
};

/** The same type is that of a breaker, whose reports begin with 2. */
export const thermometer: Report = (frame, out, kind) => {
  if (kind !== 1) {
    out.warn(`report ${kind} of the breaker left out`);
    return;
  }
  battery(frame, out);
  out.add("temperature", frame.i16be("temperature") / 100);
};

/** The last byte says whether volatile compounds are in ppb or in µg/m³. */
export const volatileCompounds: Report = (frame, out) => {
  battery(frame, out);
  const raw = frame.u16be("volatile compounds");
  const temperature = frame.i16be("temperature") / 100;
  const humidity = frame.u16be("humidity") / 100;
  out.add(frame.u8("unit") === 0 ? "tvoc" : "tvoc-concentration", raw);
  out.add("temperature", temperature);
  out.add("humidity", humidity);
};

export const pressureDifference: Report = (frame, out) => {
  battery(frame, out);
  out.add("differential-pressure", frame.i16be("pressure"));
  out.add("temperature", frame.i16be("temperature") / 10);
};

/** Latitude and angles in report 1, longitude and height in report 2; all bits set stand for no fix. */
export const tracker: Report = (frame, out, kind) => {
  battery(frame, out);
  const raw = frame.i32be("position");
  if (kind === 1) {
    if (raw !== -1) out.add("latitude", raw / 1_000_000);
    for (const axis of axes) out.add("tilt", frame.i8("angle"), axis);
  } else if (kind === 2) {
    if (raw !== -1) out.add("longitude", raw / 1_000_000);
    frame.skip(1, "precision");
    if (raw !== -1) out.add("altitude", frame.i16be("altitude"));
  }
};

export const airQuality: Report = (frame, out, kind) => {
  if (kind === 1) {
    climate(frame, out);
    out.add("co2", frame.u16be("CO2"));
  } else if (kind === 2) {
    battery(frame, out);
    out.add("atmospheric-pressure", frame.u32be("pressure"));
    out.add("illuminance", frame.u24be("illuminance"));
  } else if (kind === 3) {
    battery(frame, out);
    out.add("pm2.5", frame.u16be("PM2.5"));
    out.add("pm10", frame.u16be("PM10"));
    out.add("tvoc", frame.u16be("volatile compounds"));
  }
};

/** Large currents in mA: the first phase in report 1, the others in report 2, which has no battery. */
export const largeCurrents: Report = (frame, out, kind) => {
  if (kind === 1) {
    battery(frame, out);
    out.add("current", frame.u32be("current 1") / 1000, "1");
  } else if (kind === 2) {
    out.add("current", frame.u32be("current 2") / 1000, "2");
    out.add("current", frame.u32be("current 3") / 1000, "3");
  }
};

/** Many functions in one: their states follow settings that the frame does not hold, the climate does not. */
export const manyFunctions: Report = (frame, out, kind) => {
  battery(frame, out);
  if (kind !== 1) return;
  frame.skip(4, "functions and their states");
  out.add("temperature", frame.i16be("temperature") / 100);
  out.add("humidity", frame.u8("humidity") / 2);
};

export const refilling: Report = (frame, out) => {
  battery(frame, out);
  out.add("pulse-count", frame.u32be("refills"));
  frame.skip(1, "fault");
  out.flag("leak-detected", frame.u8("leak") !== 0);
};

export const emergency: Report = states("button-press", 1);

/** Fire, heat alarm and, on newer ones, tenths of a degree; older ones leave it 0. */
export const smoke: Report = (frame, out) => {
  battery(frame, out);
  out.flag("smoke", frame.u8("fire") !== 0);
  frame.skip(1, "heat alarm");
  const temperature = frame.i16be("temperature") / 10;
  if (temperature !== 0) out.add("temperature", temperature);
};

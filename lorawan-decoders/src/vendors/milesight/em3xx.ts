import type { Frame } from "../../frame.ts";
import type { Output } from "../../output.ts";
import * as field from "./fields.ts";
import { milesight, type Read, skip } from "./tlv.ts";

const source = "Milesight EM300 and EM320 Series User Guides; SensorDecoders em-series README tables";

const climate = {
  "01 75": field.battery,
  "03 67": field.temperature(),
  "04 68": field.humidity(),
  "83 67": field.alarm(field.temperature()),
};

export const milesightEm300Th = milesight({
  id: "milesight-em300-th",
  models: ["EM300-TH"],
  source,
  quantities: ["battery-level", "temperature", "humidity"],
  table: {
    ...climate,
    "20 ce": field.history(
      8,
      field.recorded.temperature,
      field.recorded.humidity,
      field.recordedSkip(1, "reserve"),
    ),
  },
  examples: [
    {
      name: "a report below zero",
      payload: "01755c 0367ceff 046865",
      fPort: 85,
      readings: [
        ["battery-level", 92],
        ["temperature", -5],
        ["humidity", 50.5],
      ],
    },
    {
      name: "cut short",
      payload: "01755c 0367ce",
      fPort: 85,
      error: "byte 5: expected 2 bytes for temperature",
    },
  ],
});

/** Magnetic contact; the records of the series share one form, whose last byte is the device's own state. */
export const milesightEm300Mcs = milesight({
  id: "milesight-em300-mcs",
  models: ["EM300-MCS"],
  source,
  quantities: ["battery-level", "temperature", "humidity", "door-open"],
  table: {
    ...climate,
    "06 00": field.flag("door-open"),
    "20 ce": field.history(
      8,
      field.recorded.temperature,
      field.recorded.humidity,
      field.recordedFlag("door-open"),
    ),
  },
  examples: [
    {
      name: "open",
      payload: "01755c 03673401 046865 060001",
      fPort: 85,
      readings: [
        ["battery-level", 92],
        ["temperature", 30.8],
        ["humidity", 50.5],
        ["door-open", 1],
      ],
    },
    { name: "cut short", payload: "01755c 0600", fPort: 85, error: "byte 5: expected 1 byte for door-open" },
  ],
});

/** Spot, zone and membrane leak detectors; the membrane one has no climate and fills its records with 0xff. */
const leakRecord: Read = (frame, out) => {
  frame.need(8, "history record");
  const time = field.recordTime(frame);
  const temperature = frame.i16le("temperature");
  const humidity = frame.u8("humidity");
  const hasClimate = !(temperature === 0 && humidity === 0) && !(temperature === -1 && humidity === 0xff);
  if (hasClimate) {
    out.add("temperature", temperature / 10, undefined, time);
    out.add("humidity", humidity / 2, undefined, time);
  }
  out.flag("leak-detected", frame.u8("leak") === 1, undefined, time);
};

export const milesightEm300Leak = milesight({
  id: "milesight-em300-leak",
  models: ["EM300-SLD", "EM300-ZLD", "EM300-MLD"],
  source,
  quantities: ["battery-level", "temperature", "humidity", "leak-detected"],
  table: {
    ...climate,
    "05 00": field.flag("leak-detected"),
    "06 00": field.flag("leak-detected"),
    "20 ce": leakRecord,
  },
  examples: [
    {
      name: "water is found",
      payload: "01755c 03673401 046865 050001",
      fPort: 85,
      readings: [
        ["battery-level", 92],
        ["temperature", 30.8],
        ["humidity", 50.5],
        ["leak-detected", 1],
      ],
    },
    {
      name: "a record of the membrane detector",
      payload: "20ce 9e744663 000000 01",
      fPort: 85,
      readings: [["leak-detected", 1, undefined, 1_665_561_758_000]],
    },
    {
      name: "cut short",
      payload: "20ce 9e7446",
      fPort: 85,
      error: "expected 8 bytes for history record, 3 left",
    },
  ],
});

/**
 * Water on the pulse input comes as litres (or another unit of the owner's choice) with the two factors of the
 * conversion; only the pulses are the same for everyone: counter = water × pulses / water of one conversion.
 */
function waterPulses(frame: Frame, out: Output, time?: number): void {
  frame.need(8, "water counter");
  const waterFactor = frame.u16le("water conversion");
  const pulseFactor = frame.u16le("pulse conversion");
  const water = frame.f32le("water");
  if (waterFactor === 0) {
    out.warn("water counter left out: its conversion factor is 0");
    return;
  }
  out.add("pulse-count", Math.round((water * pulseFactor) / waterFactor), undefined, time);
}

const counterOrInputRecord: Read = (frame, out) => {
  frame.need(13, "history record");
  const time = field.recordTime(frame);
  field.recorded.temperature(frame, out, time);
  field.recorded.humidity(frame, out, time);
  const counts = frame.u8("kind of input") === 2;
  const input = frame.u8("input") === 1;
  const pulses = frame.u32le("pulses");
  if (counts) out.add("pulse-count", pulses, undefined, time);
  else out.flag("digital-input", input, undefined, time);
};

const waterRecord: Read = (frame, out) => {
  frame.need(18, "history record");
  const time = field.recordTime(frame);
  field.recorded.temperature(frame, out, time);
  field.recorded.humidity(frame, out, time);
  frame.skip(1, "alarm");
  const counts = frame.u8("kind of input") === 2;
  const input = frame.u8("input") === 1;
  if (counts) {
    waterPulses(frame, out, time);
  } else {
    frame.skip(8, "water counter");
    out.flag("digital-input", input, undefined, time);
  }
};

export const milesightEm300Di = milesight({
  id: "milesight-em300-di",
  models: ["EM300-DI", "EM300-DI-Hall"],
  source,
  quantities: ["battery-level", "temperature", "humidity", "digital-input", "pulse-count"],
  table: {
    ...climate,
    "05 00": field.flag("digital-input"),
    "05 c8": field.u32("pulse-count"),
    "05 e1": (frame, out) => waterPulses(frame, out),
    "06 e1": (frame, out) => waterPulses(frame, out),
    "85 00": field.alarm(field.flag("digital-input")),
    "85 e1": field.alarm((frame, out) => waterPulses(frame, out)),
    "20 ce": counterOrInputRecord,
    "21 ce": waterRecord,
  },
  examples: [
    {
      name: "pulses",
      payload: "017564 03671e01 04685e 05c806000000",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["temperature", 28.6],
        ["humidity", 47],
        ["pulse-count", 6],
      ],
    },
    {
      name: "cut short",
      payload: "05c8060000",
      fPort: 85,
      error: "byte 2: expected 4 bytes for pulse-count, 3 left",
    },
  ],
});

export const milesightEm300Cl = milesight({
  id: "milesight-em300-cl",
  models: ["EM300-CL"],
  source,
  quantities: ["battery-level"],
  table: {
    "01 75": field.battery,
    "03 ed": skip(1, "liquid state"),
    "04 ee": skip(1, "calibration result"),
    "83 ed": skip(2, "liquid alarm"),
  },
  examples: [
    { name: "full", payload: "017564 03ed01", fPort: 85, readings: [["battery-level", 100]] },
    {
      name: "cut short",
      payload: "017564 83ed01",
      fPort: 85,
      error: "expected 2 bytes for liquid alarm, 1 left",
    },
  ],
});

export const milesightEm320Th = milesight({
  id: "milesight-em320-th",
  models: ["EM320-TH"],
  source,
  quantities: ["battery-level", "temperature", "humidity"],
  table: { ...climate, "20 ce": field.history(7, field.recorded.temperature, field.recorded.humidity) },
  examples: [
    {
      name: "a report and a record",
      payload: "01755c 03673401 046865 20ce 9e744663 1001 5d",
      fPort: 85,
      readings: [
        ["battery-level", 92],
        ["temperature", 30.8],
        ["humidity", 50.5],
        ["temperature", 27.2, undefined, 1_665_561_758_000],
        ["humidity", 46.5, undefined, 1_665_561_758_000],
      ],
    },
    {
      name: "cut short",
      payload: "01755c 20ce 9e74",
      fPort: 85,
      error: "expected 7 bytes for history record, 2 left",
    },
  ],
});

/** Three angles of INT16/100 degrees, then a byte of alarm bits. */
const angles: Read = (frame, out) => {
  frame.need(7, "angles");
  for (const axis of ["x", "y", "z"]) out.add("tilt", frame.i16le("angle") / 100, axis);
  frame.skip(1, "angle alarms");
};

/** The same with the alarm in bit 0 of each angle. */
const anglesWithAlarm: Read = (frame, out) => {
  frame.need(6, "angles");
  for (const axis of ["x", "y", "z"]) out.add("tilt", (frame.i16le("angle") >> 1) / 100, axis);
};

export const milesightTilt = milesight({
  id: "milesight-tilt",
  models: ["EM310-TILT", "EM320-TILT"],
  source,
  quantities: ["battery-level", "tilt"],
  table: { "01 75": field.battery, "03 cf": angles, "03 d4": anglesWithAlarm },
  examples: [
    {
      name: "EM310-TILT",
      payload: "017564 03cf 0000 18fc 2823 07",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["tilt", 0, "x"],
        ["tilt", -10, "y"],
        ["tilt", 90, "z"],
      ],
    },
    {
      name: "EM320-TILT",
      payload: "03d4 0000 0100 5046",
      fPort: 85,
      readings: [
        ["tilt", 0, "x"],
        ["tilt", 0, "y"],
        ["tilt", 90, "z"],
      ],
    },
    { name: "cut short", payload: "03d4 000001", fPort: 85, error: "expected 6 bytes for angles, 3 left" },
  ],
});

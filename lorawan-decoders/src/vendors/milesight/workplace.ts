import * as field from "./fields.ts";
import { milesight, type Read, skip } from "./tlv.ts";

const source = "Milesight WS, VS3xx and FT User Guides; SensorDecoders ws-series and vs-series README tables";

/** 1 short, 2 long, 3 double press */
const button: Read = field.u8("button-press");

/** Button number, its mode, what was pressed (1 short, 2 double, 3 long). */
const numberedButton: Read = (frame, out) => {
  frame.need(3, "button");
  const id = frame.u8("button number");
  frame.skip(1, "button mode");
  out.add("button-press", frame.u8("button event"), String(id));
};

export const milesightWs101 = milesight({
  id: "milesight-ws101",
  models: ["WS101", "WS101-SOS"],
  source,
  quantities: ["battery-level", "button-press"],
  table: { "01 75": field.battery, "ff 2e": button },
  examples: [
    { name: "a short press", payload: "ff2e01", fPort: 85, readings: [["button-press", 1]] },
    {
      name: "cut short",
      payload: "017564 ff2e",
      fPort: 85,
      error: "expected 1 byte for button-press, 0 left",
    },
  ],
});

export const milesightWs136 = milesight({
  id: "milesight-ws136",
  models: ["WS136", "WS156"],
  source,
  quantities: ["battery-level", "button-press"],
  table: { "01 75": field.battery, "ff 34": numberedButton },
  examples: [
    {
      name: "button 2, double",
      payload: "017564 ff34020102",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["button-press", 2, "2"],
      ],
    },
    { name: "cut short", payload: "ff3402", fPort: 85, error: "expected 3 bytes for button, 1 left" },
  ],
});

export const milesightWs202 = milesight({
  id: "milesight-ws202",
  models: ["WS202"],
  source,
  quantities: ["battery-level", "motion", "light-level"],
  table: { "01 75": field.battery, "03 00": field.flag("motion"), "04 00": field.flag("light-level") },
  examples: [
    {
      name: "motion in the dark",
      payload: "017510 030001 040000",
      fPort: 85,
      readings: [
        ["battery-level", 16],
        ["motion", 1],
        ["light-level", 0],
      ],
    },
    { name: "cut short", payload: "017510 0300", fPort: 85, error: "expected 1 byte for motion, 0 left" },
  ],
});

export const milesightWs203 = milesight({
  id: "milesight-ws203",
  models: ["WS203"],
  source,
  quantities: ["battery-level", "temperature", "humidity", "occupancy"],
  table: {
    "01 75": field.battery,
    "03 67": field.temperature(),
    "04 68": field.humidity(),
    "05 00": field.flag("occupancy"),
    "83 67": field.alarm(field.temperature()),
    "20 ce": field.history(
      9,
      field.recordedSkip(1, "kind of report"),
      field.recordedFlag("occupancy"),
      field.recorded.temperature,
      field.recorded.humidity,
    ),
  },
  examples: [
    {
      name: "a report",
      payload: "017564 03671201 04686d 050001",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["temperature", 27.4],
        ["humidity", 54.5],
        ["occupancy", 1],
      ],
    },
    { name: "cut short", payload: "017564 0468", fPort: 85, error: "expected 1 byte for humidity, 0 left" },
  ],
});

export const milesightWs301 = milesight({
  id: "milesight-ws301",
  models: ["WS301"],
  source,
  quantities: ["battery-level", "door-open", "tamper"],
  table: { "01 75": field.battery, "03 00": field.flag("door-open"), "04 00": field.flag("tamper") },
  examples: [
    {
      name: "open, taken off its place",
      payload: "017564 030001 040001",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["door-open", 1],
        ["tamper", 1],
      ],
    },
    { name: "cut short", payload: "017564 0300", fPort: 85, error: "expected 1 byte for door-open, 0 left" },
  ],
});

/** Weighting, then the level now, the equivalent level and the maximum: UINT16/10, dB. */
const sound: Read = (frame, out) => {
  frame.need(7, "sound level");
  frame.skip(1, "weighting");
  out.add("sound-level", frame.u16le("level") / 10, "now");
  out.add("sound-level", frame.u16le("equivalent level") / 10);
  out.add("sound-peak", frame.u16le("maximum level") / 10);
};

export const milesightWs302 = milesight({
  id: "milesight-ws302",
  models: ["WS302"],
  source,
  quantities: ["battery-level", "sound-level", "sound-peak"],
  table: { "01 75": field.battery, "05 5b": sound },
  examples: [
    {
      name: "a report",
      payload: "017564 055b 05 ee01 0802 6a02",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["sound-level", 49.4, "now"],
        ["sound-level", 52],
        ["sound-peak", 61.8],
      ],
    },
    {
      name: "cut short",
      payload: "055b 05 ee01",
      fPort: 85,
      error: "expected 7 bytes for sound level, 3 left",
    },
  ],
});

export const milesightWs303 = milesight({
  id: "milesight-ws303",
  models: ["WS303"],
  source,
  quantities: ["battery-level", "leak-detected"],
  table: { "01 75": field.battery, "03 00": field.flag("leak-detected") },
  examples: [
    {
      name: "a leak",
      payload: "017564 030001",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["leak-detected", 1],
      ],
    },
    { name: "cut short", payload: "0300", fPort: 85, error: "expected 1 byte for leak-detected, 0 left" },
  ],
});

export const milesightVs330 = milesight({
  id: "milesight-vs330",
  models: ["VS330"],
  source,
  quantities: ["battery-level", "distance", "occupancy"],
  table: {
    "01 75": field.battery,
    "02 82": field.distance,
    "03 8e": field.flag("occupancy"),
    "04 8e": skip(1, "calibration result"),
  },
  examples: [
    {
      name: "occupied",
      payload: "017564 02824f00 038e01",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["distance", 0.079],
        ["occupancy", 1],
      ],
    },
    { name: "cut short", payload: "038e", fPort: 85, error: "expected 1 byte for occupancy, 0 left" },
  ],
});

/** 0 dim, 1 bright, 0xfe not measured */
const brightness: Read = (frame, out) => {
  const value = frame.u8("brightness");
  if (value <= 1) out.add("light-level", value);
};

export const milesightVs34x = milesight({
  id: "milesight-vs34x",
  models: ["VS340", "VS341", "VS370"],
  source,
  quantities: ["battery-level", "occupancy", "light-level"],
  table: { "01 75": field.battery, "03 00": field.flag("occupancy"), "04 00": brightness },
  examples: [
    {
      name: "a taken desk",
      payload: "017564 030001",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["occupancy", 1],
      ],
    },
    { name: "cut short", payload: "017564 0300", fPort: 85, error: "expected 1 byte for occupancy, 0 left" },
  ],
});

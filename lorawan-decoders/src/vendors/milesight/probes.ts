import type { Frame } from "../../frame.ts";
import type { Output } from "../../output.ts";
import * as field from "./fields.ts";
import { milesight, type Read, skip } from "./tlv.ts";

const source = "Milesight TS, GS, AT and WTS Series User Guides; SensorDecoders README tables";

/** Kind of event in bits 0–3 and 0 in bits 4–7 where the probe could be read. */
const ts201Record: Read = (frame, out) => {
  frame.need(7, "history record");
  const time = field.recordTime(frame);
  // The second generation says first which probe it is (1, 2) and adds humidity before the event.
  const next = frame.offset + 5;
  const isSecond = (next === frame.length || frame.bytes[next + 1] === 0xce) && frame.left >= 5;
  if (isSecond) {
    const probe = frame.u8("probe");
    const celsius = frame.i16le("temperature") / 10;
    const relative = frame.u8("humidity") / 2;
    const event = frame.u8("event");
    if (event >> 6 === 0) out.add("temperature", celsius, undefined, time);
    if (probe === 2 && ((event >> 4) & 3) === 0) out.add("humidity", relative, undefined, time);
    return;
  }
  const state = frame.u8("kind of record") >> 4;
  const temperature = frame.i16le("temperature");
  if (state === 0) out.add("temperature", temperature / 10, undefined, time);
  else out.warn(`temperature of ${new Date(time).toISOString()} could not be read by the device`);
};

export const milesightTs201 = milesight({
  id: "milesight-ts201",
  models: ["TS101", "TS201"],
  source,
  quantities: ["battery-level", "temperature", "humidity"],
  table: {
    "01 75": field.battery,
    "03 67": field.temperature(),
    "83 67": field.alarm(field.temperature()),
    "93 67": field.alarm(field.temperature(), 3),
    "93 d7": field.alarm(field.temperature(), 3),
    "b3 67": skip(1, "temperature exception"),
    "20 ce": ts201Record,
    // Of the second generation, whose probe also measures humidity.
    "04 68": field.humidity(),
    "84 68": field.alarm(field.humidity()),
    "94 68": field.alarm(field.humidity(), 2),
    "b4 68": skip(1, "humidity exception"),
    "ff a0": skip(9, "probe"),
  },
  examples: [
    {
      name: "a frozen probe",
      payload: "017564 036748ff",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["temperature", -18.4],
      ],
    },
    { name: "cut short", payload: "0367", fPort: 85, error: "expected 2 bytes for temperature, 0 left" },
  ],
});

function probeRecord(frame: Frame, out: Output, event: number, channel: string, time: number): void {
  if (event >= 1 && event <= 4) out.add("temperature", frame.i16le("temperature") / 10, channel, time);
  else if (event === 5 || event === 6) out.flag("door-open", frame.u16le("contact") === 1, channel, time);
  else frame.skip(2, "unused channel");
}

/** Two sockets, each with a temperature probe or a magnetic contact. */
export const milesightTs30x = milesight({
  id: "milesight-ts30x",
  models: ["TS301", "TS302"],
  source,
  quantities: ["battery-level", "temperature", "door-open"],
  table: {
    "01 75": field.battery,
    "03 67": field.temperature("1"),
    "04 67": field.temperature("2"),
    "03 00": field.flag("door-open", "1"),
    "04 00": field.flag("door-open", "2"),
    "83 67": field.alarm(field.temperature("1")),
    "84 67": field.alarm(field.temperature("2")),
    "93 d7": field.alarm(field.temperature("1"), 3),
    "94 d7": field.alarm(field.temperature("2"), 3),
    "20 ce": (frame, out) => {
      frame.need(9, "history record");
      const time = field.recordTime(frame);
      const events = frame.u8("events");
      probeRecord(frame, out, events >> 4, "1", time);
      probeRecord(frame, out, events & 0x0f, "2", time);
    },
  },
  examples: [
    {
      name: "probe and contact",
      payload: "017564 0367f100 040001",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["temperature", 24.1, "1"],
        ["door-open", 1, "2"],
      ],
    },
    {
      name: "a record of both",
      payload: "20ce 9e744663 46 f100 0000",
      fPort: 85,
      readings: [
        ["temperature", 24.1, "1", 1_665_561_758_000],
        ["door-open", 0, "2", 1_665_561_758_000],
      ],
    },
    {
      name: "cut short",
      payload: "20ce 9e744663 46",
      fPort: 85,
      error: "expected 9 bytes for history record",
    },
  ],
});

/** Gases in hundredths of a ppm; 0xffff and 0xfffe tell that the sensor warms up or cannot be read. */
function gas(quantity: "nh3" | "h2s"): Read {
  return (frame, out) => {
    const raw = frame.u16le(quantity);
    if (raw >= 0xfffe) out.warn(`${quantity} could not be read by the device`);
    else out.add(quantity, raw / 100);
  };
}

export const milesightGs301 = milesight({
  id: "milesight-gs301",
  models: ["GS301"],
  source,
  quantities: ["battery-level", "temperature", "humidity", "nh3", "h2s"],
  table: {
    "01 75": field.battery,
    "02 67": field.temperature(),
    "03 68": field.humidity(),
    "04 7d": gas("nh3"),
    "05 7d": gas("h2s"),
    "06 7d": gas("h2s"),
    "07 ea": skip(5, "calibration result"),
  },
  examples: [
    {
      name: "a report",
      payload: "017564 02671c01 036864 047d0000 057d0100",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["temperature", 28.4],
        ["humidity", 50],
        ["nh3", 0],
        ["h2s", 0.01],
      ],
    },
    { name: "cut short", payload: "047d00", fPort: 85, error: "expected 2 bytes for nh3, 1 left" },
  ],
});

export const milesightAt101 = milesight({
  id: "milesight-at101",
  models: ["AT101"],
  source,
  quantities: ["battery-level", "temperature", "latitude", "longitude", "tamper"],
  table: {
    "01 75": field.battery,
    "03 67": field.temperature(),
    "04 88": (frame, out) => {
      frame.need(9, "location");
      field.position(frame, out);
      frame.skip(1, "motion state");
    },
    "05 00": skip(1, "device position"),
    "06 d9": skip(9, "Wi-Fi scan"),
    "07 00": field.flag("tamper"),
    "83 67": field.alarm(field.temperature()),
    "20 ce": (frame, out) => {
      frame.need(12, "history record");
      const time = field.recordTime(frame);
      out.add("longitude", frame.i32le("longitude") / 1_000_000, undefined, time);
      out.add("latitude", frame.i32le("latitude") / 1_000_000, undefined, time);
    },
  },
  examples: [
    {
      name: "a place",
      payload: "017564 03671b01 050000 0488 36bf7701 f0000907 22",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["temperature", 28.3],
        ["latitude", 24.62495],
        ["longitude", 118.030576],
      ],
    },
    {
      name: "cut short",
      payload: "0488 36bf7701",
      fPort: 85,
      error: "expected 9 bytes for location, 4 left",
    },
  ],
});

/** Rain since the count began: mm in hundredths, then how often the bucket tipped. */
const rain16 = field.alarm(field.u16("rainfall", 100));
const rain32 = field.alarm(field.u32("rainfall", 100));

function weatherRecord(rain: (frame: Frame) => number): Read {
  return (frame, out) => {
    const time = field.recordTime(frame);
    field.recorded.temperature(frame, out, time);
    field.recorded.humidity(frame, out, time);
    field.recorded.atmosphericPressure(frame, out, time);
    out.add("wind-direction", frame.u16le("wind direction") / 10, undefined, time);
    out.add("wind-speed", frame.u16le("wind speed") / 10, undefined, time);
    out.add("rainfall", rain(frame) / 100, undefined, time);
  };
}

export const milesightWts506 = milesight({
  id: "milesight-wts506",
  models: ["WTS305", "WTS505", "WTS506"],
  source,
  quantities: [
    ...(["battery-level", "temperature", "humidity", "wind-direction"] as const),
    ...(["atmospheric-pressure", "wind-speed", "rainfall"] as const),
  ],
  table: {
    "01 75": field.battery,
    "03 67": field.temperature(),
    "04 68": field.humidity(),
    "05 84": field.u16("wind-direction", 10),
    "06 73": field.atmosphericPressure,
    "07 92": field.u16("wind-speed", 10),
    "08 77": rain16,
    "08 ec": rain32,
    "83 67": field.alarm(field.temperature()),
    "86 73": field.alarm(field.atmosphericPressure),
    "87 92": field.alarm(field.u16("wind-speed", 10)),
    "88 ec": field.alarm(rain32),
    "20 ce": weatherRecord((frame) => frame.u16le("rainfall")),
    "21 ce": weatherRecord((frame) => frame.u32le("rainfall")),
  },
  examples: [
    {
      name: "a report",
      payload: "017564 03671001 046871 05840b08 06733c27 07920c00 0877640003",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["temperature", 27.2],
        ["humidity", 56.5],
        ["wind-direction", 205.9],
        ["atmospheric-pressure", 100_440],
        ["wind-speed", 1.2],
        ["rainfall", 1],
      ],
    },
    { name: "cut short", payload: "05840b", fPort: 85, error: "expected 2 bytes for wind-direction, 1 left" },
  ],
});

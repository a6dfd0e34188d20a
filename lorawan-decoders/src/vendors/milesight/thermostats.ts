import * as field from "./fields.ts";
import { milesight, type Read, skip } from "./tlv.ts";

const source = "Milesight WT Series User Guides; SensorDecoders wt-series README tables";

/** Radiator thermostat */
export const milesightWt101 = milesight({
  id: "milesight-wt101",
  models: ["WT101"],
  source,
  quantities: [
    ...(["battery-level", "temperature", "temperature-setpoint", "valve-position"] as const),
    ...(["tamper", "window-open"] as const),
  ],
  table: {
    "01 75": field.battery,
    "03 67": field.temperature(),
    "04 67": field.temperature(undefined, "temperature-setpoint"),
    "05 92": field.u8("valve-position"),
    "06 00": field.flag("tamper"),
    "07 00": field.flag("window-open"),
    "08 e5": skip(1, "calibration result"),
    "09 90": skip(2, "motor stroke"),
    "0a 00": skip(1, "freeze protection"),
    "0b 90": skip(2, "motor position"),
    "f9 33": skip(3, "heating period"),
  },
  examples: [
    {
      name: "heating",
      payload: "017561 04672c01 03670a01 059264 09900000 0b900000",
      fPort: 85,
      readings: [
        ["battery-level", 97],
        ["temperature-setpoint", 30],
        ["temperature", 26.6],
        ["valve-position", 100],
      ],
    },
    { name: "cut short", payload: "0592", fPort: 85, error: "expected 1 byte for valve-position, 0 left" },
  ],
});

/** Temperatures of a record are 11 bits, in tenths above −100 °C. */
const recordedTenths = (word: number): number => ((word >> 5) - 1000) / 10;

const record: Read = (frame, out) => {
  frame.need(8, "history record");
  const time = field.recordTime(frame);
  const now = frame.u16le("temperature and fan");
  out.flag("fan-running", ((now >> 2) & 3) !== 0, undefined, time);
  out.add("temperature", recordedTenths(now), undefined, time);
  out.add("temperature-setpoint", recordedTenths(frame.u16le("setpoint")), undefined, time);
};

/** Fan: bits 2–3 tell of its state, 0 standing by. */
const fan: Read = (frame, out) => out.flag("fan-running", ((frame.u8("fan") >> 2) & 3) !== 0);

/** Room thermostat */
export const milesightWt201 = milesight({
  id: "milesight-wt201",
  models: ["WT201", "WT211"],
  source,
  quantities: ["temperature", "temperature-setpoint", "humidity", "fan-running"],
  table: {
    "03 67": field.temperature(),
    "04 67": field.temperature(undefined, "temperature-setpoint"),
    "05 e7": skip(1, "temperature control"),
    "06 e8": fan,
    "07 bc": skip(1, "plan"),
    "08 8e": skip(1, "system state"),
    "09 68": field.humidity(),
    "0a 6e": skip(1, "relays"),
    "83 67": field.alarm(field.temperature()),
    "b3 67": skip(1, "temperature exception"),
    "b9 68": skip(1, "humidity exception"),
    "ff c8": skip(5, "plan settings"),
    "ff c9": skip(6, "plan"),
    "ff f6": skip(1, "control permissions"),
    "ff ca": skip(3, "wires"),
    "ff cb": skip(3, "supported modes"),
    "20 ce": record,
  },
  examples: [
    {
      name: "a report",
      payload: "03670201 0467a600 05e700 06e804 07bc00 096844",
      fPort: 85,
      readings: [
        ["temperature", 25.8],
        ["temperature-setpoint", 16.6],
        ["fan-running", 1],
        ["humidity", 34],
      ],
    },
    {
      name: "a record",
      payload: "20ce 5c470a65 d09e c091",
      fPort: 85,
      readings: [
        ["fan-running", 0, undefined, 1_695_172_444_000],
        ["temperature", 27, undefined, 1_695_172_444_000],
        ["temperature-setpoint", 16.6, undefined, 1_695_172_444_000],
      ],
    },
    {
      name: "cut short",
      payload: "20ce 5c470a65",
      fPort: 85,
      error: "expected 8 bytes for history record, 4 left",
    },
  ],
});

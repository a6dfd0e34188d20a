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
    373: field.battery,
    871: field.temperature(),
    1127: field.temperature(undefined, "temperature-setpoint"),
    1426: field.u8("valve-position"),
    1536: field.flag("tamper"),
    1792: field.flag("window-open"),
    2277: skip(1, "calibration result"),
    2448: skip(2, "motor stroke"),
    2560: skip(1, "freeze protection"),
    2960: skip(2, "motor position"),
    63795: skip(3, "heating period"),
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
  out.add("temperature", recordedTenths(frame.u16le("temperature")), undefined, time);
  out.add("temperature-setpoint", recordedTenths(frame.u16le("setpoint")), undefined, time);
};

/** Fan: bits 2–3 tell of its state, 0 standing by. */
const fan: Read = (frame, out) => out.flag("fan-running", ((frame.u8("fan") >> 2) & 3) !== 0);

/** Room thermostat */
export const milesightWt201 = milesight({
  id: "milesight-wt201",
  models: ["WT201"],
  source,
  quantities: ["temperature", "temperature-setpoint", "humidity", "fan-running"],
  table: {
    871: field.temperature(),
    1127: field.temperature(undefined, "temperature-setpoint"),
    1511: skip(1, "temperature control"),
    1768: fan,
    1980: skip(1, "plan"),
    2190: skip(1, "system state"),
    2408: field.humidity(),
    2670: skip(1, "relays"),
    33639: field.alarm(field.temperature()),
    45927: skip(1, "temperature exception"),
    47464: skip(1, "humidity exception"),
    65481: skip(6, "plan"),
    65482: skip(3, "wires"),
    65483: skip(3, "supported modes"),
    8398: record,
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

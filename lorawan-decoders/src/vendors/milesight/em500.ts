import * as field from "./fields.ts";
import { milesight } from "./tlv.ts";

const source = "Milesight EM500 Series User Guide; SensorDecoders em-series README tables";

export const milesightEm500Co2 = milesight({
  id: "milesight-em500-co2",
  models: ["EM500-CO2"],
  source,
  quantities: ["battery-level", "temperature", "humidity", "co2", "atmospheric-pressure"],
  table: {
    "01 75": field.battery,
    "03 67": field.temperature(),
    "04 68": field.humidity(),
    "05 7d": field.u16("co2"),
    "06 73": field.atmosphericPressure,
    "83 d7": field.temperatureMutation,
    "20 ce": field.history(
      11,
      field.recordedU16("co2"),
      field.recorded.atmosphericPressure,
      field.recorded.temperature,
      field.recorded.humidity,
    ),
  },
  examples: [
    {
      name: "a report",
      payload: "017564 03671901 046873 057d6704 06736827",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["temperature", 28.1],
        ["humidity", 57.5],
        ["co2", 1127],
        ["atmospheric-pressure", 100_880],
      ],
    },
    { name: "cut short", payload: "057d67", fPort: 85, error: "expected 2 bytes for co2, 1 left" },
  ],
});

export const milesightEm500Lgt = milesight({
  id: "milesight-em500-lgt",
  models: ["EM500-LGT"],
  source,
  quantities: ["battery-level", "illuminance"],
  table: {
    "01 75": field.battery,
    "03 94": field.u32("illuminance"),
    "20 ce": field.history(8, (frame, out, time) =>
      out.add("illuminance", frame.u32le("illuminance"), undefined, time),
    ),
  },
  examples: [
    {
      name: "a report",
      payload: "017564 0394 50000000",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["illuminance", 80],
      ],
    },
    { name: "cut short", payload: "0394 5000", fPort: 85, error: "expected 4 bytes for illuminance, 2 left" },
  ],
});

/** Pipe pressure */
export const milesightEm500Pp = milesight({
  id: "milesight-em500-pp",
  models: ["EM500-PP"],
  source,
  quantities: ["battery-level", "pressure"],
  table: {
    "01 75": field.battery,
    "03 7b": field.pressure,
    "20 ce": field.history(6, field.recordedPressure),
  },
  examples: [
    {
      name: "a report",
      payload: "017564 037b0a00",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["pressure", 10_000],
      ],
    },
    { name: "cut short", payload: "037b0a", fPort: 85, error: "expected 2 bytes for pressure, 1 left" },
  ],
});

export const milesightEm500Pt100 = milesight({
  id: "milesight-em500-pt100",
  models: ["EM500-PT100"],
  source,
  quantities: ["battery-level", "temperature"],
  table: {
    "01 75": field.battery,
    "03 67": field.temperature(),
    "83 67": field.alarm(field.temperature()),
    "83 d7": field.temperatureMutation,
    "20 ce": field.history(6, field.recorded.temperature),
  },
  examples: [
    {
      name: "a jump",
      payload: "017564 83d7 1901 0a00 02",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["temperature", 28.1],
      ],
    },
    {
      name: "cut short",
      payload: "83d7 1901 0a",
      fPort: 85,
      error: "expected 3 bytes for alarm state, 1 left",
    },
  ],
});

/** Moisture comes in halves of a per cent (type 0x68) or, from newer probes, in hundredths (type 0xca). */
export const milesightEm500Smtc = milesight({
  id: "milesight-em500-smtc",
  models: ["EM500-SMTC"],
  source,
  quantities: ["battery-level", "soil-temperature", "soil-moisture", "soil-conductivity"],
  table: {
    "01 75": field.battery,
    "03 67": field.temperature(undefined, "soil-temperature"),
    "04 68": (frame, out) => out.add("soil-moisture", frame.u8("moisture") / 2),
    "04 ca": field.u16("soil-moisture", 100),
    "05 7f": field.u16("soil-conductivity"),
    "83 d7": field.alarm(field.temperature(undefined, "soil-temperature"), 3),
    "20 ce": field.history(
      10,
      field.recordedU16("soil-conductivity"),
      (frame, out, time) => out.add("soil-temperature", frame.i16le("temperature") / 10, undefined, time),
      field.recordedU16("soil-moisture", 100),
    ),
  },
  examples: [
    {
      name: "a report",
      payload: "017564 03671901 046873 057ff000",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["soil-temperature", 28.1],
        ["soil-moisture", 57.5],
        ["soil-conductivity", 240],
      ],
    },
    {
      name: "cut short",
      payload: "057ff0",
      fPort: 85,
      error: "expected 2 bytes for soil-conductivity, 1 left",
    },
  ],
});

/** Depth of submersion: UINT16, cm */
export const milesightEm500Swl = milesight({
  id: "milesight-em500-swl",
  models: ["EM500-SWL"],
  source,
  quantities: ["battery-level", "level"],
  table: {
    "01 75": field.battery,
    "03 77": field.u16("level", 100),
    "83 77": field.alarm(field.u16("level", 100)),
    "20 ce": field.history(6, field.recordedU16("level", 100)),
  },
  examples: [
    {
      name: "a report",
      payload: "017564 03770200",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["level", 0.02],
      ],
    },
    { name: "cut short", payload: "037702", fPort: 85, error: "expected 2 bytes for level, 1 left" },
  ],
});

export const milesightEm500Udl = milesight({
  id: "milesight-em500-udl",
  models: ["EM500-UDL"],
  source,
  quantities: ["battery-level", "distance"],
  table: {
    "01 75": field.battery,
    "03 82": field.distance,
    "83 82": field.alarm(field.distance),
    "83 e9": field.alarm(field.distance, 3),
    "20 ce": field.history(6, field.recordedU16("distance", 1000)),
  },
  examples: [
    {
      name: "a report",
      payload: "017564 03821e00",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["distance", 0.03],
      ],
    },
    { name: "cut short", payload: "03821e", fPort: 85, error: "expected 2 bytes for distance, 1 left" },
  ],
});

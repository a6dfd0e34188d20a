import * as field from "./fields.ts";
import { milesight } from "./tlv.ts";

const source = "Milesight AM100 Series User Guide; SensorDecoders am-series README tables";

/** Illuminance, then visible and infrared counts that have no unit. */
const light = field.alarm(field.u16("illuminance"), 4);

export const milesightAm102 = milesight({
  id: "milesight-am102",
  models: ["AM102", "AM102L"],
  source,
  quantities: ["battery-level", "temperature", "humidity"],
  table: {
    "01 75": field.battery,
    "03 67": field.temperature(),
    "04 68": field.humidity(),
    "83 67": field.alarm(field.temperature()),
    "20 ce": field.history(7, field.recorded.temperature, field.recorded.humidity),
  },
  examples: [
    {
      name: "a report",
      payload: "017564 03671801 04686d",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["temperature", 28],
        ["humidity", 54.5],
      ],
    },
    {
      name: "cut short",
      payload: "017564 0367ff",
      fPort: 85,
      error: "expected 2 bytes for temperature, 1 left",
    },
  ],
});

export const milesightAm103 = milesight({
  id: "milesight-am103",
  models: ["AM103", "AM103L"],
  source,
  quantities: ["battery-level", "temperature", "humidity", "co2"],
  table: {
    "01 75": field.battery,
    "03 67": field.temperature(),
    "04 68": field.humidity(),
    "07 7d": field.u16("co2"),
    "83 67": field.alarm(field.temperature()),
    "87 7d": field.alarm(field.u16("co2")),
    "20 ce": field.history(9, field.recorded.temperature, field.recorded.humidity, field.recordedU16("co2")),
  },
  examples: [
    {
      name: "a report and a record",
      payload: "017564 03671801 04686d 077dc501 20ce781a4165df006e9001",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["temperature", 28],
        ["humidity", 54.5],
        ["co2", 453],
        ["temperature", 22.3, undefined, 1_698_765_432_000],
        ["humidity", 55, undefined, 1_698_765_432_000],
        ["co2", 400, undefined, 1_698_765_432_000],
      ],
    },
    {
      name: "cut short",
      payload: "20ce781a4165df",
      fPort: 85,
      error: "expected 9 bytes for history record, 5 left",
    },
  ],
});

export const milesightAm107 = milesight({
  id: "milesight-am107",
  models: ["AM104", "AM107"],
  source,
  quantities: [
    ...(["battery-level", "temperature", "humidity", "motion"] as const),
    ...(["illuminance", "co2", "tvoc", "atmospheric-pressure"] as const),
  ],
  table: {
    "01 75": field.battery,
    "03 67": field.temperature(),
    "04 68": field.humidity(),
    "05 6a": field.u16("motion"),
    "06 65": light,
    "07 7d": field.u16("co2"),
    "08 7d": field.u16("tvoc"),
    "09 73": field.atmosphericPressure,
  },
  examples: [
    {
      name: "a report",
      payload: "01755c 03673401 046865 056a4900 06651c0079001400 077de704 087d0700 09733f27",
      fPort: 85,
      readings: [
        ["battery-level", 92],
        ["temperature", 30.8],
        ["humidity", 50.5],
        ["motion", 73],
        ["illuminance", 28],
        ["co2", 1255],
        ["tvoc", 7],
        ["atmospheric-pressure", 100_470],
      ],
    },
    {
      name: "cut short",
      payload: "06651c0079",
      fPort: 85,
      error: "expected 4 bytes for alarm state, 1 left",
    },
  ],
});

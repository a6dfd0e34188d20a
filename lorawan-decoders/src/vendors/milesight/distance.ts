import * as field from "./fields.ts";
import { milesight, type Read, skip } from "./tlv.ts";

const source = "Milesight EM310-UDL, EM400, EM410-RDL and WS201 User Guides; SensorDecoders README tables";

/** With NB-IoT: longitude, then latitude, INT32 in millionths of a degree, then a byte of motion and geofence. */
const location: Read = (frame, out) => {
  frame.need(9, "location");
  out.add("longitude", frame.i32le("longitude") / 1_000_000);
  out.add("latitude", frame.i32le("latitude") / 1_000_000);
  frame.skip(1, "motion state");
};

export const milesightEm310Udl = milesight({
  id: "milesight-em310-udl",
  models: ["EM310-UDL"],
  source,
  quantities: ["battery-level", "distance"],
  table: { "01 75": field.battery, "03 82": field.distance, "04 00": skip(1, "device position") },
  examples: [
    {
      name: "a report",
      payload: "01755c 03824408 040001",
      fPort: 85,
      readings: [
        ["battery-level", 92],
        ["distance", 2.116],
      ],
    },
    {
      name: "cut short",
      payload: "01755c 038244",
      fPort: 85,
      error: "expected 2 bytes for distance, 1 left",
    },
  ],
});

export const milesightEm400 = milesight({
  id: "milesight-em400",
  models: ["EM400-MUD", "EM400-TLD", "EM400-UDL"],
  source,
  quantities: ["battery-level", "temperature", "distance", "latitude", "longitude"],
  table: {
    "01 75": field.battery,
    "03 67": field.temperature(),
    "04 82": field.distance,
    "05 00": skip(1, "device position"),
    "06 88": location,
    "83 67": field.alarm(field.temperature()),
    "84 82": field.alarm(field.distance),
  },
  examples: [
    {
      name: "tilted bin",
      payload: "017564 03670b01 04823b01 050001",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["temperature", 26.7],
        ["distance", 0.315],
      ],
    },
    { name: "cut short", payload: "0482", fPort: 85, error: "expected 2 bytes for distance, 0 left" },
  ],
});

export const milesightEm410 = milesight({
  id: "milesight-em410-rdl",
  models: ["EM410-RDL"],
  source,
  quantities: ["battery-level", "temperature", "distance"],
  table: {
    "01 75": field.battery,
    "03 67": field.temperature(),
    "04 82": field.distance,
    "05 00": skip(1, "device position"),
    "83 67": field.alarm(field.temperature()),
    "84 82": field.alarm(field.distance),
    "94 82": field.alarm(field.distance, 3),
    "b4 82": (frame) => frame.skip(3, "distance exception"),
    "20 ce": field.history(
      11,
      field.recordedU16("distance", 1000),
      field.recorded.temperature,
      field.recordedSkip(3, "mutation and event"),
    ),
  },
  examples: [
    {
      name: "a report",
      payload: "017564 03673201 0482e803 050000",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["temperature", 30.6],
        ["distance", 1],
      ],
    },
    {
      name: "unknown channel",
      payload: "0982e803",
      fPort: 85,
      error: "byte 0: unknown channel 0x09 with type 0x82",
    },
  ],
});

export const milesightWs201 = milesight({
  id: "milesight-ws201",
  models: ["WS201"],
  source,
  quantities: ["battery-level", "distance", "fill-level"],
  table: { "01 75": field.battery, "03 82": field.distance, "04 d6": field.u8("fill-level") },
  examples: [
    {
      name: "a report",
      payload: "017562 03823900 04d614",
      fPort: 85,
      readings: [
        ["battery-level", 98],
        ["distance", 0.057],
        ["fill-level", 20],
      ],
    },
    { name: "cut short", payload: "017562 04d6", fPort: 85, error: "expected 1 byte for fill-level, 0 left" },
  ],
});

import { defineDecoder } from "../define.ts";
import type { Frame } from "../frame.ts";
import type { Output } from "../output.ts";
import type { Quantity } from "../units.ts";

type Reader = (frame: Frame, out: Output, status: number) => void;

/** 1–14 stand for 2.6–3.9 V. */
function battery(frame: Frame, out: Output): void {
  out.add("battery-voltage", (25 + (frame.u8("battery") & 0x0f)) / 10);
}

function board(frame: Frame, out: Output, quantity: Quantity = "device-temperature"): void {
  out.add(quantity, (frame.u8("temperature") & 0x7f) - 32);
}

/** 127 tells of a fault of the sensor. */
function humidity(frame: Frame, out: Output): void {
  const value = frame.u8("humidity") & 0x7f;
  if (value === 127) out.warn("the humidity sensor reports a fault");
  else out.add("humidity", value);
}

function events(frame: Frame, out: Output): void {
  frame.skip(2, "minutes since the last event");
  out.add("pulse-count", frame.u24le("count of events"));
}

/** The port tells the model. */
const models: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [
    100,
    (frame, out, status) => {
      out.flag("door-open", (status & 1) === 1);
      battery(frame, out);
      board(frame, out);
      events(frame, out);
    },
  ],
  [
    102,
    (frame, out, status) => {
      out.flag("motion", (status & 1) === 1);
      battery(frame, out);
      board(frame, out);
      events(frame, out);
    },
  ],
  [
    103,
    (frame, out) => {
      battery(frame, out);
      // The sensor of volatile compounds has the temperature of the room at its end, the plain one here.
      const hasGases = frame.length >= 11;
      board(frame, out, hasGases ? "device-temperature" : "temperature");
      humidity(frame, out);
      if (!hasGases) return;
      out.add("co2", frame.u16le("equivalent CO2"));
      out.add("tvoc", frame.u16le("VOC"));
      out.add("tvoc-index", frame.u16le("air quality"));
      board(frame, out, "temperature");
    },
  ],
  [
    104,
    (frame, out) => {
      battery(frame, out);
      board(frame, out);
      out.add("illuminance", frame.u24le("illuminance") / 100);
    },
  ],
  [
    105,
    (frame, out) => {
      battery(frame, out);
      board(frame, out, "temperature");
      out.add("sound-level", frame.u8("sound level"));
    },
  ],
  [
    106,
    (frame, out, status) => {
      out.flag("leak-detected", (status & 1) === 1);
      battery(frame, out);
      board(frame, out, frame.length >= 5 ? "device-temperature" : "temperature");
      humidity(frame, out);
      if (frame.left > 0) board(frame, out, "temperature");
    },
  ],
  [
    136,
    (frame, out) => {
      battery(frame, out);
      board(frame, out);
      // Bits 0–27 are the latitude, 28 bits; bits 0–28 the longitude, the top ones tell of the accuracy.
      out.add("latitude", ((frame.i32le("latitude") << 4) >> 4) / 1_000_000);
      out.add("longitude", ((frame.i32le("longitude") << 3) >> 3) / 1_000_000);
    },
  ],
]);

export const browanTabs = defineDecoder({
  id: "browan-tabs",
  vendor: "Browan",
  models: [
    ...["TBDW100", "TBMS100", "TBHH100", "TBHV110", "TBAM100", "TBSL100", "TBWL100", "TBOL100"],
    ...["TBSound", "TBWaterleak", "TBMotion", "TBDoorWindow", "TBHealthyHome", "TBAmbientLight"],
  ],
  source: "Browan Communications, TBxx100 reference manuals",
  quantities: [
    ...([
      "door-open",
      "motion",
      "leak-detected",
      "battery-voltage",
      "device-temperature",
      "temperature",
    ] as const),
    ...(["humidity", "co2", "tvoc", "tvoc-index", "illuminance", "sound-level", "pulse-count"] as const),
    ...(["latitude", "longitude"] as const),
  ],
  examples: [
    {
      name: "leak sensor, dry",
      payload: "00 0b 36 28",
      fPort: 106,
      readings: [
        ["leak-detected", 0],
        ["battery-voltage", 3.6],
        ["temperature", 22],
        ["humidity", 40],
      ],
    },
    {
      name: "open door",
      payload: "01 0b 16 0500 0a0000",
      fPort: 100,
      readings: [
        ["door-open", 1],
        ["battery-voltage", 3.6],
        ["device-temperature", -10],
        ["pulse-count", 10],
      ],
    },
    {
      name: "cut short",
      payload: "00 0b",
      fPort: 105,
      error: "byte 2: expected 1 byte for temperature, 0 left",
    },
    { name: "unknown port", payload: "00", fPort: 9, error: "fPort 9: expected 100, 102, 103" },
  ],
  read(frame, out) {
    const model = models.get(frame.fPort);
    if (model === undefined) {
      frame.expectPort(...models.keys());
      return;
    }
    model(frame, out, frame.u8("status"));
  },
});

import { defineDecoder } from "../define.ts";
import type { Frame } from "../frame.ts";
import type { Output } from "../output.ts";

/** Battery, temperature and humidity, which every device of the series sends after its status. */
function common(frame: Frame, out: Output, usual: number): void {
  out.add("battery-voltage", (21 + frame.u8("battery")) / 10);
  // Firmware 4 sends the temperature as 16 bits of tenths and so one byte more.
  if (frame.length === usual + 1) {
    out.add("temperature", frame.i16le("temperature") / 10);
  } else {
    const raw = frame.u8("temperature");
    out.add("temperature", raw > 125 ? raw - 256 : raw);
  }
  out.add("humidity", frame.u8("humidity"));
}

function count(frame: Frame, out: Output): void {
  frame.skip(2, "time since the last event");
  out.add("pulse-count", frame.u24le("count of events"));
}

interface Model {
  readonly length: number;
  read(frame: Frame, out: Output, status: number): void;
}

/** The port tells the model. */
const models: ReadonlyMap<number, Model> = new Map<number, Model>([
  [
    120,
    {
      length: 9,
      read(frame, out, status) {
        out.flag("door-open", (status & 0x01) !== 0);
        out.flag("tamper", (status & 0x04) !== 0);
        common(frame, out, 9);
        count(frame, out);
      },
    },
  ],
  [
    122,
    {
      length: 9,
      read(frame, out, status) {
        out.flag("motion", (status & 0x01) !== 0);
        out.flag("tamper", (status & 0x04) !== 0);
        common(frame, out, 9);
        count(frame, out);
      },
    },
  ],
  [
    126,
    {
      length: 4,
      read(frame, out, status) {
        out.flag("leak-detected", (status & 0x01) !== 0);
        out.flag("tamper", (status & 0x04) !== 0);
        common(frame, out, 4);
      },
    },
  ],
  [
    127,
    {
      length: 6,
      read(frame, out) {
        common(frame, out, 6);
        out.add("co2", frame.u16le("CO2"));
      },
    },
  ],
]);

const versionPort = 204;

export const merryiot = defineDecoder({
  id: "merryiot",
  vendor: "MerryIoT",
  models: ["DW10", "MS10", "WL10", "CD10"],
  source: "MerryIoT, DW10, MS10, WL10 and CD10 reference manuals",
  quantities: [
    ...(["battery-voltage", "temperature", "humidity", "door-open", "tamper", "motion"] as const),
    ...(["leak-detected", "co2", "pulse-count"] as const),
  ],
  examples: [
    {
      name: "CO2",
      payload: "00 0f 16 2d 2003",
      fPort: 127,
      readings: [
        ["battery-voltage", 3.6],
        ["temperature", 22],
        ["humidity", 45],
        ["co2", 800],
      ],
    },
    {
      name: "open door, firmware 4",
      payload: "01 0f fbff 2d 0500 0a0000",
      fPort: 120,
      readings: [
        ["door-open", 1],
        ["tamper", 0],
        ["battery-voltage", 3.6],
        ["temperature", -0.5],
        ["humidity", 45],
        ["pulse-count", 10],
      ],
    },
    {
      name: "cut short",
      payload: "00 0f 16",
      fPort: 127,
      error: "expected 6 or 7 bytes on fPort 127, got 3",
    },
    {
      name: "unknown port",
      payload: "00 0f 16",
      fPort: 99,
      error: "fPort 99: expected 120, 122, 126, 127, 204",
    },
  ],
  read(frame, out) {
    frame.expectPort(...models.keys(), versionPort);
    const model = models.get(frame.fPort);
    if (model === undefined) {
      out.warn("versions of the device left out");
      return;
    }
    const { length } = model;
    if (frame.length !== length && frame.length !== length + 1) {
      frame.fail(`expected ${length} or ${length + 1} bytes on fPort ${frame.fPort}, got ${frame.length}`, 0);
    }
    model.read(frame, out, frame.u8("status"));
  },
});

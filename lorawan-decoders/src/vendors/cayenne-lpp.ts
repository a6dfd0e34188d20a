import { defineDecoder } from "../define.ts";
import { type Frame, hexByte } from "../frame.ts";
import { byHex } from "../hex.ts";
import type { Output } from "../output.ts";
import type { Quantity } from "../units.ts";

type Field = (frame: Frame, out: Output, channel: string) => void;

function value(quantity: Quantity, read: (frame: Frame) => number): Field {
  return (frame, out, channel) => out.add(quantity, read(frame), channel);
}

function skipped(length: number, what: string): Field {
  return (frame) => frame.skip(length, what);
}

const standardGravity = 9.80665;

/** Type → field, "Cayenne Low Power Payload" with the types that IPSO devices add. Big-endian. */
const fields = byHex<Field>({
  "00": (frame, out, channel) => out.flag("digital-input", frame.u8("digital input") !== 0, channel),
  "01": (frame, out, channel) => out.flag("digital-output", frame.u8("digital output") !== 0, channel),
  // An analog value has no quantity of its own.
  "02": skipped(2, "analog input"),
  "03": skipped(2, "analog output"),
  "64": skipped(4, "generic value"),
  "65": value("illuminance", (frame) => frame.u16be("illuminance")),
  "66": (frame, out, channel) => out.flag("occupancy", frame.u8("presence") !== 0, channel),
  "67": value("temperature", (frame) => frame.i16be("temperature") / 10),
  "68": value("humidity", (frame) => frame.u8("humidity") / 2),
  "71": (frame, out, channel) => {
    frame.need(6, "acceleration");
    for (const axis of ["x", "y", "z"]) {
      out.add("acceleration", (frame.i16be("acceleration") / 1000) * standardGravity, `${channel}-${axis}`);
    }
  },
  "73": value("atmospheric-pressure", (frame) => frame.u16be("pressure") * 10),
  "74": value("voltage", (frame) => frame.u16be("voltage") / 100),
  "75": value("current", (frame) => frame.u16be("current") / 1000),
  "76": value("frequency", (frame) => frame.u32be("frequency")),
  "78": skipped(1, "percentage"),
  "79": value("altitude", (frame) => frame.i16be("altitude")),
  "7d": skipped(2, "concentration"),
  "80": value("power", (frame) => frame.u16be("power") / 1000),
  "82": value("distance", (frame) => frame.u32be("distance") / 1000),
  "83": value("energy", (frame) => frame.u32be("energy") / 1000),
  "84": skipped(2, "direction"),
  "85": skipped(4, "time"),
  "86": skipped(6, "gyrometer"),
  "87": skipped(3, "colour"),
  "88": (frame, out, channel) => {
    frame.need(9, "position");
    out.add("latitude", frame.i24be("latitude") / 10_000, channel);
    out.add("longitude", frame.i24be("longitude") / 10_000, channel);
    out.add("altitude", frame.i24be("altitude") / 100, channel);
  },
  "8e": (frame, out, channel) => out.flag("digital-output", frame.u8("switch") !== 0, channel),
});

export const cayenneLpp = defineDecoder({
  id: "cayenne-lpp",
  vendor: "Cayenne LPP",
  models: ["Any device that speaks the Cayenne Low Power Payload"],
  source: "myDevices, Cayenne Low Power Payload; IPSO smart object ids",
  quantities: [
    ...(["digital-input", "digital-output", "illuminance", "occupancy", "temperature", "humidity"] as const),
    ...([
      "acceleration",
      "atmospheric-pressure",
      "voltage",
      "current",
      "frequency",
      "altitude",
      "power",
    ] as const),
    ...(["distance", "energy", "latitude", "longitude"] as const),
  ],
  examples: [
    {
      name: "two temperatures",
      payload: "03 67 0110 05 67 00ff",
      fPort: 1,
      readings: [
        ["temperature", 27.2, "3"],
        ["temperature", 25.5, "5"],
      ],
    },
    {
      name: "a place",
      payload: "01 88 06765f f2960a 0003e8",
      fPort: 1,
      readings: [
        ["latitude", 42.3519, "1"],
        ["longitude", -87.9094, "1"],
        ["altitude", 10, "1"],
      ],
    },
    {
      name: "cut short",
      payload: "03 67 01",
      fPort: 1,
      error: "byte 2: expected 2 bytes for temperature, 1 left",
    },
    { name: "unknown type", payload: "03 fe 01", fPort: 1, error: "byte 1: unknown type 0xfe" },
  ],
  read(frame, out) {
    while (frame.left > 0) {
      const channel = String(frame.u8("channel"));
      const type = frame.u8("type");
      const field = fields.get(type);
      if (field === undefined)
        frame.fail(`unknown type ${hexByte(type)} of the low power payload`, frame.offset - 1);
      else field(frame, out, channel);
    }
  },
});

import { defineDecoder } from "../define.ts";
import { type Frame, hexByte } from "../frame.ts";
import { byHex } from "../hex.ts";
import type { Output } from "../output.ts";

type Field = (frame: Frame, out: Output) => void;

const halfPerCent: Field = (frame, out) => out.add("humidity", frame.u8("humidity") / 2);
const temperature: Field = (frame, out) => out.add("temperature", frame.i16be("temperature") / 10);
const averageTemperature: Field = (frame, out) =>
  out.add("temperature", frame.i16be("average temperature") / 10, "average");

function skipped(length: number, what: string): Field {
  return (frame) => frame.skip(length, what);
}

/** Kind of report → field, "Strips LoRaWAN payload format". Numbers are big-endian. */
const fields = byHex<Field>({
  "00": () => {},
  "01": (frame, out) => out.add("battery-level", frame.u8("battery level")),
  "02": temperature,
  "03": skipped(1, "temperature alarm"),
  "04": averageTemperature,
  "05": skipped(1, "average temperature alarm"),
  "06": halfPerCent,
  "07": (frame, out) => out.add("illuminance", frame.u16be("lux")),
  "08": (frame, out) => out.add("illuminance", frame.u16be("lux")),
  "09": (frame, out) => out.flag("door-open", frame.u8("door") !== 0),
  "0a": (frame, out) => out.flag("door-open", frame.u8("door alarm") !== 0),
  "0b": (frame, out) => out.flag("tamper", frame.u8("tamper") !== 0),
  "0c": (frame, out) => out.flag("tamper", frame.u8("tamper alarm") !== 0),
  // How wet, in per cent; the alarm of kind 0x0e tells whether that is a leak.
  "0d": skipped(1, "flood level"),
  "0e": (frame, out) => out.flag("leak-detected", frame.u8("flood alarm") !== 0),
  "0f": skipped(1, "foil alarm"),
  "10": (frame, out) => out.flag("digital-input", frame.u8("user switch") !== 0),
  "11": skipped(2, "door count"),
  "12": (frame, out) => out.flag("occupancy", frame.u8("presence") !== 0),
  "13": skipped(2, "infrared proximity"),
  "14": skipped(2, "infrared close proximity"),
  "15": skipped(1, "close proximity alarm"),
  "16": skipped(1, "disinfection alarm"),
  "50": (frame, out) => {
    frame.need(3, "humidity and temperature");
    halfPerCent(frame, out);
    temperature(frame, out);
  },
  "51": (frame, out) => {
    frame.need(3, "average humidity and temperature");
    out.add("humidity", frame.u8("average humidity") / 2, "average");
    averageTemperature(frame, out);
  },
  "52": (frame, out) => {
    frame.need(3, "door and temperature");
    out.flag("door-open", frame.u8("door") !== 0);
    temperature(frame, out);
  },
  "6e": skipped(8, "software version"),
  "70": skipped(2, "capacitance"),
  "71": skipped(2, "capacitance"),
  "72": skipped(2, "capacitance"),
});

export const sensativeStrips = defineDecoder({
  id: "sensative-strips",
  vendor: "Sensative",
  models: ["Strips Presence", "Strips Guard", "Strips Comfort", "Strips Drip", "Strips MS+Drip", "Strips TH"],
  source: "Sensative, Strips for LoRaWAN payload format (fPort 1)",
  quantities: [
    ...(["battery-level", "temperature", "humidity", "illuminance", "door-open", "tamper"] as const),
    ...(["leak-detected", "digital-input", "occupancy"] as const),
  ],
  examples: [
    {
      name: "battery, climate and light",
      payload: "ffff 015a 50 64 00d7 070190",
      fPort: 1,
      readings: [
        ["battery-level", 90],
        ["humidity", 50],
        ["temperature", 21.5],
        ["illuminance", 400],
      ],
    },
    {
      name: "door and below zero",
      payload: "ffff 0901 02ffd3",
      fPort: 1,
      readings: [
        ["door-open", 1],
        ["temperature", -4.5],
      ],
    },
    {
      name: "cut short",
      payload: "ffff 0200",
      fPort: 1,
      error: "byte 3: expected 2 bytes for temperature, 1 left",
    },
    { name: "unknown kind", payload: "ffff 3000", fPort: 1, error: "byte 2: unknown kind of report 0x30" },
    { name: "history port", payload: "ffff 0200d7", fPort: 2, error: "fPort 2: expected 1" },
  ],
  read(frame, out) {
    frame.expectPort(1);
    frame.skip(2, "history sequence");
    while (frame.left > 0) {
      const kind = frame.u8("kind of report");
      const field = fields.get(kind);
      if (field === undefined) {
        return frame.fail(
          `unknown kind of report ${hexByte(kind)}, expected one of the Strips table`,
          frame.offset - 1,
        );
      }
      field(frame, out);
    }
  },
});

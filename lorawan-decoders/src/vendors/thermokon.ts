import { defineDecoder } from "../define.ts";
import type { Frame } from "../frame.ts";
import { byHex } from "../hex.ts";
import type { Output } from "../output.ts";

type Field = (frame: Frame, out: Output) => void;

/** State in bit 0, a count above it. */
const occupancy: Field = (frame, out) => out.flag("occupancy", (frame.u8("occupancy") & 1) === 1);
const contact: Field = (frame, out) => out.flag("window-open", (frame.u8("contact") & 1) === 1);

function tenths(channel?: string): Field {
  return (frame, out) => out.add("temperature", frame.i16be("temperature") / 10, channel);
}

/** Kind of value: one byte up to 0x7f, two above. Values are big-endian. */
const fields = byHex<Field>({
  "00": (frame) => frame.skip(2, "parser"),
  "01": (frame) => frame.skip(1, "dummy"),
  "10": tenths(),
  "11": (frame, out) => out.add("humidity", frame.u8("humidity")),
  "12": (frame, out) => out.add("co2", frame.u16be("CO2")),
  "13": (frame, out) => out.add("tvoc", frame.u16be("VOC")),
  "30": (frame, out) => out.add("atmospheric-pressure", frame.u16be("pressure") * 100),
  "31": (frame, out) => out.add("differential-pressure", frame.i16be("differential pressure")),
  "32": (frame, out) => out.add("airflow", frame.u16be("flow")),
  "40": (frame, out) => out.add("illuminance", frame.u16be("light")),
  "41": occupancy,
  "50": contact,
  "51": (frame) => frame.skip(2, "condensation"),
  "54": (frame, out) => out.add("battery-voltage", frame.u8("battery") / 50),
  "63": (frame) => frame.skip(1, "setpoint"),
  "8540": (frame, out) => out.add("battery-voltage", frame.u16be("battery") / 1000),
  "9100": tenths("2"),
  "9410": (frame, out) => out.flag("occupancy", (frame.u8("occupancy") & 1) === 1, "2"),
  "9500": (frame, out) => out.flag("window-open", (frame.u8("contact") & 1) === 1, "2"),
  "9510": (frame) => frame.skip(2, "condensation"),
  a100: tenths("3"),
  c000: (frame) => frame.skip(2, "device key"),
});

export const thermokon = defineDecoder({
  id: "thermokon",
  vendor: "Thermokon",
  models: ["NOVOS LRW", "LCF LRW", "SR65 LRW", "MCS LRW", "EasySens LRW"],
  source: "Thermokon, LRW LoRaWAN payload description",
  quantities: [
    ...(["temperature", "humidity", "co2", "tvoc", "atmospheric-pressure", "differential-pressure"] as const),
    ...(["airflow", "illuminance", "occupancy", "window-open", "battery-voltage"] as const),
  ],
  examples: [
    {
      name: "a room",
      payload: "1000e1 1132 1202bc 4103 54b4",
      fPort: 5,
      readings: [
        ["temperature", 22.5],
        ["humidity", 50],
        ["co2", 700],
        ["occupancy", 1],
        ["battery-voltage", 3.6],
      ],
    },
    {
      name: "cut short",
      payload: "1000",
      fPort: 5,
      error: "byte 1: expected 2 bytes for temperature, 1 left",
    },
    { name: "unknown kind", payload: "7700", fPort: 5, error: "byte 0: unknown kind of value 0x77" },
  ],
  read(frame, out) {
    while (frame.left > 0) {
      const start = frame.offset;
      const first = frame.u8("kind of value");
      const kind = first <= 0x7f ? first : first * 256 + frame.u8("kind of value");
      const field = fields.get(kind);
      if (field !== undefined) {
        field(frame, out);
      } else if (kind >= 0xc000) {
        out.warn(`byte ${start}: settings of the device and what follows left out`);
        return;
      } else {
        frame.fail(`unknown kind of value 0x${kind.toString(16)}`, start);
      }
    }
  },
});

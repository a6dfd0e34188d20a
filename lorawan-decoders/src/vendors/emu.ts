import { defineDecoder } from "../define.ts";
import { type Frame, hexByte } from "../frame.ts";
import { byHex } from "../hex.ts";
import type { Output } from "../output.ts";
import type { Quantity } from "../units.ts";

type Read = (frame: Frame, out: Output, time: number | undefined) => void;

/** CRC-8 with the polynomial x⁸ + x² + x + 1. */
function crc8(bytes: Uint8Array, length: number): number {
  let crc = 0;
  for (let i = 0; i < length; i++) {
    crc ^= bytes[i] ?? 0;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x80) === 0 ? crc << 1 : ((crc << 1) ^ 0x07) & 0xff;
  }
  return crc;
}

function skip(length: number, what: string): Read {
  return (frame) => frame.skip(length, what);
}

function i32(quantity: Quantity, divisor: number, channel?: string): Read {
  return (frame, out, time) => out.add(quantity, frame.i32le(quantity) / divisor, channel, time);
}

/** UINT32 in kWh or Wh. */
function energy(divisor: number, channel: string): Read {
  return (frame, out, time) => out.add("energy", frame.u32le("energy") / divisor, channel, time);
}

/** UINT64 in Wh; whole numbers up to 2^53 are exact. */
function longEnergy(channel: string): Read {
  return (frame, out, time) => {
    frame.need(8, "energy");
    const low = frame.u32le("energy");
    out.add("energy", (frame.u32le("energy") * 2 ** 32 + low) / 1000, channel, time);
  };
}

function powerFactor(channel: string): Read {
  return (frame, out, time) => out.add("power-factor", frame.i8("power factor") / 100, channel, time);
}

/** There is no quantity for reactive energy. */
const reactiveEnergy = skip(4, "reactive energy");
const longReactiveEnergy = skip(8, "reactive energy");

const values = byHex<Read>({
  "00": skip(4, "index of the record"),
  "02": skip(4, "time of the record before"),
  "03": energy(1000, "import-1"),
  "04": energy(1000, "import-2"),
  "05": energy(1000, "export-1"),
  "06": energy(1000, "export-2"),
  "07": reactiveEnergy,
  "08": reactiveEnergy,
  "09": reactiveEnergy,
  "0a": reactiveEnergy,
  "0b": i32("power", 1000),
  "0c": i32("power", 1000, "l1"),
  "0d": i32("power", 1000, "l2"),
  "0e": i32("power", 1000, "l3"),
  "0f": i32("current", 1000),
  "10": i32("current", 1000, "l1"),
  "11": i32("current", 1000, "l2"),
  "12": i32("current", 1000, "l3"),
  "13": i32("current", 1000, "n"),
  "14": i32("voltage", 10, "l1"),
  "15": i32("voltage", 10, "l2"),
  "16": i32("voltage", 10, "l3"),
  "17": powerFactor("l1"),
  "18": powerFactor("l2"),
  "19": powerFactor("l3"),
  "1a": (frame, out, time) => out.add("frequency", frame.i16le("frequency") / 10, undefined, time),
  "1b": skip(4, "average of the power"),
  "1c": energy(1, "import-1"),
  "1d": energy(1, "import-2"),
  "1e": energy(1, "export-1"),
  "1f": energy(1, "export-2"),
  "20": reactiveEnergy,
  "21": reactiveEnergy,
  "22": reactiveEnergy,
  "23": reactiveEnergy,
  "24": longEnergy("import-1"),
  "25": longEnergy("import-2"),
  "26": longEnergy("export-1"),
  "27": longEnergy("export-2"),
  "28": longReactiveEnergy,
  "29": longReactiveEnergy,
  "2a": longReactiveEnergy,
  "2b": longReactiveEnergy,
  f0: skip(1, "error code"),
  f1: skip(4, "serial number"),
  f2: skip(4, "factory number"),
  f3: skip(2, "current transformer"),
  f4: skip(2, "current transformer"),
  f5: skip(2, "voltage transformer"),
  f6: skip(2, "voltage transformer"),
  f7: skip(1, "kind of meter"),
  f8: skip(4, "year of the calibration"),
});

const clock = 0x01;

export const emuProfessional = defineDecoder({
  id: "emu-professional-ii",
  vendor: "EMU",
  models: ["Professional II LoRa", "Allrounder LoRa", "Prof II"],
  source: "EMU Electronic, EMU Professional II LoRaWAN manual: data types",
  quantities: ["energy", "power", "current", "voltage", "power-factor", "frequency"],
  examples: [
    {
      name: "imported energy",
      payload: "b4d77b61 01b4d77b61 0312070000 39",
      fPort: 1,
      readings: [["energy", 1.81, "import-1", 1_635_506_100_000]],
    },
    {
      name: "the meter itself after joining",
      payload: "30d10562 f126010622 f701 f30500 f40500 f56400 f66400 f802000202 c4",
      fPort: 100,
      readings: [],
    },
    {
      name: "a damaged byte",
      payload: "b4d77b61 01b4d77b61 0313070000 39",
      fPort: 1,
      error: "expected the check sum",
    },
    { name: "cut short", payload: "b4d77b", fPort: 1, error: "expected at least 5 bytes" },
  ],
  read(frame, out) {
    if (frame.length <= 2) return out.warn("status only, no measurement");
    frame.expectLength(5, "time and check sum");
    const end = frame.length - 1;
    const sum = crc8(frame.bytes, end);
    if (sum !== frame.bytes[end]) {
      frame.fail(`expected the check sum ${hexByte(sum)}, got ${hexByte(frame.at(end, "check sum"))}`, end);
    }
    frame.skip(4, "time of the record");
    let time: number | undefined;
    while (frame.left > 1) {
      const start = frame.offset;
      const type = frame.u8("data type");
      if (type === clock) {
        time = frame.u32le("time") * 1000;
        continue;
      }
      const read = values.get(type);
      if (read === undefined) return frame.fail(`unknown data type ${hexByte(type)}`, start);
      read(frame, out, time);
    }
  },
});

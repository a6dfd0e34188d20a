import type { Decoder, Example } from "../decoder.ts";
import { defineDecoder } from "../define.ts";
import { type Frame, hexByte } from "../frame.ts";
import { byHex } from "../hex.ts";
import type { Output } from "../output.ts";
import type { Quantity } from "../units.ts";

type Field = (frame: Frame, out: Output, time: number | undefined) => void;

function u32(quantity: Quantity, divisor: number, channel?: string): Field {
  return (frame, out, time) => out.add(quantity, frame.u32be(quantity) / divisor, channel, time);
}

function i32(quantity: Quantity, divisor: number, channel?: string): Field {
  return (frame, out, time) => out.add(quantity, frame.i32be(quantity) / divisor, channel, time);
}

function factor(channel: string): Field {
  return (frame, out, time) => out.add("power-factor", frame.i8("power factor") / 100, channel, time);
}

function skipped(length: number, what: string): Field {
  return (frame) => frame.skip(length, what);
}

/** Type of a measurement → field. Energy in Wh, currents in mA, power in W; reactive energy has no quantity. */
const fields = byHex<Field>({
  "00": skipped(4, "index"),
  "04": u32("energy", 1000, "import-1"),
  "05": u32("energy", 1000, "import-2"),
  "06": u32("energy", 1000, "export-1"),
  "07": u32("energy", 1000, "export-2"),
  "08": skipped(4, "reactive energy"),
  "09": skipped(4, "reactive energy"),
  "0a": skipped(4, "reactive energy"),
  "0b": skipped(4, "reactive energy"),
  "0c": i32("voltage", 10, "L1"),
  "0d": i32("voltage", 10, "L2"),
  "0e": i32("voltage", 10, "L3"),
  "0f": i32("current", 1000, "total"),
  "10": i32("current", 1000, "L1"),
  "11": i32("current", 1000, "L2"),
  "12": i32("current", 1000, "L3"),
  "13": i32("power", 1000, "total"),
  "14": i32("power", 1000, "L1"),
  "15": i32("power", 1000, "L2"),
  "16": i32("power", 1000, "L3"),
  "17": i32("reactive-power", 1000, "L1"),
  "18": i32("reactive-power", 1000, "L2"),
  "19": i32("reactive-power", 1000, "L3"),
  "1a": i32("apparent-power", 1000, "L1"),
  "1b": i32("apparent-power", 1000, "L2"),
  "1c": i32("apparent-power", 1000, "L3"),
  "1d": factor("L1"),
  "1e": factor("L2"),
  "1f": factor("L3"),
  "20": skipped(2, "phase angle"),
  "21": skipped(2, "phase angle"),
  "22": skipped(2, "phase angle"),
  "23": (frame, out, time) => out.add("frequency", frame.i16be("frequency") / 100, undefined, time),
  "24": u32("power", 1000, "system"),
  "25": u32("reactive-power", 1000, "system"),
  "26": u32("apparent-power", 1000, "system"),
  "27": skipped(4, "maximum current"),
  "28": skipped(4, "maximum current"),
  "29": skipped(4, "maximum current"),
  "2a": i32("power", 1000, "average"),
  "2b": skipped(4, "year of certification"),
  f0: skipped(2, "year of manufacture"),
  f1: skipped(2, "firmware version"),
  f2: skipped(2, "hardware version"),
});

/** Channel 11 with type 0x0a tells of a fault on the way to the meter. */
const modbusFaultChannel = 11;

function measurements(frame: Frame, out: Output): void {
  // 0x01: time of the measurements; 0x03: time of a record of the data logger. Unix seconds.
  let time: number | undefined;
  while (frame.left > 0) {
    const start = frame.offset;
    const channel = frame.u8("channel");
    const type = frame.u8("type");
    if (channel === modbusFaultChannel && type === 0x0a) {
      const code = frame.u8("Modbus error");
      if (code !== 0) out.warn(`Modbus error ${code} between device and meter`);
    } else if (type === 0x01 || type === 0x03) {
      time = frame.u32be("time") * 1000;
    } else {
      const field = fields.get(type);
      if (field === undefined)
        frame.fail(`unknown type ${hexByte(type)} on channel ${hexByte(channel)}`, start);
      else field(frame, out, time);
    }
  }
}

/** Port 11: what changed: the relay (type 0x01), the input (0x02), then a state of 0 or 1. */
function changes(frame: Frame, out: Output): void {
  while (frame.left > 0) {
    const start = frame.offset;
    frame.u8("channel");
    const type = frame.u8("type");
    const value = frame.u8("state");
    if (type === 0x01) out.flag("digital-output", value === 1);
    else if (type === 0x02) out.flag("digital-input", value === 1);
    else frame.fail(`unknown type ${hexByte(type)} of change, expected 0x01 or 0x02`, start);
  }
}

function read(frame: Frame, out: Output): void {
  if (frame.length === 1) {
    out.warn("answer to a downlink, no measurement");
  } else if (frame.fPort >= 1 && frame.fPort <= 10) {
    measurements(frame, out);
  } else if (frame.fPort === 11) {
    changes(frame, out);
  } else {
    out.warn(`fPort ${frame.fPort}: description or settings of the device left out`);
  }
}

const quantities: readonly Quantity[] = [
  ...(["energy", "voltage", "current", "power", "reactive-power", "apparent-power"] as const),
  ...(["power-factor", "frequency", "digital-input", "digital-output"] as const),
];

const badFrames: readonly Example[] = [
  { name: "cut short", payload: "0101673c29", fPort: 1, error: "byte 2: expected 4 bytes for time, 3 left" },
  { name: "unknown type", payload: "017700", fPort: 1, error: "byte 0: unknown type 0x77 on channel 0x01" },
];

function yobiiq(id: string, models: readonly string[], examples: readonly Example[]): Decoder {
  return defineDecoder({
    id,
    vendor: "Yobiiq",
    models,
    source: "Yobiiq, EM2101 and EM4301 payload manuals",
    quantities,
    examples: [...examples, ...badFrames],
    read,
  });
}

export const yobiiqEm = yobiiq(
  "yobiiq-em",
  ["EM2101", "EM4301"],
  [
    {
      name: "energy of one phase",
      payload: "0101673c2924 0203673c25dc 030400000000 04050000e9d0 0b0a00",
      fPort: 1,
      readings: [
        ["energy", 0, "import-1", 1_731_995_100_000],
        ["energy", 59.856, "import-2", 1_731_995_100_000],
      ],
    },
    {
      name: "voltages and currents",
      payload: "fe036735fedc fe0c00000906 fe100000555d fe231383",
      fPort: 2,
      readings: [
        ["voltage", 231, "L1", 1_731_591_900_000],
        ["current", 21.853, "L1", 1_731_591_900_000],
        ["frequency", 49.95, undefined, 1_731_591_900_000],
      ],
    },
    {
      name: "relay closed, input open",
      payload: "010101 020200",
      fPort: 11,
      readings: [
        ["digital-output", 1],
        ["digital-input", 0],
      ],
    },
  ],
);

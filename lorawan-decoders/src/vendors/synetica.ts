import { defineDecoder } from "../define.ts";
import { type Frame, hexByte } from "../frame.ts";
import { byHex } from "../hex.ts";
import type { Output } from "../output.ts";
import type { Quantity } from "../units.ts";

type Read = (frame: Frame, out: Output) => void;

function skip(length: number, what: string): Read {
  return (frame) => frame.skip(length, what);
}

function u16(quantity: Quantity, divisor = 1, channel?: string): Read {
  return (frame, out) => out.add(quantity, frame.u16be(quantity) / divisor, channel);
}

function i16(quantity: Quantity, divisor: number, channel?: string): Read {
  return (frame, out) => out.add(quantity, frame.i16be(quantity) / divisor, channel);
}

/** A value in floating point, rounded to what its seven digits can hold. */
function f32(quantity: Quantity, factor = 1): Read {
  return (frame, out) => out.add(quantity, Number((frame.f32be(quantity) * factor).toPrecision(7)));
}

/** Gases that have a quantity, with what turns ppb into its unit. */
const gases: ReadonlyMap<number, readonly [Quantity, number]> = new Map([
  [0x17, ["hcho", 0.001]],
  [0x18, ["tvoc", 1]],
  [0x19, ["co", 0.001]],
  [0x21, ["no2", 0.001]],
  [0x23, ["o3", 0.001]],
]);

const gas: Read = (frame, out) => {
  const kind = gases.get(frame.u8("kind of gas"));
  const ppb = frame.f32be("gas");
  if (kind !== undefined) out.add(kind[0], Number((ppb * kind[1]).toPrecision(7)));
};

const pulses: Read = (frame, out) => {
  const input = frame.u8("pulse input") + 1;
  out.add("pulse-count", frame.u32be("pulses"), String(input));
};

const inputs: Read = (frame, out) => {
  frame.skip(1, "what changed");
  const closed = frame.u8("inputs");
  for (let i = 0; i < 3; i++) out.flag("digital-input", ((closed >> i) & 1) === 1, String(i + 1));
};

const externalPower = 3600;

const battery: Read = (frame, out) => {
  const millivolts = frame.u16be("battery voltage");
  if (millivolts !== externalPower) out.add("battery-voltage", millivolts / 1000);
};

/** The registers behind the reader are the installer's own: the frame does not say what they measure. */
const register: Read = (frame, out) => {
  const item = frame.u8("Modbus item") + 1;
  frame.skip(4, "Modbus value");
  out.warn(`Modbus item ${item} left out: the frame does not say what it measures`);
};

const registerFault: Read = (frame, out) => {
  const item = frame.u8("Modbus item") + 1;
  out.warn(`Modbus item ${item}: exception ${hexByte(frame.u8("Modbus exception"))}`);
};

const seconds = skip(4, "duration");
const times = skip(2, "count");
const number = skip(4, "number of particles");

const types = byHex<Read>({
  "01": i16("temperature", 10),
  "02": (frame, out) => out.add("humidity", frame.u8("humidity")),
  "03": u16("illuminance"),
  "04": (frame, out) => out.add("atmospheric-pressure", frame.u16be("pressure") * 100),
  "05": skip(2, "air quality index"),
  "06": skip(1, "oxygen"),
  "07": u16("co", 100),
  "08": u16("co2"),
  "09": (frame, out) => {
    frame.skip(2, "ozone");
    out.warn("ozone left out: the frame does not say which of the two sensors it has");
  },
  "0a": skip(2, "air pollutants"),
  "0d": skip(2, "hydrogen sulphide"),
  "0e": pulses,
  "0f": registerFault,
  "10": register,
  "11": register,
  "12": f32("tvoc", 1000),
  "13": skip(4, "detections"),
  "14": seconds,
  "15": inputs,
  "16": skip(1, "liquid"),
  "17": i16("temperature", 10, "1"),
  "18": i16("temperature", 10, "2"),
  "19": i16("temperature", 10, "3"),
  "1a": seconds,
  "1b": seconds,
  "1c": seconds,
  "1d": times,
  "1e": times,
  "1f": times,
  "20": seconds,
  "21": seconds,
  "22": seconds,
  "23": times,
  "24": times,
  "25": times,
  "26": seconds,
  "27": seconds,
  "28": seconds,
  "29": times,
  "2a": times,
  "2b": times,
  "2c": f32("differential-pressure"),
  "2d": f32("air-speed"),
  "2e": u16("voltage", 1000),
  "2f": u16("current", 1_000_000),
  "30": skip(2, "resistance"),
  "31": (frame, out) => out.flag("leak-detected", frame.u8("leak") === 1),
  "32": f32("pressure"),
  "33": i16("device-temperature", 100),
  "34": f32("level", 0.001),
  "35": i16("device-temperature", 100),
  "39": skip(4, "ethanol"),
  "3a": skip(4, "air quality index"),
  "3b": u16("humidity", 100),
  "3c": i16("temperature", 10, "compensated"),
  "3d": u16("humidity", 100, "compensated"),
  "3f": skip(4, "estimated CO2"),
  "40": skip(2, "processor temperature"),
  "41": skip(1, "battery state"),
  "42": battery,
  "43": skip(2, "signal of the downlink"),
  "44": skip(1, "signal of the downlink"),
  "45": times,
  "46": times,
  "47": skip(1, "transmit power"),
  "48": times,
  "49": times,
  "4a": times,
  "4b": times,
  "4c": times,
  "4d": seconds,
  "4e": i16("device-temperature", 10),
  "50": skip(4, "lowest sound level"),
  "51": f32("sound-level"),
  "52": f32("sound-peak"),
  "53": skip(2, "nitric oxide"),
  "54": u16("no2", 10_000),
  "55": u16("no2", 1000),
  "56": skip(2, "sulphur dioxide"),
  "57": f32("pm1"),
  "58": f32("pm2.5"),
  "59": skip(4, "particles up to 4 µm"),
  "5a": f32("pm10"),
  "5b": number,
  "5c": number,
  "5d": number,
  "5e": number,
  "5f": number,
  "60": skip(4, "size of the particles"),
  "61": gas,
  "62": skip(5, "corrosion"),
  "63": skip(3, "corrosion"),
  "64": skip(3, "corrosion"),
  "65": skip(5, "corrosion"),
  "66": skip(5, "gas by mass"),
  "67": times,
  "68": times,
  "69": skip(4, "particles up to 0.1 µm"),
  "6a": skip(4, "particles up to 0.3 µm"),
  "6b": skip(4, "particles up to 0.5 µm"),
  "6c": skip(4, "particles up to 5 µm"),
  "6d": number,
  "6e": number,
  "6f": number,
  "70": times,
  "71": times,
  "72": times,
});

/** Types whose length the document gives in two ways. */
const tvocMinimum = 0x36;
const tvocMaximum = 0x38;

const answer = 0xa5;

export const syneticaEnlink = defineDecoder({
  id: "synetica-enlink",
  vendor: "Synetica",
  models: [
    "enLink Air",
    "enLink IAQ",
    "enLink OAQ",
    "enLink Zone",
    "enLink ZonePlus",
    "enLink Zone View",
    "enLink Modbus",
    "enLink Status",
    "enLink Status T",
    "enLink Status P",
    "enLink Status L",
    "enLink Status DP",
    "enLink Status AF",
    "enLink Status GP",
    "enLink Status VC",
  ],
  source: "Synetica, enLink uplink payload (github.com/synetica/enlink-decoder, README table)",
  quantities: [
    "temperature",
    "humidity",
    "illuminance",
    "atmospheric-pressure",
    "co",
    "co2",
    "tvoc",
    "hcho",
    "no2",
    "o3",
    "pm1",
    "pm2.5",
    "pm10",
    "sound-level",
    "sound-peak",
    "pulse-count",
    "digital-input",
    "differential-pressure",
    "air-speed",
    "pressure",
    "level",
    "voltage",
    "current",
    "leak-detected",
    "device-temperature",
    "battery-voltage",
  ],
  examples: [
    {
      name: "climate and light",
      payload: "010123 0256 0301a4",
      fPort: 1,
      readings: [
        ["temperature", 29.1],
        ["humidity", 86],
        ["illuminance", 420],
      ],
    },
    {
      name: "a probe and the battery",
      payload: "0100f5 021a 1701cc 420d02",
      fPort: 1,
      readings: [
        ["temperature", 24.5],
        ["humidity", 26],
        ["temperature", 46, "1"],
        ["battery-voltage", 3.33],
      ],
    },
    {
      name: "carbon monoxide, inputs, pulses and external power",
      payload: "611941bc7ae1 150105 0e0000001388 420e10",
      fPort: 1,
      readings: [
        ["co", 0.02356],
        ["digital-input", 1, "1"],
        ["digital-input", 0, "2"],
        ["digital-input", 1, "3"],
        ["pulse-count", 5000, "1"],
      ],
    },
    { name: "a register of the installer", payload: "100441bc7ae1", fPort: 1, readings: [] },
    { name: "check of the connection", payload: "00", fPort: 1, readings: [] },
    { name: "unknown type", payload: "010123 ee00", fPort: 1, error: "unknown type 0xee" },
    {
      name: "cut short",
      payload: "010123 2c41bc",
      fPort: 1,
      error: "expected 4 bytes for differential-pressure, 2 left",
    },
  ],
  read(frame, out) {
    if (frame.length === 1 && frame.at(0, "type") === 0)
      return out.warn("check of the connection, no measurement");
    while (frame.left > 0) {
      const start = frame.offset;
      const type = frame.u8("type");
      const read = types.get(type);
      if (read !== undefined) {
        read(frame, out);
      } else if (type === answer || (type >= tvocMinimum && type <= tvocMaximum)) {
        out.warn(`byte ${start}: type ${hexByte(type)} and what follows left out`);
        return;
      } else {
        frame.fail(`unknown type ${hexByte(type)}`, start);
      }
    }
  },
});

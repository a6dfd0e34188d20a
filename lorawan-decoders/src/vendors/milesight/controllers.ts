import { type Frame, hexByte } from "../../frame.ts";
import type { Output } from "../../output.ts";
import * as field from "./fields.ts";
import { milesight, type Read, skip, type Table } from "./tlv.ts";

const source = "Milesight UC Series User Guides; SensorDecoders uc-series README tables";

/** The registers behind a controller are the installer's own: the frame says what they hold, not what it means. */
function addRegister(out: Output, channel: number, value: number, time?: number): void {
  out.add("analog-input", value, `modbus-${channel}`, time);
}

/** Kinds: 0 coil, 1 discrete input, 2 and 3 16 bits, 5 and 7 single precision, the others 32 bits; bit 7 is the sign. */
function registerValue(frame: Frame, kind: number, size: number): number {
  const type = kind & 0x7f;
  if (type > 11) frame.fail(`unknown kind ${hexByte(kind)} of Modbus value, expected 0x00–0x0b`);
  const bits = type < 2 ? 8 : type < 4 ? 16 : 32;
  if (size * 8 < bits) frame.fail(`expected ${bits / 8} bytes of Modbus value, got ${size}`);
  frame.need(size, "Modbus value");
  const end = frame.offset + size;
  const signed = (kind & 0x80) !== 0;
  const value =
    bits === 8
      ? frame.u8("Modbus value")
      : bits === 16
        ? signed
          ? frame.i16le("Modbus value")
          : frame.u16le("Modbus value")
        : type === 5 || type === 7
          ? frame.f32le("Modbus value")
          : signed
            ? frame.i32le("Modbus value")
            : frame.u32le("Modbus value");
  frame.offset = end;
  return value;
}

/** Channel, size, kind, value. */
const register: Read = (frame, out) => {
  const channel = frame.u8("Modbus channel");
  const size = frame.u8("size of the Modbus value");
  const kind = frame.u8("kind of the Modbus value");
  addRegister(out, channel + 1, registerValue(frame, kind, size));
};

/** Its kind, then four bytes of value. */
function recordedRegister(frame: Frame, out: Output, channel: number, time: number, bits = 0xff): void {
  const kind = frame.u8("kind of the Modbus value") & bits;
  if ((kind & 0x7f) > 11) {
    frame.skip(4, "Modbus value of the record");
    out.warn(`Modbus channel ${channel} could not be read by the device`);
  } else addRegister(out, channel, registerValue(frame, kind, 4), time);
}

const registerFault: Read = (frame, out) =>
  out.warn(`Modbus channel ${frame.u8("Modbus channel") + 1} could not be read by the device`);

/** A kind and a value for each bit of the mask. */
function registerHistory(readMask: (frame: Frame) => number, bits?: number): Read {
  return (frame, out) => {
    const time = field.recordTime(frame);
    const mask = readMask(frame);
    for (let channel = 0; channel < 32; channel++)
      if (((mask >>> channel) & 1) === 1) recordedRegister(frame, out, channel + 1, time, bits);
  };
}

/** Now, maximum, minimum and average, in half precision. */
function statistics(add: (out: Output, now: number) => void): Read {
  return (frame, out) => {
    frame.need(8, "statistics");
    add(out, frame.f16le("value"));
    frame.skip(6, "maximum, minimum and average");
  };
}

function milliamperes(channel: string) {
  return (out: Output, value: number, time?: number) => out.add("current", value / 1000, channel, time);
}

function volts(channel: string) {
  return (out: Output, value: number, time?: number) => out.add("voltage", value, channel, time);
}

function celsius(channel: string) {
  return (out: Output, value: number, time?: number) => out.add("temperature", value, channel, time);
}

/** INT32 in hundredths. */
function hundredths(add: (out: Output, value: number) => void): Read {
  return (frame, out) => add(out, frame.i32le("analog input") / 100);
}

const input1 = milliamperes("1");
const input2 = milliamperes("2");
const input3 = volts("1");
const input4 = volts("2");

/** What a bit of the mask stands for, lowest first: inputs, outputs, PT100, currents, voltages, a text. */
function recordedChannel(frame: Frame, out: Output, bit: number, time: number): void {
  if (bit < 4) {
    const counts = frame.u8("kind of input") !== 0;
    const value = frame.u32le("input");
    const channel = String(bit + 1);
    if (counts) out.add("pulse-count", value, channel, time);
    else out.flag("digital-input", value === 1, channel, time);
  } else if (bit < 6) {
    out.flag("digital-output", frame.u8("output") === 1, String(bit - 3), time);
  } else if (bit < 8) {
    out.add("temperature", frame.f16le("PT100"), String(bit - 5), time);
  } else if (bit < 12) {
    frame.need(8, "analog input");
    const value = frame.f16le("analog input");
    frame.skip(6, "maximum, minimum and average");
    if (bit < 10) out.add("current", value / 1000, String(bit - 7), time);
    else out.add("voltage", value, String(bit - 9), time);
  } else if (bit === 12) {
    frame.skip(48, "message");
  } else {
    frame.fail(`unknown channel ${bit + 1} in the mask of the record`);
  }
}

const channelHistory: Read = (frame, out) => {
  const time = field.recordTime(frame);
  const mask = frame.u16le("channels of the record");
  for (let bit = 0; bit < 16; bit++) {
    if (((mask >> bit) & 1) === 1) recordedChannel(frame, out, bit, time);
  }
};

const uc300Inputs: Table = Object.fromEntries(
  ["1", "2", "3", "4"].flatMap((channel, i) => [
    [`0${3 + i} 00`, field.flag("digital-input", channel)],
    [`0${3 + i} c8`, field.u32("pulse-count", 1, channel)],
  ]),
);

export const milesightUc300 = milesight({
  id: "milesight-uc300",
  models: ["UC300"],
  source,
  quantities: [
    ...(["digital-input", "digital-output", "pulse-count", "temperature", "current"] as const),
    ...(["voltage", "analog-input"] as const),
  ],
  table: {
    ...uc300Inputs,
    "07 01": field.flag("digital-output", "1"),
    "08 01": field.flag("digital-output", "2"),
    "09 67": field.temperature("1"),
    "0a 67": field.temperature("2"),
    "0b 02": hundredths(input1),
    "0c 02": hundredths(input2),
    "0d 02": hundredths(input3),
    "0e 02": hundredths(input4),
    "09 e2": statistics(celsius("1")),
    "0a e2": statistics(celsius("2")),
    "0b e2": statistics(input1),
    "0c e2": statistics(input2),
    "0d e2": statistics(input3),
    "0e e2": statistics(input4),
    "20 dc": channelHistory,
    "20 dd": registerHistory((frame) => frame.u32le("channels of the record")),
    "ff 15": registerFault,
    "ff 19": register,
  },
  examples: [
    {
      name: "inputs, a counter, an output and analog inputs",
      payload: "030001 04c814000000 070101 0967fc00 0b0290010000 0d0248010000",
      fPort: 85,
      readings: [
        ["digital-input", 1, "1"],
        ["pulse-count", 20, "2"],
        ["digital-output", 1, "1"],
        ["temperature", 25.2, "1"],
        ["current", 0.004, "1"],
        ["voltage", 3.28, "1"],
      ],
    },
    {
      name: "statistics of a voltage and a register",
      payload: "0de28f425c428f428d42 ff190002020b00",
      fPort: 85,
      readings: [
        ["analog-input", 11, "modbus-1"],
        ["voltage", 3.279_296_875, "1"],
      ],
    },
    {
      name: "a record of one input and one current",
      payload: "20dc 3fa10964 0101 0005000000 0044004400440044",
      fPort: 85,
      readings: [
        ["digital-input", 0, "1", 1_678_352_703_000],
        ["current", 0.004, "1", 1_678_352_703_000],
      ],
    },
    {
      name: "cut short",
      payload: "0b029001",
      fPort: 85,
      error: "expected 4 bytes for analog input, 2 left",
    },
  ],
});

export const milesightUc100 = milesight({
  id: "milesight-uc100",
  models: ["UC100"],
  source,
  quantities: ["analog-input"],
  table: {
    "20 cd": (frame) => {
      frame.skip(4, "time of the record");
      frame.skip(frame.u8("size of the message"), "message");
    },
    "20 ce": (frame, out) => {
      const time = field.recordTime(frame);
      recordedRegister(frame, out, frame.u8("Modbus channel") + 1, time);
    },
    "ff 15": registerFault,
    "ff 19": register,
    "ff ee": (frame, out) => {
      const channel = frame.u8("Modbus channel") & 0x3f;
      const size = frame.u8("size of the Modbus value");
      const kind = frame.u8("kind of the Modbus value");
      addRegister(out, channel + 1, registerValue(frame, kind, size));
    },
  },
  examples: [
    {
      name: "a register of the installer",
      payload: "ff190002020b00",
      fPort: 85,
      readings: [["analog-input", 11, "modbus-1"]],
    },
    {
      name: "cut short",
      payload: "ff190004020b00",
      fPort: 85,
      error: "expected 4 bytes for Modbus value, 2 left",
    },
  ],
});

/** Whether it is mA or V is a setting that most frames do not repeat. Now, minimum, maximum and mean. */
function analog(channel: string, read: (frame: Frame) => number, extra = 0): Read {
  return (frame, out) => {
    frame.need(8 + extra, "analog input");
    for (const which of ["", "-minimum", "-maximum", "-mean"])
      out.add("analog-input", read(frame), `${channel}${which}`);
    frame.skip(extra, "alarm state");
  };
}

const thousandths = (frame: Frame): number => frame.i16le("analog input") / 1000;
const half = (frame: Frame): number => frame.f16le("analog input");

function recordedPin(frame: Frame, out: Output, channel: string, time: number): void {
  const kind = frame.u8("kind of pin");
  const value = frame.u32le("pin");
  if (kind === 0) out.flag("digital-input", value === 1, channel, time);
  else if (kind === 1) out.flag("digital-output", value === 1, channel, time);
  else if (kind === 2) out.add("pulse-count", value, channel, time);
  else frame.fail(`unknown kind of pin ${hexByte(kind)}, expected 0x00–0x02`, frame.offset - 5);
}

/** Length of the value in bits 3–7, its kind in bits 0–2. Channels of this device begin with 6. */
const rs485: Read = (frame, out) => {
  const channel = frame.u8("Modbus channel");
  const form = frame.u8("size and kind of the Modbus value");
  addRegister(out, channel - 6, registerValue(frame, form & 7, form >> 3));
};

export const milesightUc50x = milesight({
  id: "milesight-uc50x",
  models: ["UC501", "UC502"],
  source,
  quantities: ["battery-level", "digital-input", "digital-output", "pulse-count", "analog-input"],
  table: {
    "01 75": field.battery,
    "03 00": field.flag("digital-input", "1"),
    "04 00": field.flag("digital-input", "2"),
    "03 01": field.flag("digital-output", "1"),
    "04 01": field.flag("digital-output", "2"),
    "03 c8": field.u32("pulse-count", 1, "1"),
    "04 c8": field.u32("pulse-count", 1, "2"),
    "05 02": analog("1", thousandths),
    "06 02": analog("2", thousandths),
    "05 e2": analog("1", half),
    "06 e2": analog("2", half),
    "85 e2": analog("1", half, 1),
    "86 e2": analog("2", half, 1),
    "08 db": skip(37, "SDI-12 text"),
    "20 dc": (frame, out) => {
      frame.need(22, "history record");
      const time = field.recordTime(frame);
      recordedPin(frame, out, "1", time);
      recordedPin(frame, out, "2", time);
      frame.skip(8, "analog inputs");
    },
    "20 dd": registerHistory((frame) => frame.u16le("channels of the record"), 7),
    "20 e0": (frame) => {
      frame.skip(4, "time of the record");
      const mask = frame.u16le("channels of the record");
      for (let bit = 0; bit < 16; bit++) if (((mask >> bit) & 1) === 1) frame.skip(36, "SDI-12 text");
    },
    "80 0e": field.alarm(rs485),
    "ff 0e": rs485,
    "ff 14": skip(1, "kind of analog input"),
    "ff 15": registerFault,
  },
  examples: [
    {
      name: "battery, an input and a counter",
      payload: "017564 030001 04c870170000",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["digital-input", 1, "1"],
        ["pulse-count", 6000, "2"],
      ],
    },
    {
      name: "a register and an analog input",
      payload: "ff0e092610270000 0502983a000000000000",
      fPort: 85,
      readings: [
        ["analog-input", 10_000, "modbus-3"],
        ["analog-input", 15, "1"],
        ["analog-input", 0, "1-minimum"],
        ["analog-input", 0, "1-maximum"],
        ["analog-input", 0, "1-mean"],
      ],
    },
    {
      name: "unknown kind of pin",
      payload: "20dc 3fa10964 0301000000 0000000000 0000000000000000",
      fPort: 85,
      error: "unknown kind of pin 0x03, expected 0x00–0x02",
    },
  ],
});

function opening(channel: string): Read {
  return (frame, out) => {
    frame.need(2, "valve");
    frame.skip(1, "kind of valve");
    out.add("valve-position", frame.u8("opening"), channel);
  };
}

function pressureAt(channel: string): Read {
  return (frame, out) => out.add("pressure", frame.u16le("pressure") * 1000, channel);
}

function pressureAlarm(channel: string): Read {
  return (frame, out) => {
    frame.need(9, "pressure alarm");
    frame.skip(6, "condition of the alarm");
    out.add("pressure", frame.u16le("pressure") * 1000, channel);
    frame.skip(1, "alarm state");
  };
}

/** Motor valves. */
export const milesightUc521 = milesight({
  id: "milesight-uc521",
  models: ["UC521"],
  source,
  quantities: ["battery-level", "valve-position", "pulse-count", "digital-input", "pressure"],
  table: {
    "01 75": field.battery,
    "03 f6": opening("1"),
    "04 c8": field.u32("pulse-count", 1, "1"),
    "05 f6": opening("2"),
    "06 c8": field.u32("pulse-count", 1, "2"),
    "07 01": field.flag("digital-input", "1"),
    "08 01": field.flag("digital-input", "2"),
    "09 7b": pressureAt("1"),
    "0a 7b": pressureAt("2"),
    "0b f5": pressureAlarm("1"),
    "0c f5": pressureAlarm("2"),
    "0d e3": skip(4, "calibration"),
    "0e 01": skip(1, "opening duration"),
    "0f 01": skip(1, "opening duration"),
    "b3 f6": skip(2, "valve exception"),
    "b5 f6": skip(2, "valve exception"),
    "b9 7b": skip(1, "pressure exception"),
    "ba 7b": skip(1, "pressure exception"),
  },
  examples: [
    {
      name: "half open",
      payload: "017564 03f60032 0a7b1100",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["valve-position", 50, "1"],
        ["pressure", 17_000, "2"],
      ],
    },
    { name: "cut short", payload: "03f600", fPort: 85, error: "expected 2 bytes for valve, 1 left" },
  ],
});

/** Methane alarm. */
export const milesightGs101 = milesight({
  id: "milesight-gs101",
  models: ["GS101"],
  source: "Milesight GS101 User Guide; SensorDecoders gs101 README table",
  quantities: ["digital-output", "gas-alarm"],
  table: {
    "05 8e": field.flag("gas-alarm"),
    "06 01": field.flag("digital-output", "valve"),
    "07 01": field.flag("digital-output", "relay"),
    "08 90": skip(4, "remaining life"),
    "ff 3f": skip(1, "alarm"),
  },
  examples: [
    {
      name: "gas shut off",
      payload: "058e01 060101 070100 0890a0bb0d00",
      fPort: 85,
      readings: [
        ["gas-alarm", 1],
        ["digital-output", 1, "valve"],
        ["digital-output", 0, "relay"],
      ],
    },
    { name: "cut short", payload: "089000", fPort: 85, error: "expected 4 bytes for remaining life, 1 left" },
  ],
});

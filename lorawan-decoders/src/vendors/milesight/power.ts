import * as field from "./fields.ts";
import { milesight, type Read, type Table } from "./tlv.ts";

const source = "Milesight WS5xx and CT Series User Guides; SensorDecoders README tables";

const socket: Read = (frame, out) => out.flag("digital-output", (frame.u8("socket") & 1) === 1);

export const milesightWs52x = milesight({
  id: "milesight-ws52x",
  models: ["WS513", "WS515", "WS523", "WS525"],
  source,
  quantities: [...field.mainsQuantities, "digital-output", "device-temperature"],
  table: {
    ...field.mains,
    "08 70": socket,
    "09 67": field.temperature(undefined, "device-temperature"),
    "89 67": field.alarm(field.temperature(undefined, "device-temperature")),
    "99 67": field.alarm(field.temperature(undefined, "device-temperature"), 3),
    "87 c9": field.alarm(field.u16("current", 1000)),
    "88 29": (frame) => frame.skip(1, "device alarm"),
    "b3 74": (frame) => frame.skip(1, "voltage exception"),
    "b4 80": (frame) => frame.skip(1, "power exception"),
    "b5 81": (frame) => frame.skip(1, "power factor exception"),
    "b6 83": (frame) => frame.skip(1, "energy exception"),
    "b7 c9": (frame) => frame.skip(1, "current exception"),
  },
  examples: [
    {
      name: "a report",
      payload: "0374ed08 068356040000 087001 058152 07c9a400 048001000000",
      fPort: 85,
      readings: [
        ["voltage", 228.5],
        ["energy", 1.11],
        ["digital-output", 1],
        ["power-factor", 0.82],
        ["current", 0.164],
        ["power", 0.001],
      ],
    },
    { name: "cut short", payload: "0374ed", fPort: 85, error: "expected 2 bytes for voltage, 1 left" },
  ],
});

const wallSwitch = field.outputs(3, "switches");

export const milesightWs50x = milesight({
  id: "milesight-ws50x",
  models: ["WS501", "WS502", "WS503"],
  source,
  quantities: [...field.mainsQuantities, "digital-output", "button-press"],
  table: {
    ...field.mains,
    "08 29": wallSwitch,
    "ff 29": wallSwitch,
    "ff 2b": field.u8("button-press"),
  },
  examples: [
    {
      name: "switch 1 and 3 on",
      payload: "ff2905",
      fPort: 85,
      readings: [
        ["digital-output", 1, "1"],
        ["digital-output", 0, "2"],
        ["digital-output", 1, "3"],
      ],
    },
    { name: "cut short", payload: "ff29", fPort: 85, error: "expected 1 byte for switches, 0 left" },
  ],
});

/** Which of the eight switches the report is about, then their states. */
const eightSwitches: Read = (frame, out) => {
  frame.need(2, "switches");
  frame.skip(1, "mask of switches");
  field.outputs(8, "switches")(frame, out);
};

export const milesightWs558 = milesight({
  id: "milesight-ws558",
  models: ["WS558"],
  source,
  quantities: [...field.mainsQuantities, "digital-output"],
  table: { ...field.mains, "08 31": eightSwitches },
  examples: [
    {
      name: "all off but the last",
      payload: "0374ed08 0831ff80",
      fPort: 85,
      readings: [
        ["voltage", 228.5],
        ...([1, 2, 3, 4, 5, 6, 7] as const).map((i) => ["digital-output", 0, String(i)] as const),
        ["digital-output", 1, "8"],
      ],
    },
    { name: "cut short", payload: "0831ff", fPort: 85, error: "expected 2 bytes for switches, 1 left" },
  ],
});

/** 0xffff tells that the current cannot be read. */
function amperes(divisor: number, channel?: string): Read {
  return (frame, out) => {
    const raw = frame.u16le("current");
    if (raw === 0xffff)
      out.warn(`current${channel === undefined ? "" : ` ${channel}`} could not be read by the device`);
    else out.add("current", raw / divisor, channel);
  };
}

/** Maximum and minimum, then the current itself and the state of the alarm. */
function currentAlarm(read: Read, extreme: (which: string) => Read): Read {
  return (frame, out) => {
    frame.need(7, "current alarm");
    extreme("maximum")(frame, out);
    extreme("minimum")(frame, out);
    read(frame, out);
    frame.skip(1, "alarm state");
  };
}

/** Hundredths of an ampere-hour. */
function charge(channel?: string): Read {
  return field.u32("electric-charge", 100, channel);
}

/** The highest or lowest of a current since the last report. */
function extremeOf(divisor: number, channel?: string): (which: string) => Read {
  return (which) => amperes(divisor, channel === undefined ? which : `${channel}-${which}`);
}

const clamp: Table = {
  "09 67": field.temperature(),
  "89 67": field.alarm(field.temperature()),
  "b9 67": (frame) => frame.skip(1, "temperature exception"),
};

export const milesightCt10x = milesight({
  id: "milesight-ct10x",
  models: ["CT101", "CT103", "CT105"],
  source,
  quantities: ["current", "temperature", "electric-charge"],
  table: {
    ...clamp,
    "03 97": charge(),
    "04 98": amperes(100),
    "84 98": currentAlarm(amperes(100), extremeOf(100)),
  },
  examples: [
    {
      name: "a report",
      payload: "039773020000 04980019 09673401",
      fPort: 85,
      readings: [
        ["electric-charge", 6.27],
        ["current", 64],
        ["temperature", 30.8],
      ],
    },
    {
      name: "an alarm with the extremes, and padding",
      payload: "8498 b80b d007 c409 05 0000",
      fPort: 85,
      readings: [
        ["current", 30, "maximum"],
        ["current", 20, "minimum"],
        ["current", 25],
      ],
    },
    { name: "cut short", payload: "0498 00", fPort: 85, error: "expected 2 bytes for current, 1 left" },
  ],
});

export const milesightCt30x = milesight({
  id: "milesight-ct30x",
  models: ["CT303", "CT305", "CT310"],
  source,
  quantities: ["current", "temperature", "electric-charge"],
  table: {
    ...clamp,
    "03 97": charge("1"),
    "05 97": charge("2"),
    "07 97": charge("3"),
    "04 99": amperes(10, "1"),
    "06 99": amperes(10, "2"),
    "08 99": amperes(10, "3"),
    "84 99": currentAlarm(amperes(10, "1"), extremeOf(10, "1")),
    "86 99": currentAlarm(amperes(10, "2"), extremeOf(10, "2")),
    "88 99": currentAlarm(amperes(10, "3"), extremeOf(10, "3")),
  },
  examples: [
    {
      name: "three phases",
      payload: "0499b80b 0699ffff 0899e803",
      fPort: 85,
      readings: [
        ["current", 300, "1"],
        ["current", 100, "3"],
      ],
    },
    { name: "cut short", payload: "0499", fPort: 85, error: "expected 2 bytes for current, 0 left" },
  ],
});

import { defineDecoder } from "../../define.ts";
import { type Frame, hexByte } from "../../frame.ts";
import type { Output } from "../../output.ts";

/** Status byte: bit 0 configuration, bit 1 battery, bit 2 time at the end of the frame, bit 4 second probe. */
const flags = { lowBattery: 0x02, hasTime: 0x04, secondProbe: 0x10 };

/** Seconds since 2013 at the end of the frame. */
const epoch2013 = Date.UTC(2013, 0, 1);
const timeLength = 4;

interface Context {
  readonly status: number;
  /** Where the data end, before the time. */
  readonly end: number;
  readonly time: number | undefined;
}

function context(frame: Frame): Context {
  const status = frame.u8("status");
  if ((status & flags.hasTime) === 0) return { status, end: frame.length, time: undefined };
  const end = frame.length - timeLength;
  if (end < frame.offset) frame.fail(`expected ${timeLength} bytes for time at the end, ${frame.left} left`);
  const start = frame.offset;
  frame.offset = end;
  const time = epoch2013 + frame.u32be("time") * 1000;
  frame.offset = start;
  return { status, end, time };
}

/** Older samples follow the newest; how far apart they are is a setting that the frame does not tell. */
function leaveOutOlder(frame: Frame, out: Output, end: number, size: number): void {
  const older = Math.floor((end - frame.offset) / size);
  if (older > 0) out.warn(`${older} older samples without a time of their own left out`);
  frame.offset = end;
}

type Read = (frame: Frame, out: Output, context: Context) => void;

const temperatures: Read = (frame, out, { status, end, time }) => {
  const hasTwo = (status & flags.secondProbe) !== 0;
  out.add("temperature", frame.i16be("temperature 1") / 10, "1", time);
  if (hasTwo) out.add("temperature", frame.i16be("temperature 2") / 10, "2", time);
  leaveOutOlder(frame, out, end, hasTwo ? 4 : 2);
};

const comfort: Read = (frame, out, { end, time }) => {
  out.add("temperature", frame.i16be("temperature") / 10, undefined, time);
  out.add("humidity", frame.u8("humidity"), undefined, time);
  leaveOutOlder(frame, out, end, 3);
};

/** Four counters of edges since the last frame, then current and former state of each input as two bits. */
const dryContacts: Read = (frame, out) => {
  frame.need(8, "edges of the period");
  for (let i = 1; i <= 4; i++) out.add("pulse-count-period", frame.u16be("edges of the period"), String(i));
  const states = frame.u8("states");
  for (let i = 0; i < 4; i++) out.flag("digital-input", ((states >> (2 * i)) & 1) === 1, String(i + 1));
};

const twoPulses: Read = (frame, out, { time }) => {
  out.add("pulse-count", frame.u32be("counter A"), "A", time);
  out.add("pulse-count", frame.u32be("counter B"), "B", time);
};

/** The counter, then by how much it grew in each period before. */
const onePulse =
  (channel: string): Read =>
  (frame, out, { time }) =>
    out.add("pulse-count", frame.u32be("counter"), channel, time);

const inputAlarm =
  (channel: string): Read =>
  (frame, out, { time }) => {
    out.flag("digital-input", (frame.u8("state") & 1) === 1, channel, time);
    out.add("pulse-count", frame.u32be("counter"), channel, time);
  };

const comfortAlarm: Read = (frame, out, { time }) => {
  frame.skip(1, "alarms");
  out.add("temperature", frame.i16be("temperature") / 10, undefined, time);
  out.add("humidity", frame.u8("humidity"), undefined, time);
};

/** The first generation of TEMP: a byte that names each probe before its value. */
const namedTemperatures: Read = (frame, out) => {
  for (const channel of ["1", "2"]) {
    if (frame.left < 3) break;
    frame.skip(1, "probe");
    const raw = frame.i16be("temperature");
    if (raw !== -32768) out.add("temperature", raw / 10, channel);
  }
};

/** Temperature, humidity and carbon dioxide. */
const comfortWithCo2: Read = (frame, out, { end, time }) => {
  out.add("temperature", frame.i16be("temperature") / 10, undefined, time);
  out.add("humidity", frame.u8("humidity"), undefined, time);
  out.add("co2", frame.u16be("CO2"), undefined, time);
  leaveOutOlder(frame, out, end, 5);
};

const breath: Read = (frame, out, { end, time }) => {
  out.add("tvoc-concentration", frame.u16be("volatile compounds"), undefined, time);
  out.add("pm10", frame.u16be("PM10"), undefined, time);
  out.add("pm2.5", frame.u16be("PM2.5"), undefined, time);
  out.add("pm1", frame.u16be("PM1"), undefined, time);
  leaveOutOlder(frame, out, end, 8);
};

const pressureDifference: Read = (frame, out, { end, time }) => {
  out.add("differential-pressure", frame.i16be("pressure difference"), undefined, time);
  leaveOutOlder(frame, out, end, 2);
};

/** Whether somebody is there now, then shares of time with presence and of light. */
const presence: Read = (frame, out, { end, time }) => {
  out.flag("occupancy", frame.u8("presence") !== 0, undefined, time);
  leaveOutOlder(frame, out, end, 2);
};

/** Each channel names itself: 1 is 0–10 V in µV, 2 is 4–20 mA in tens of nA. */
const analog: Read = (frame, out, { time }) => {
  for (const channel of ["A", "B"]) {
    const kind = frame.u8("kind of channel") & 0x0f;
    const raw = frame.u24be("analog value");
    if (kind === 1) out.add("voltage", raw / 1_000_000, channel, time);
    else if (kind === 2) out.add("current", raw / 100_000_000, channel, time);
  }
};

/** Code of the frame → reader, by the technical reference manuals. */
const reads: ReadonlyMap<number, Read> = new Map([
  [0x40, dryContacts],
  [0x41, dryContacts],
  [0x42, analog],
  [0x43, namedTemperatures],
  [0x46, twoPulses],
  [0x4c, comfort],
  [0x4d, comfortAlarm],
  [0x51, inputAlarm("1")],
  [0x52, inputAlarm("2")],
  [0x53, pressureDifference],
  [0x57, temperatures],
  [0x5a, onePulse("A")],
  [0x5b, onePulse("B")],
  [0x5c, presence],
  [0x6a, comfortWithCo2],
  [0x6d, breath],
]);

/** Frames of settings, versions and life signs, which every product sends. */
const settingCodes: readonly number[] = [0x10, 0x11, 0x12, 0x1f, 0x20, 0x2f, 0x30, 0x31, 0x33, 0x36, 0x37];

export const adeunis = defineDecoder({
  id: "adeunis",
  vendor: "Adeunis",
  models: [
    ...["TEMP", "COMFORT", "PULSE", "Pulse 4", "Pulse 3", "DRY CONTACTS", "Dry Contacts 2", "Dry Contact"],
    ...[
      "TEMP 2S",
      "TEMP V4",
      "TEMP 4",
      "COMFORT CO2",
      "COMFORT SERENITY",
      "COMFORT 2",
      "BREATH",
      "DELTA P",
      "DELTAP",
    ],
    ...["MOTION", "ANALOG", "PULSE NB-IoT"],
  ],
  source: "Adeunis, technical reference manuals of TEMP, COMFORT, PULSE and DRY CONTACTS",
  quantities: [
    ...([
      "temperature",
      "humidity",
      "pulse-count",
      "digital-input",
      "battery-low",
      "co2",
      "occupancy",
    ] as const),
    ...([
      "pulse-count-period",
      "tvoc-concentration",
      "pm10",
      "pm2.5",
      "pm1",
      "differential-pressure",
    ] as const),
    ...(["voltage", "current"] as const),
  ],
  examples: [
    {
      name: "COMFORT CO2 with one older sample",
      payload: "6a80 01b33e01a4 01b43f01a5",
      fPort: 1,
      readings: [
        ["battery-low", 0],
        ["temperature", 43.5],
        ["humidity", 62],
        ["co2", 420],
      ],
    },
    {
      name: "ANALOG, volts and milliamperes",
      payload: "4250 01100000 02100000",
      fPort: 1,
      readings: [
        ["battery-low", 0],
        ["voltage", 1.048576, "A"],
        ["current", 0.01048576, "B"],
      ],
    },
    {
      name: "COMFORT with two older samples",
      payload: "4c 00 00e1 2d 00e2 2d 00e3 2e",
      fPort: 1,
      readings: [
        ["battery-low", 0],
        ["temperature", 22.5],
        ["humidity", 45],
      ],
    },
    {
      name: "TEMP, two probes below zero, with the time",
      payload: "57 16 ffce 00e1 14aba3e9",
      fPort: 1,
      readings: [
        ["battery-low", 1],
        ["temperature", -5, "1", 1_703_791_337_000],
        ["temperature", 22.5, "2", 1_703_791_337_000],
      ],
    },
    {
      name: "DRY CONTACTS",
      payload: "40 40 0001 0000 0005 0002 01",
      fPort: 1,
      readings: [
        ["battery-low", 0],
        ["pulse-count-period", 1, "1"],
        ["pulse-count-period", 0, "2"],
        ["pulse-count-period", 5, "3"],
        ["pulse-count-period", 2, "4"],
        ["digital-input", 1, "1"],
        ["digital-input", 0, "2"],
        ["digital-input", 0, "3"],
        ["digital-input", 0, "4"],
      ],
    },
    {
      name: "cut short",
      payload: "4c 00 00",
      fPort: 1,
      error: "byte 2: expected 2 bytes for temperature, 1 left",
    },
    { name: "unknown code", payload: "99 00", fPort: 1, error: "byte 0: unknown code 0x99" },
  ],
  read(frame, out) {
    const code = frame.u8("code");
    const read = reads.get(code);
    if (read === undefined) {
      if (!settingCodes.includes(code)) frame.fail(`unknown code ${hexByte(code)} of frame`, 0);
      out.flag("battery-low", (frame.u8("status") & flags.lowBattery) !== 0);
      out.warn(`frame ${hexByte(code)}: settings or life sign left out`);
      return;
    }
    const about = context(frame);
    out.flag("battery-low", (about.status & flags.lowBattery) !== 0);
    read(frame, out, about);
  },
});

import { defineDecoder } from "../define.ts";
import type { Frame } from "../frame.ts";
import type { Output } from "../output.ts";

/** Pulses of the meter in a kilowatt hour. */
const pulsesOfKilowattHour = 3200;

interface Report {
  /** Bytes after the time. */
  readonly length: number;
  read(frame: Frame, out: Output, time: number): void;
}

const nothing = (): void => undefined;

/** What each port tells, after the device's time and time zone. */
const reports: ReadonlyMap<number, Report> = new Map([
  [
    5,
    {
      length: 2,
      read(frame, out, time) {
        out.flag("digital-output", frame.u8("switch") === 1, undefined, time);
      },
    },
  ],
  [
    6,
    {
      length: 6,
      read(frame, out, time) {
        out.add("voltage", frame.u16be("voltage") / 10, undefined, time);
        out.add("current", frame.i16be("current") / 1000, undefined, time);
        out.add("frequency", frame.u16be("frequency") / 1000, undefined, time);
      },
    },
  ],
  [
    7,
    {
      length: 5,
      read(frame, out, time) {
        out.add("power", frame.i32be("power") / 10_000, undefined, time);
        out.add("power-factor", frame.u8("power factor") / 100, undefined, time);
      },
    },
  ],
  [
    8,
    {
      length: 6,
      read: (frame, out, time) =>
        out.add("energy", frame.u32be("pulses") / pulsesOfKilowattHour, undefined, time),
    },
  ],
  [
    9,
    {
      length: 5,
      read: limit((frame, out, time) => out.add("voltage", frame.u16be("voltage") / 10, undefined, time)),
    },
  ],
  [
    10,
    {
      length: 5,
      read: limit((frame, out, time) => out.add("voltage", frame.u16be("voltage") / 10, undefined, time)),
    },
  ],
  [
    11,
    {
      length: 5,
      read: limit((frame, out, time) => out.add("current", frame.i16be("current") / 1000, undefined, time)),
    },
  ],
  [
    12,
    {
      length: 6,
      read: limit((frame, out, time) => out.add("power", frame.i24be("power") / 10_000, undefined, time)),
    },
  ],
  [13, { length: 1, read: nothing }],
  [14, { length: 5, read: nothing }],
]);

/** The value that crossed a limit comes after whether it is over it. */
function limit(read: Report["read"]): Report["read"] {
  return (frame, out, time) => {
    frame.skip(1, "state of the limit");
    read(frame, out, time);
  };
}

const lengthOfTime = 5;

export const mokoPlug = defineDecoder({
  id: "moko-lw005-mp",
  vendor: "Moko",
  models: ["LW005-MP"],
  source: "MokoSmart, LW005-MP LoRaWAN communication protocol",
  quantities: ["digital-output", "voltage", "current", "frequency", "power", "power-factor", "energy"],
  examples: [
    {
      name: "the mains",
      payload: "68a7ecfa 10 08b7 0000 c32d",
      fPort: 6,
      readings: [
        ["voltage", 223.1, undefined, 1_755_835_642_000],
        ["current", 0, undefined, 1_755_835_642_000],
        ["frequency", 49.965, undefined, 1_755_835_642_000],
      ],
    },
    {
      name: "energy",
      payload: "68a7ecfa 10 00000c80 0000",
      fPort: 8,
      readings: [["energy", 1, undefined, 1_755_835_642_000]],
    },
    { name: "cut short", payload: "68a7ecfa1008b7", fPort: 6, error: "expected 11 bytes on fPort 6, got 7" },
    { name: "another port", payload: "68a7ecfa1000", fPort: 99, error: "fPort 99" },
  ],
  read(frame, out) {
    const report = reports.get(frame.fPort);
    if (report === undefined) return frame.expectPort(...reports.keys());
    if (frame.length !== lengthOfTime + report.length) {
      frame.fail(
        `expected ${lengthOfTime + report.length} bytes on fPort ${frame.fPort}, got ${frame.length}`,
        0,
      );
    }
    const time = frame.u32be("time") * 1000;
    frame.skip(1, "time zone");
    report.read(frame, out, time);
  },
});

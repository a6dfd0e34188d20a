import { defineDecoder } from "../define.ts";
import type { Frame } from "../frame.ts";
import type { Output } from "../output.ts";

const flags = { lowBattery: 0x04, tamper: 0x08 };
/** GNSS fixes come on 2 with the time of the fix, and on 12 without. */
const ports = { fix: 2, shortFix: 12, last: 12 };
const fixByGnss = 2;

/** High half, tenths of a volt above 2.2 V. */
function battery(byte: number): number {
  return (22 + (byte >> 4)) / 10;
}

function position(frame: Frame, out: Output, time?: number): void {
  out.add("latitude", frame.i32be("latitude") / 10_000_000, undefined, time);
  out.add("longitude", frame.i32be("longitude") / 10_000_000, undefined, time);
}

function fixTime(frame: Frame): number {
  const [year, month, day] = [frame.u16be("year"), frame.u8("month"), frame.u8("day")];
  return Date.UTC(year, month - 1, day, frame.u8("hour"), frame.u8("minute"), frame.u8("second"));
}

export const mokoTracker = defineDecoder({
  id: "moko-lw001",
  vendor: "Moko",
  models: ["LW001-BG", "LW001-BG-PRO", "LW001-BGE", "LW001-BGPRO"],
  source: "MOKOSMART, LW001-BG PRO payload description",
  quantities: ["battery-voltage", "battery-low", "tamper", "device-temperature", "latitude", "longitude"],
  examples: [
    {
      name: "a fix of GNSS",
      payload: "011be0 02 07e9040b082a33 00 09 12278998 443aa129 12",
      fPort: 2,
      readings: [
        ["battery-low", 0],
        ["tamper", 0],
        ["device-temperature", 27],
        ["battery-voltage", 3.6],
        ["latitude", 30.4581016, undefined, Date.UTC(2025, 3, 11, 8, 42, 51)],
        ["longitude", 114.4693033, undefined, Date.UTC(2025, 3, 11, 8, 42, 51)],
      ],
    },
    {
      name: "moved by a stranger",
      payload: "0b1be0 07e9040b09073300",
      fPort: 7,
      readings: [
        ["battery-low", 0],
        ["tamper", 1],
        ["device-temperature", 27],
        ["battery-voltage", 3.6],
      ],
    },
    {
      name: "a fix without time",
      payload: "01e1 12278c97 443aa3d4 11",
      fPort: 12,
      readings: [
        ["battery-low", 0],
        ["battery-voltage", 3.6],
        ["latitude", 30.4581783],
        ["longitude", 114.4693716],
      ],
    },
    { name: "cut short", payload: "01e1 1227", fPort: 12, error: "expected 4 bytes for latitude, 2 left" },
  ],
  read(frame, out) {
    if (frame.fPort < 1 || frame.fPort > ports.last) {
      out.warn(`fPort ${frame.fPort}: settings of the device left out`);
      return;
    }
    const state = frame.u8("state");
    out.flag("battery-low", (state & flags.lowBattery) !== 0);
    if (frame.fPort === ports.shortFix) {
      out.add("battery-voltage", battery(frame.u8("battery")));
      position(frame, out);
      return;
    }
    out.flag("tamper", (state & flags.tamper) !== 0);
    out.add("device-temperature", frame.i8("temperature"));
    out.add("battery-voltage", battery(frame.u8("battery")));
    if (frame.fPort !== ports.fix || frame.u8("kind of fix") !== fixByGnss) return;
    const time = fixTime(frame);
    frame.skip(2, "time zone and length");
    position(frame, out, time);
  },
});

import { defineDecoder } from "../define.ts";
import { type Frame, hexByte } from "../frame.ts";
import type { Output } from "../output.ts";

/** Hundredths in the first byte, the whole part in the second, both signed. */
function twoByteValue(frame: Frame, what: string): number {
  const hundredths = frame.i8(what);
  return frame.i8(what) + hundredths / 100;
}

/** The same in 16 bits each, of the external probe. */
function fourByteValue(frame: Frame, what: string): number {
  const hundredths = frame.i16be(what);
  return frame.i16be(what) + hundredths / 100;
}

/** Seconds since 2000. */
function sensorTime(frame: Frame): number {
  return Date.UTC(2000, 0, 1) + frame.u32be("time") * 1000;
}

/** 0 stands for up to 5 %, then 20, 40, 60, 80 and 100 %: the upper end of each step. */
const batterySteps = [5, 20, 40, 60, 80, 100];

function battery(frame: Frame, out: Output): void {
  const step = frame.u8("battery capacity");
  const level = batterySteps[step];
  if (level === undefined) frame.fail(`battery capacity ${step}, expected 0–5`, frame.offset - 1);
  else out.add("battery-level", level);
}

function internal(frame: Frame, out: Output, time?: number): void {
  frame.need(4, "humidity and temperature");
  out.add("humidity", twoByteValue(frame, "humidity"), undefined, time);
  out.add("temperature", twoByteValue(frame, "temperature"), undefined, time);
}

function external(frame: Frame, out: Output, time?: number): void {
  frame.need(4, "temperature");
  out.add("temperature", fourByteValue(frame, "temperature"), "external", time);
}

type Measurement = typeof internal;

/** Readings that were gathered before they were sent; the time is that of the report, the first is the oldest. */
function aggregate(frame: Frame, out: Output, read: Measurement): void {
  frame.skip(3, "alarm and backlog counts");
  battery(frame, out);
  const count = frame.u8("number of readings");
  frame.skip(4, "time of the report");
  frame.need(4 * count, `${count} readings`);
  // How far apart they are is a setting of the sensor that the frame does not tell: only the last is of now.
  for (let i = 0; i < count; i++) {
    if (i < count - 1) frame.skip(4, "earlier reading");
    else read(frame, out);
  }
  if (count > 1) out.warn(`${count - 1} earlier readings without a time of their own left out`);
}

/** RS1xx. The RTD variants send kind 0x0b and use the same kinds of backlog with their own values. */
export const lairdRs1xx = defineDecoder({
  id: "laird-rs1xx",
  vendor: "Laird",
  models: ["RS186", "RS191", "Sentrius RS1xx"],
  source: "Laird Connectivity, RS1xx LoRa protocol",
  quantities: ["humidity", "temperature", "battery-level", "door-open", "battery-voltage"],
  examples: [
    {
      name: "climate",
      payload: "01 00 19 2d 32 15 05 0000 0000",
      fPort: 1,
      readings: [
        ["humidity", 45.25],
        ["temperature", 21.5],
        ["battery-level", 100],
      ],
    },
    {
      name: "below zero",
      payload: "01 00 19 2d ce fb 04 0000 0000",
      fPort: 1,
      readings: [
        ["humidity", 45.25],
        ["temperature", -5.5],
        ["battery-level", 80],
      ],
    },
    {
      name: "from the backlog",
      payload: "03 00 2a000000 19 2d 32 15",
      fPort: 1,
      readings: [
        ["humidity", 45.25, undefined, Date.UTC(2000, 0, 1) + 0x2a000000 * 1000],
        ["temperature", 21.5, undefined, Date.UTC(2000, 0, 1) + 0x2a000000 * 1000],
      ],
    },
    {
      name: "cut short",
      payload: "01 00 19",
      fPort: 1,
      error: "expected 4 bytes for humidity and temperature",
    },
    { name: "unknown kind", payload: "99 00", fPort: 1, error: "byte 0: unknown kind of message 0x99" },
  ],
  read(frame, out) {
    const kind = frame.u8("kind of message");
    frame.skip(1, "options");
    switch (kind) {
      case 0x01:
        internal(frame, out);
        battery(frame, out);
        frame.skip(4, "alarm and backlog counts");
        return;
      case 0x02:
        aggregate(frame, out, internal);
        return;
      case 0x03: {
        const time = sensorTime(frame);
        internal(frame, out, time);
        return;
      }
      case 0x04: {
        const count = frame.u8("number of readings");
        for (let i = 0; i < count; i++) {
          const time = sensorTime(frame);
          internal(frame, out, time);
        }
        return;
      }
      case 0x05:
      case 0x06:
      case 0x07:
      case 0x08:
      case 0x0c:
        out.warn(`settings of the sensor (kind ${hexByte(kind)}) left out`);
        return;
      case 0x09: {
        frame.need(4, "contact");
        const isDoor = frame.u8("mode of operation") === 0;
        const open = frame.u8("contact") === 1;
        if (isDoor) out.flag("door-open", open);
        frame.skip(2, "cancellation and count");
        return;
      }
      case 0x0a:
        out.add("battery-voltage", twoByteValue(frame, "battery voltage"));
        return;
      case 0x0b:
        external(frame, out);
        battery(frame, out);
        return;
      default:
        frame.fail(`unknown kind of message ${hexByte(kind)}, expected 0x01–0x0c`, 0);
    }
  },
});

import { defineDecoder } from "../define.ts";
import type { Frame } from "../frame.ts";
import type { Output } from "../output.ts";

/** Status byte: bit 2 battery, bit 4 a temporary fault whose kind is in bits 5–7 (1 leakage, 5 burst). */
function status(frame: Frame, out: Output, time: number): void {
  const value = frame.u8("status");
  const temporary = (value & 0x10) === 0 ? undefined : value >> 5;
  out.flag("battery-low", (value & 0x04) !== 0, undefined, time);
  out.flag("leak-detected", temporary === 1 || temporary === 5, undefined, time);
}

const hourMs = 3_600_000;

function deltas(frame: Frame, out: Output): void {
  const time = frame.u32le("time") * 1000;
  status(frame, out, time);
  out.add("water-volume", frame.u32le("volume") / 1000, undefined, time);
  if (frame.left === 0) return;
  let logTime = frame.u32le("time of first log") * 1000;
  let logVolume = frame.u32le("volume of first log");
  out.add("water-volume", logVolume / 1000, undefined, logTime);
  while (frame.left >= 2) {
    logTime += hourMs;
    logVolume += frame.u16le("volume of the hour");
    out.add("water-volume", logVolume / 1000, undefined, logTime);
  }
  if (frame.left > 0) frame.fail("expected 2 bytes for the volume of each hour, 1 left");
}

export const axiomaW1 = defineDecoder({
  id: "axioma-w1",
  vendor: "Axioma",
  models: ["Qalcosonic W1"],
  source: "Axioma Metering, Qalcosonic W1 LoRa payload, extended (V01.8)",
  quantities: ["water-volume", "battery-low", "leak-detected"],
  examples: [
    {
      name: "volume with two hours of log",
      payload: "80c44567 00 40e20100 60b64567 30e10100 6400 0a00",
      fPort: 100,
      readings: [
        ["battery-low", 0, undefined, 1_732_625_536_000],
        ["leak-detected", 0, undefined, 1_732_625_536_000],
        ["water-volume", 123.456, undefined, 1_732_625_536_000],
        ["water-volume", 123.184, undefined, 1_732_621_920_000],
        ["water-volume", 123.284, undefined, 1_732_625_520_000],
        ["water-volume", 123.294, undefined, 1_732_629_120_000],
      ],
    },
    {
      name: "leak alarm",
      payload: "80c44567 30",
      fPort: 103,
      readings: [
        ["battery-low", 0, undefined, 1_732_625_536_000],
        ["leak-detected", 1, undefined, 1_732_625_536_000],
      ],
    },
    {
      name: "cut short",
      payload: "80c44567 00 40e2",
      fPort: 100,
      error: "byte 5: expected 4 bytes for volume, 2 left",
    },
  ],
  read(frame, out) {
    frame.expectPort(100, 101, 103);
    if (frame.fPort === 100) deltas(frame, out);
    else if (frame.fPort === 103) status(frame, out, frame.u32le("time") * 1000);
    else out.warn("fPort 101: configuration of the meter left out");
  },
});

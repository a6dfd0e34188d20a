import type { Decoder, Example } from "../decoder.ts";
import { defineDecoder } from "../define.ts";
import type { Frame } from "../frame.ts";
import { type Output, round } from "../output.ts";

const metresPerSecond = (kmPerHour: number): number => round(kmPerHour / 3.6, 4);

/** Bit 1: no new fix, the place is the last one that was known. */
function place(frame: Frame, out: Output, fixFailed: boolean, latitude: number, longitude: number): void {
  if (fixFailed) {
    out.warn("no fix: the place is an old one and is left out");
    return;
  }
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) {
    frame.fail(`latitude ${latitude}, longitude ${longitude}: no place on Earth`, 0);
  }
  out.add("latitude", latitude);
  out.add("longitude", longitude);
}

/** Eleven bytes: ten-millionths of a degree. */
function position(frame: Frame, out: Output): void {
  frame.expectLength(11, "a position");
  const latitude = frame.i32le("latitude") / 1e7;
  const longitude = frame.i32le("longitude") / 1e7;
  const fixFailed = (frame.u8("state and heading") & 0x02) !== 0;
  const speed = frame.u8("speed");
  place(frame, out, fixFailed, latitude, longitude);
  if (!fixFailed) out.add("speed", metresPerSecond(speed));
  out.add("battery-voltage", frame.u8("battery") / 40);
}

/** Eight to ten bytes: the same in three bytes a coordinate, 256 ten-millionths each. */
function shortPosition(frame: Frame, out: Output): void {
  frame.expectLength(9, "a short position");
  const latitude = round(frame.i24le("latitude") * 256e-7, 7);
  const longitude = round(frame.i24le("longitude") * 256e-7, 7);
  const speed = (frame.u8("heading and speed") >> 3) * 5;
  out.add("battery-voltage", frame.u8("battery") / 40);
  const fixFailed = (frame.u8("state") & 0x02) !== 0;
  place(frame, out, fixFailed, latitude, longitude);
  if (!fixFailed) out.add("speed", metresPerSecond(speed));
}

const examples: readonly Example[] = [
  {
    name: "a position",
    payload: "0030edec 00322445 00 36 de",
    fPort: 1,
    readings: [
      ["latitude", -32],
      ["longitude", 116],
      ["speed", 15],
      ["battery-voltage", 5.55],
    ],
  },
  {
    name: "no fix",
    payload: "0030edec 00322445 02 00 de",
    fPort: 1,
    readings: [["battery-voltage", 5.55]],
  },
  {
    name: "cut short",
    payload: "0030edec",
    fPort: 1,
    error: "expected at least 11 bytes for a position, got 4",
  },
];

function tracker(id: string, models: readonly string[]): Decoder {
  return defineDecoder({
    id,
    vendor: "Digital Matter",
    models,
    source: "Digital Matter, Oyster and Yabby LoRaWAN payload articles (support.digitalmatter.com)",
    quantities: ["latitude", "longitude", "speed", "battery-voltage"],
    examples,
    read(frame, out) {
      if (frame.fPort === 1) position(frame, out);
      else if (frame.fPort === 4) shortPosition(frame, out);
      else out.warn(`fPort ${frame.fPort}: statistics or answer to a command left out`);
    },
  });
}

export const digitalMatterTracker = tracker("digital-matter-oyster", [
  "Oyster",
  "Oyster3",
  "Yabby",
  "Yabby Edge",
  "Yabby3",
  "Barra",
  "Manta",
]);

export const digitalMatterGuppy = defineDecoder({
  id: "digital-matter-guppy",
  vendor: "Digital Matter",
  models: ["Guppy"],
  source: "Digital Matter, Guppy LoRaWAN payload article (support.digitalmatter.com)",
  quantities: ["battery-voltage", "temperature", "tilt"],
  examples: [
    {
      name: "status with angles",
      payload: "c3 82 45 b1",
      fPort: 1,
      readings: [
        ["battery-voltage", 3.358],
        ["temperature", 25],
        ["tilt", 51],
      ],
    },
    { name: "cut short", payload: "c3", fPort: 1, error: "byte 1: expected 1 byte for temperature, 0 left" },
  ],
  read(frame, out) {
    if (frame.fPort !== 1) {
      out.warn(`fPort ${frame.fPort}: statistics or answer to a command left out`);
      return;
    }
    out.add("battery-voltage", round(2 + 0.014 * (frame.u8("battery") >> 1), 3));
    out.add("temperature", frame.u8("temperature") / 2 - 40);
    if (frame.left > 0) out.add("tilt", (frame.u8("inclination") >> 1) * 1.5);
  },
});

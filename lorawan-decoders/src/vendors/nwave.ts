import type { DecoderDefinition } from "../define.ts";
import { defineDecoder } from "../define.ts";
import { type Frame, hexByte } from "../frame.ts";
import type { Output } from "../output.ts";

const source = "Nwave wiki, uplinks of parking sensors and car counters (fPorts 1, 2, 3, 6 and 10)";
const ports = [1, 2, 3, 6, 10] as const;

function battery(frame: Frame, out: Output): void {
  out.add("battery-voltage", (2500 + 4 * frame.u8("battery")) / 1000);
}

function debug(frame: Frame, out: Output): void {
  out.warn(`debug frame left out, ${frame.length} bytes from ${hexByte(frame.at(0, "debug"))}`);
}

/** Bit 0 tells whether the space is taken, the bits above it how long the state before lasted. */
function space(frame: Frame, out: Output): void {
  out.flag("parking-occupied", (frame.u8("parking state") & 1) === 1);
}

const parking: DecoderDefinition = {
  id: "nwave",
  vendor: "Nwave",
  models: [
    ...["NPS405", "NPS405FM", "NPS405SM", "NPS310SM", "NPS310FM", "NPS310"],
    ...["G4 NPS FM", "G4 NPS SM", "G3 NPS FM", "G3 NPS SM"],
  ],
  source,
  quantities: ["parking-occupied", "battery-voltage", "device-temperature"],
  examples: [
    { name: "a car has come", payload: "95", fPort: 1, readings: [["parking-occupied", 1]] },
    { name: "a car has gone", payload: "94", fPort: 1, readings: [["parking-occupied", 0]] },
    {
      name: "heartbeat at -10 °C",
      payload: "00 d3 d8 00590b",
      fPort: 2,
      readings: [
        ["parking-occupied", 0],
        ["battery-voltage", 3.344],
        ["device-temperature", -10],
      ],
    },
    {
      name: "heartbeat of the third generation",
      payload: "01",
      fPort: 2,
      readings: [["parking-occupied", 1]],
    },
    {
      name: "a tag shows whose car it is",
      payload: "d11f345678",
      fPort: 10,
      readings: [["parking-occupied", 1]],
    },
    { name: "cut short", payload: "0204", fPort: 3, error: "expected 4 bytes for firmware and reset cause" },
    { name: "unknown port", payload: "a8", fPort: 77, error: "fPort 77: expected 1, 2, 3, 6, 10" },
  ],
  read(frame, out) {
    frame.expectPort(...ports);
    switch (frame.fPort) {
      case 1:
        space(frame, out);
        return;
      case 2:
        space(frame, out);
        if (frame.left > 0) battery(frame, out);
        if (frame.left > 0) out.add("device-temperature", frame.i8("temperature") / 2 + 10);
        return;
      case 3:
        frame.skip(4, "firmware and reset cause");
        if (frame.left > 0) space(frame, out);
        return;
      case 10: {
        // Without bit 0 the registration of a tag says nothing of the space.
        if ((frame.u8("parking state") & 1) === 1) out.flag("parking-occupied", true);
        return;
      }
      default:
        debug(frame, out);
    }
  },
};

export const nwave = defineDecoder(parking);

/** Counts cars that pass; the third byte of its heartbeat is the mean voltage of a day. */
export const nwaveCounter = defineDecoder({
  id: "nwave-counter",
  vendor: "Nwave",
  models: ["NCC405", "NCC405FM", "NCC405SM", "NCC310", "G4 NCC FM", "G4 NCC SM"],
  source,
  quantities: ["pulse-count", "battery-voltage"],
  examples: [
    { name: "cars", payload: "06aa", fPort: 1, readings: [["pulse-count", 1706]] },
    { name: "heartbeat", payload: "28 66 61", fPort: 2, readings: [["battery-voltage", 2.908]] },
    { name: "start", payload: "010d0002", fPort: 3, readings: [] },
    { name: "cut short", payload: "06", fPort: 1, error: "expected 2 bytes for cars, 1 left" },
  ],
  read(frame, out) {
    frame.expectPort(...ports);
    if (frame.fPort === 1) out.add("pulse-count", frame.u16be("cars"));
    else if (frame.fPort === 2) {
      frame.skip(1, "health");
      battery(frame, out);
    } else if (frame.fPort === 3) frame.skip(4, "firmware and reset cause");
    else debug(frame, out);
  },
});

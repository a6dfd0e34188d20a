import { defineDecoder } from "../define.ts";
import { hexByte } from "../frame.ts";

export const nwave = defineDecoder({
  id: "nwave",
  vendor: "Nwave",
  models: [
    "NPS405",
    "NPS310SM",
    "NPS310FM",
    "NCC405",
    "NCC310",
    "G4 NCC FM",
    "G4 NCC SM",
    "G4 NPS FM",
    "G4 NPS SM",
  ],
  source: "Nwave wiki, parking sensor uplinks (fPorts 1, 2, 3, 6 and 10)",
  quantities: ["parking-occupied", "battery-voltage"],
  examples: [
    { name: "a car has come", payload: "85", fPort: 1, readings: [["parking-occupied", 1]] },
    {
      name: "heartbeat",
      payload: "28 66 61",
      fPort: 2,
      readings: [
        ["parking-occupied", 0],
        ["battery-voltage", 2.908],
      ],
    },
    { name: "cut short", payload: "a8", fPort: 2, error: "byte 1: expected 1 byte for battery, 0 left" },
    { name: "unknown port", payload: "a8", fPort: 77, error: "fPort 77: expected 1, 2, 3, 6, 10" },
  ],
  read(frame, out) {
    frame.expectPort(1, 2, 3, 6, 10);
    switch (frame.fPort) {
      // Bit 7 occupied, below it how long the state before lasted.
      case 1:
        out.flag("parking-occupied", (frame.u8("parking state") & 0x80) !== 0);
        return;
      case 2:
        out.flag("parking-occupied", (frame.u8("parking state") & 0x80) !== 0);
        out.add("battery-voltage", (2500 + 4 * frame.u8("battery")) / 1000);
        // The third byte is the temperature or the mean voltage of a day, as the model has it.
        return;
      case 3:
        frame.skip(4, "firmware and reset cause");
        out.flag("parking-occupied", (frame.u8("parking state") & 1) === 1);
        return;
      case 10: {
        // Without bit 7 the registration of a tag says nothing of the space.
        const state = frame.u8("parking state");
        if ((state & 0x80) !== 0) out.flag("parking-occupied", true);
        return;
      }
      default:
        out.warn(`debug frame left out, ${frame.length} bytes from ${hexByte(frame.at(0, "debug"))}`);
    }
  },
});

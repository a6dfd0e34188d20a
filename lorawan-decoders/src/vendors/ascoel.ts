import { defineDecoder } from "../define.ts";
import type { Quantity } from "../units.ts";

/** Port of an event → what its bit 0 tells; bit 1 is the tamper contact. The count of events follows. */
const events: ReadonlyMap<number, Quantity> = new Map<number, Quantity>([
  [20, "motion"],
  [30, "door-open"],
  [40, "button-press"],
]);

const informationPort = 7;
const batteryPort = 8;

export const ascoel = defineDecoder({
  id: "ascoel",
  vendor: "Ascoel",
  models: ["PB868LR", "CM868LR", "CM868LRTH", "IR868LR", "IRTH868LR"],
  source: "Ascoel, LoRaWAN devices payload description (fPorts 7, 8, 20, 30 and 40)",
  quantities: ["battery-level", "motion", "door-open", "button-press", "tamper", "pulse-count"],
  examples: [
    { name: "battery", payload: "5e", fPort: 8, readings: [["battery-level", 94]] },
    {
      name: "button",
      payload: "01 0001",
      fPort: 40,
      readings: [
        ["button-press", 1],
        ["tamper", 0],
        ["pulse-count", 1],
      ],
    },
    {
      name: "cut short",
      payload: "01",
      fPort: 40,
      error: "byte 1: expected 2 bytes for count of events, 0 left",
    },
    { name: "unknown port", payload: "01", fPort: 99, error: "fPort 99: expected 7, 8, 20, 30, 40" },
  ],
  read(frame, out) {
    frame.expectPort(informationPort, batteryPort, ...events.keys());
    const event = events.get(frame.fPort);
    if (event !== undefined) {
      const state = frame.u8("state");
      out.flag(event, (state & 1) !== 0);
      out.flag("tamper", (state & 2) !== 0);
      out.add("pulse-count", frame.u16be("count of events"));
    } else if (frame.fPort === batteryPort) {
      // Bit 7 tells of an external supply.
      out.add("battery-level", frame.u8("battery level") & 0x7f);
    } else {
      out.warn("versions of the device left out");
    }
  },
});

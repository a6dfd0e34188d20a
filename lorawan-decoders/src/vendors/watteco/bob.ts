import { defineDecoder } from "../../define.ts";
import { hexByte } from "../../frame.ts";
import { round } from "../../output.ts";

/** Place of the temperature (°C above −30) and of the battery (127ths) in each kind of frame. */
const learning = 0x6c;
const report = 0x72;
const reportUpper = 0x52;
const alarm = 0x61;
const state = 0x53;

const battery = (raw: number): number => round((raw * 100) / 127, 3);

export const wattecoBob = defineDecoder({
  id: "watteco-bob",
  vendor: "Watteco",
  models: ["BoB", "Bob Assistant"],
  source: "Watteco, BoB Assistant payload description",
  quantities: ["temperature", "battery-level"],
  examples: [
    {
      name: "a report",
      payload: "52 08 7f 5a 00 35 3e 09 00 19 26 0c 55 2a 00 00 00 7c 77 ffffffffffffffff",
      fPort: 1,
      readings: [
        ["temperature", 23],
        ["battery-level", 97.638],
      ],
    },
    { name: "the machine starts", payload: "53 7e 60", fPort: 1, readings: [["battery-level", 75.591]] },
    { name: "cut short", payload: "52 08 7f", fPort: 1, error: "byte 5: expected a byte for temperature" },
    { name: "unknown kind", payload: "00 08", fPort: 1, error: "byte 0: unknown kind of frame 0x00" },
  ],
  read(frame, out) {
    const kind = frame.u8("kind of frame");
    switch (kind) {
      case learning:
        out.add("temperature", frame.at(6, "temperature") - 30);
        return;
      case report:
      case reportUpper:
        out.add("temperature", frame.at(5, "temperature") - 30);
        out.add("battery-level", battery(frame.at(17, "battery")));
        return;
      case alarm:
        out.add("temperature", frame.at(2, "temperature") - 30);
        return;
      case state:
        out.add("battery-level", battery(frame.at(2, "battery")));
        return;
      default:
        frame.fail(`unknown kind of frame ${hexByte(kind)}`, 0);
    }
  },
});

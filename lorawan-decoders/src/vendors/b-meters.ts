import { defineDecoder } from "../define.ts";
import { hexByte } from "../frame.ts";

/** VIF of the counter → litres of one count. */
const litresPerCount: Readonly<Record<number, number>> = { 19: 1, 20: 10, 21: 100, 22: 1000 };

export const bMetersIwm = defineDecoder({
  id: "b-meters-iwm",
  vendor: "B Meters",
  models: ["IWM-LR3", "IWM-LR4", "HYDRODIGIT-M1"],
  source: "B Meters, IWM-LR3/LR4 LoRaWAN payload",
  quantities: ["water-volume", "tamper", "leak-detected", "battery-low"],
  examples: [
    {
      name: "a report",
      payload: "44 40e20100 0a000000 00 07 13 08",
      fPort: 1,
      readings: [
        ["water-volume", 123.456],
        ["water-volume", 0.01, "reverse"],
        ["tamper", 0],
        ["leak-detected", 1],
        ["battery-low", 0],
      ],
    },
    {
      name: "cut short",
      payload: "44 40e201",
      fPort: 1,
      error: "byte 1: expected 4 bytes for counter, 3 left",
    },
    { name: "unknown unit", payload: "44 40e20100 0a000000 00 07 99 08", fPort: 1, error: "unit 0x99" },
  ],
  read(frame, out) {
    frame.expectPort(1);
    frame.skip(1, "application");
    const forward = frame.u32le("counter");
    const reverse = frame.u32le("reverse counter");
    frame.skip(2, "pulse weight and medium");
    const unit = frame.u8("unit");
    const litres = litresPerCount[unit];
    if (litres === undefined)
      return frame.fail(`unknown unit ${hexByte(unit)}, expected 0x13–0x16`, frame.offset - 1);
    out.add("water-volume", (forward * litres) / 1000);
    out.add("water-volume", (reverse * litres) / 1000, "reverse");
    const alarms = frame.u8("alarms");
    out.flag("tamper", (alarms & 0x07) !== 0);
    out.flag("leak-detected", (alarms & 0x08) !== 0);
    out.flag("battery-low", (alarms & 0x20) !== 0);
  },
});

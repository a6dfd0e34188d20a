import { defineDecoder } from "../define.ts";
import { type Frame, hexByte } from "../frame.ts";
import type { Output } from "../output.ts";

/** Temperature and angle, then the alarms. Bit 0–3 of the byte before the angle is its sign. */
function state(frame: Frame, out: Output): void {
  out.add("temperature", frame.i8("temperature"));
  const negative = (frame.u8("sign of the angle") & 0x0f) !== 0;
  const angle = frame.u8("angle");
  out.add("tilt", negative ? -angle : angle);
  frame.skip(1, "full and fire alarm");
  out.flag("battery-low", (frame.u8("fall and battery alarm") & 0x0f) !== 0);
}

const lengthOfReport = 17;
const lengthOfReportWithPosition = 25;

/** Ultrasonic level sensors for waste bins. */
export const dingtekBin = defineDecoder({
  id: "dingtek-bin",
  vendor: "Dingtek",
  models: ["DF702", "DF703", "DC410", "DC413"],
  source: "Beijing Dingtek, DF702 & DF703 Waste Bin Sensor Protocol LoRaWAN V2.8",
  quantities: ["distance", "temperature", "tilt", "battery-low", "latitude", "longitude"],
  examples: [
    {
      name: "without a position",
      payload: "80000101 11 07d0 00 19 00 00 00 00 0001 00 81",
      fPort: 3,
      readings: [
        ["distance", 2],
        ["temperature", 25],
        ["tilt", 0],
        ["battery-low", 0],
      ],
    },
    {
      name: "with its position, leaning, battery low",
      payload: "80000102 19 07d0 01 000028c2 00002042 19 01 05 00 11 0001 00 81",
      fPort: 3,
      readings: [
        ["distance", 2],
        ["longitude", -42],
        ["latitude", 40],
        ["temperature", 25],
        ["tilt", -5],
        ["battery-low", 1],
      ],
    },
    {
      name: "settings",
      payload: "80000103 19 0104 18 01 1e 4b 1e 00 00000000000000000000 00 81",
      fPort: 3,
      readings: [],
    },
    { name: "cut short", payload: "800001011107d00019", fPort: 3, error: "expected 17 or 25 bytes, got 9" },
  ],
  read(frame, out) {
    frame.expectPort(3);
    if (frame.length !== lengthOfReport && frame.length !== lengthOfReportWithPosition) {
      frame.fail(`expected 17 or 25 bytes, got ${frame.length}`, 0);
    }
    if (frame.u8("head") !== 0x80) frame.fail("expected the head 0x80", 0);
    frame.skip(2, "kind of device");
    const kind = frame.u8("kind of report");
    const length = frame.u8("length");
    if (length !== frame.length) frame.fail(`the frame says that it has ${length} bytes`, 4);
    if (kind === 0x03) return out.warn("settings left out");
    if (kind !== 0x01 && kind !== 0x02) frame.fail(`unknown kind of report ${hexByte(kind)}`, 3);
    out.add("distance", frame.u16be("distance") / 1000);
    const known = frame.u8("whether the position is known") !== 0;
    if (length === lengthOfReportWithPosition) {
      const longitude = frame.f32le("longitude");
      const latitude = frame.f32le("latitude");
      if (known) {
        out.add("longitude", longitude);
        out.add("latitude", latitude);
      }
    }
    state(frame, out);
  },
});

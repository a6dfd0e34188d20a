import { defineDecoder } from "../../define.ts";
import type { Frame } from "../../frame.ts";

/** Which fields follow, from bit 7 down. */
const present = { temperature: 0x80, place: 0x10, uplinks: 0x08, downlinks: 0x04, battery: 0x02 };

const nibbles = (byte: number): readonly [number, number] => [byte >> 4, byte & 0x0f];

/**
 * Degrees and minutes as decimal digits, four bits each: two or three digits of degrees, then minutes with three
 * decimals (two of longitude); bit 0 of the last byte tells of the southern or western half.
 */
function coordinate(frame: Frame, degreeDigits: number, what: string): number {
  frame.need(4, what);
  const digits: number[] = [];
  let last = 0;
  for (let i = 0; i < 4; i++) {
    last = frame.u8(what);
    digits.push(...nibbles(last));
  }
  const number = (from: number, to: number): number =>
    digits.slice(from, to).reduce((sum, d) => sum * 10 + d, 0);
  const degrees = number(0, degreeDigits);
  // The eighth digit holds the hemisphere.
  const minutes = number(degreeDigits, 7) / 10 ** (5 - degreeDigits);
  const sign = (last & 1) === 0 ? 1 : -1;
  return sign * (degrees + minutes / 60);
}

export const adeunisFieldTest = defineDecoder({
  id: "adeunis-ftd",
  vendor: "Adeunis",
  models: ["FTD", "Field Test Device", "FTD Network Tester", "ftdNetwokTester"],
  source: "Adeunis, Field Test Device user guide",
  quantities: ["temperature", "latitude", "longitude", "battery-voltage"],
  examples: [
    {
      name: "with a place",
      payload: "be 1a 47248480 00832060 15 12 10 0da1",
      fPort: 1,
      readings: [
        ["temperature", 26],
        ["latitude", 47.41413333],
        ["longitude", 8.53433333],
        ["battery-voltage", 3.489],
      ],
    },
    {
      name: "cut short",
      payload: "be 1a 4724",
      fPort: 1,
      error: "byte 2: expected 4 bytes for latitude, 2 left",
    },
  ],
  read(frame, out) {
    const status = frame.u8("status");
    if ((status & present.temperature) !== 0) out.add("temperature", frame.i8("temperature"));
    if ((status & present.place) !== 0) {
      const latitude = coordinate(frame, 2, "latitude");
      const longitude = coordinate(frame, 3, "longitude");
      if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) frame.fail("no place on Earth", 1);
      out.add("latitude", latitude);
      out.add("longitude", longitude);
      frame.skip(1, "reception of satellites");
    }
    if ((status & present.uplinks) !== 0) frame.skip(1, "uplink counter");
    if ((status & present.downlinks) !== 0) frame.skip(1, "downlink counter");
    if ((status & present.battery) !== 0) out.add("battery-voltage", frame.u16be("battery") / 1000);
  },
});

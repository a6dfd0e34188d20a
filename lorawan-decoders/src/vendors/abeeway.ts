import { defineDecoder } from "../define.ts";
import { hexByte } from "../frame.ts";
import { round } from "../output.ts";

const positionType = 0x03;
/** Types of the reference guide; those without a measurement of ours besides the header. */
const otherTypes: readonly number[] = [0x04, 0x05, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0d, 0x0e, 0x0f];

/** Coordinates have three bytes; the lowest of the four is taken as 0. Ten-millionths of a degree. */
const coordinate = (threeBytes: number): number => ((threeBytes << 8) | 0) / 1e7;

export const abeeway = defineDecoder({
  id: "abeeway",
  vendor: "Abeeway",
  models: ["Micro Tracker", "Compact Tracker", "Badge Tracker", "Smart Badge", "Industrial Tracker"],
  source: "Abeeway, trackers reference guide (firmware 2.x)",
  quantities: ["battery-level", "device-temperature", "latitude", "longitude"],
  examples: [
    {
      name: "a fix by satellites",
      payload: "03 02 5c 82 00 06 1c572f 054ffb 08",
      fPort: 18,
      readings: [
        ["battery-level", 92],
        ["device-temperature", 21.8],
        ["latitude", 47.5475712],
        ["longitude", 8.912768],
      ],
    },
    {
      name: "heartbeat",
      payload: "05 00 5c 82 00 40020200000000",
      fPort: 18,
      readings: [
        ["battery-level", 92],
        ["device-temperature", 21.8],
      ],
    },
    {
      name: "cut short",
      payload: "03 02 5c",
      fPort: 18,
      error: "byte 3: expected 1 byte for temperature, 0 left",
    },
    { name: "unknown type", payload: "77 02 5c 82 00", fPort: 18, error: "byte 0: unknown type 0x77" },
  ],
  read(frame, out) {
    const type = frame.u8("type");
    if (type === 0x00) {
      out.warn("frame pending, no measurement");
      return;
    }
    if (type !== positionType && !otherTypes.includes(type))
      frame.fail(`unknown type ${hexByte(type)} of message`, 0);
    frame.skip(1, "status");
    const battery = frame.u8("battery level");
    // 0 tells that it is charging, 0xff that it cannot be known.
    if (battery > 0 && battery <= 100) out.add("battery-level", battery);
    // 256 steps from −44 °C to 85 °C.
    out.add("device-temperature", round((frame.u8("temperature") * 129) / 255 - 44, 1));
    const data = frame.u8("acknowledge token and data");
    if (type !== positionType) return;
    // Low half of that byte: 0 fix by satellites; others are scans, failures and encrypted fixes.
    if ((data & 0x0f) !== 0) {
      out.warn(`position of kind ${data & 0x0f} left out, it holds no coordinates`);
      return;
    }
    frame.skip(1, "age");
    out.add("latitude", coordinate(frame.u24be("latitude")));
    out.add("longitude", coordinate(frame.u24be("longitude")));
  },
});

import { defineDecoder } from "../../define.ts";

/** Kind of message in bits 5–7 (0 keep-alive, 1 test, 2 flood, 3 tamper), state in the bits below. */
export const mclimateFlood = defineDecoder({
  id: "mclimate-flood",
  vendor: "MClimate",
  models: ["Flood Sensor"],
  source: "docs.mclimate.eu, Flood Sensor uplink decoder",
  quantities: ["tamper", "leak-detected", "battery-voltage", "temperature"],
  examples: [
    {
      name: "water",
      payload: "42 e1 15",
      fPort: 2,
      readings: [
        ["tamper", 0],
        ["leak-detected", 1],
        ["battery-voltage", 3.6],
        ["temperature", 21],
      ],
    },
    { name: "cut short", payload: "42", fPort: 2, error: "byte 1: expected 1 byte for battery, 0 left" },
  ],
  read(frame, out) {
    const state = frame.u8("state");
    out.flag("tamper", (state & 0x08) !== 0);
    out.flag("leak-detected", (state & 0x02) !== 0);
    out.add("battery-voltage", (frame.u8("battery") * 16) / 1000);
    if (frame.left > 0) out.add("temperature", frame.u8("temperature"));
  },
});

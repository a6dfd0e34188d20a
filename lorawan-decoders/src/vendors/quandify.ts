import { defineDecoder } from "../define.ts";

/** Halves of a degree above −20 °C. */
const temperature = (raw: number): number => raw / 2 - 20;

export const quandifyCubicMeter = defineDecoder({
  id: "quandify-cubicmeter",
  vendor: "Quandify",
  models: ["CubicMeter 1.1", "CubicMeter", "CubicMeter 1.1 Copper", "CubicMeter 1.1 Plastic"],
  source: "Quandify, CubicMeter uplink documentation",
  quantities: ["water-volume", "leak-detected", "battery-voltage", "supply-water-temperature", "temperature"],
  examples: [
    {
      name: "a status report",
      payload: "49fbdf01 0000 de140000 000000 0046eddf0106fc8b07 02 e2 e6 53 54 55",
      fPort: 1,
      readings: [
        ["water-volume", 5.342],
        ["leak-detected", 0],
        ["battery-voltage", 3.64],
        ["supply-water-temperature", 21.5, "minimum"],
        ["supply-water-temperature", 22, "maximum"],
        ["temperature", 22.5],
      ],
    },
    {
      name: "cut short",
      payload: "49fbdf01 0000",
      fPort: 1,
      error: "expected at least 28 bytes for a status report",
    },
  ],
  read(frame, out) {
    if (frame.fPort === 0 || frame.fPort === 6) {
      out.warn(`fPort ${frame.fPort}: answer to a command left out`);
      return;
    }
    frame.expectPort(1, 2);
    frame.expectLength(28, "a status report");
    frame.offset = 4;
    const error = frame.u16le("error code") & 0x7fff;
    if (error !== 0) out.warn(`the meter reports error ${error}`);
    out.add("water-volume", frame.u32le("volume") / 1000);
    frame.offset = 22;
    // 3 medium, 4 large; lower states are none.
    out.flag("leak-detected", frame.u8("leak state") >= 3);
    frame.skip(1, "battery under load");
    out.add("battery-voltage", (1800 + 8 * frame.u8("battery")) / 1000);
    out.add("supply-water-temperature", temperature(frame.u8("lowest water temperature")), "minimum");
    out.add("supply-water-temperature", temperature(frame.u8("highest water temperature")), "maximum");
    out.add("temperature", temperature(frame.u8("ambient temperature")));
  },
});

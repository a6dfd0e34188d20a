import { defineDecoder } from "../define.ts";

export const sensoneoSingle = defineDecoder({
  id: "sensoneo-single",
  vendor: "Sensoneo",
  models: ["Single Sensor 3.0"],
  source: "Sensoneo, Single Sensor 3.0: payload description for LoRa and NB-IoT",
  quantities: ["distance", "battery-voltage", "temperature"],
  examples: [
    {
      name: "a bin with 84 cm above the waste",
      payload: "ffff2203 39300000 01 2a 2a 2b 2a 6e 15 00 01",
      fPort: 1,
      readings: [
        ["distance", 0.84, "1"],
        ["distance", 0.84, "2"],
        ["distance", 0.86, "3"],
        ["distance", 0.84, "4"],
        ["battery-voltage", 3.6],
        ["temperature", 21],
      ],
    },
    {
      name: "another head",
      payload: "fffe2203 39300000 01 2a 2a 2b 2a 6e 15 00 01",
      fPort: 1,
      error: "expected the head ffff",
    },
    { name: "cut short", payload: "ffff2203393000", fPort: 1, error: "expected at least 17 bytes" },
  ],
  read(frame, out) {
    frame.expectLength(17, "a measurement");
    if (frame.u16be("head") !== 0xffff) frame.fail("expected the head ffff", 0);
    frame.skip(7, "version, number of the sensor and events");
    for (const channel of ["1", "2", "3", "4"]) out.add("distance", frame.u8("distance") / 50, channel);
    out.add("battery-voltage", (250 + frame.u8("battery voltage")) / 100);
    out.add("temperature", frame.i8("temperature"));
  },
});

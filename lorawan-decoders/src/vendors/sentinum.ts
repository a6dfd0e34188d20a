import { defineDecoder } from "../define.ts";

/** Tenths above −100 °C. */
export const sentinumFebris = defineDecoder({
  id: "sentinum-febris-co2",
  vendor: "Sentinum",
  models: ["Febris CO2", "Febris CO2 Mioty"],
  source: "Sentinum, Febris CO2 payload description (version 1)",
  quantities: ["battery-voltage", "temperature", "humidity", "atmospheric-pressure", "co2"],
  examples: [
    {
      name: "a report",
      payload: "11 23 02 1952 04e3 21 03cd 069e 01 00056c",
      fPort: 1,
      readings: [
        ["battery-voltage", 6.482],
        ["temperature", 25.1],
        ["humidity", 33],
        ["atmospheric-pressure", 97_300],
        ["co2", 1694],
      ],
    },
    {
      name: "cut short",
      payload: "11 23 02 19",
      fPort: 1,
      error: "byte 3: expected 2 bytes for battery, 1 left",
    },
  ],
  read(frame, out) {
    frame.skip(3, "base, version and counter");
    out.add("battery-voltage", frame.u16be("battery") / 1000);
    out.add("temperature", (frame.u16be("temperature") - 1000) / 10);
    out.add("humidity", frame.u8("humidity"));
    out.add("atmospheric-pressure", frame.u16be("pressure") * 100);
    out.add("co2", frame.u16be("CO2"));
  },
});

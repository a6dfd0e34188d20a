import { defineDecoder } from "../define.ts";
import { hexByte } from "../frame.ts";
import type { Quantity } from "../units.ts";

/** First byte → what the last word is. */
const gases: ReadonlyMap<number, Quantity> = new Map([
  [1, "co2"],
  [2, "co"],
  [3, "pm2.5"],
]);

export const globalsatLs11x = defineDecoder({
  id: "globalsat-ls11x",
  vendor: "GlobalSat",
  models: ["LS-111G", "LS-112G", "LS-113G", "LS-111", "LS-112", "LS-113", "LS-111P", "LS-112P", "LS-113P"],
  source: "GlobalSat, LS-11x LoRa sensor user manual",
  quantities: ["temperature", "humidity", "co2", "co", "pm2.5"],
  examples: [
    {
      name: "particles",
      payload: "03 0961 1395 0007",
      fPort: 2,
      readings: [
        ["temperature", 24.01],
        ["humidity", 50.13],
        ["pm2.5", 7],
      ],
    },
    { name: "unknown kind", payload: "0a 0961 1395 0007", fPort: 2, error: "unknown kind 0x0a of sensor" },
  ],
  read(frame, out) {
    const kind = frame.u8("kind of sensor");
    const gas = gases.get(kind);
    if (gas === undefined) return frame.fail(`unknown kind ${hexByte(kind)} of sensor`, 0);
    out.add("temperature", frame.i16be("temperature") / 100);
    out.add("humidity", frame.u16be("humidity") / 100);
    out.add(gas, frame.u16be("concentration"));
  },
});

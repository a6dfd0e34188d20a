import { defineDecoder } from "../define.ts";
import type { Frame } from "../frame.ts";
import { type Output, round } from "../output.ts";
import type { Quantity } from "../units.ts";

/** ppm in 1 µg/m³ at 25 °C: molar volume 24.45 L over the molar mass, in thousandths. */
const ppmPerMicrogram = {
  hcho: 24.45 / 30.026 / 1000,
  o3: 24.45 / 47.998 / 1000,
  no2: 24.45 / 46.006 / 1000,
};

/** 0xffff while the cell warms up. */
function warm(frame: Frame, out: Output, quantity: Quantity, factor: number, present: boolean): void {
  const raw = frame.u16be(quantity);
  if (!present) return;
  if (raw === 0xffff) out.warn(`${quantity}: the sensor is warming up`);
  else out.add(quantity, round(raw * factor, 6));
}

function typeName(frame: Frame): string {
  let name = "";
  for (let i = 27; i < 31; i++) {
    const byte = frame.at(i, "type of device");
    if (byte !== 0) name += String.fromCharCode(byte);
  }
  return name;
}

export const inbiot = defineDecoder({
  id: "inbiot-mica",
  vendor: "inBiot",
  models: ["MICA", "MICA MINI", "MICA PLUS", "MICA WELL", "mini", "well"],
  source: "inBiot, MICA LoRaWAN payload",
  quantities: [
    ...([
      "temperature",
      "humidity",
      "co2",
      "hcho",
      "tvoc",
      "pm1",
      "pm2.5",
      "pm10",
      "o3",
      "no2",
      "co",
    ] as const),
    ...(["sound-level"] as const),
  ],
  examples: [
    {
      name: "MINI",
      payload: "01 00e7 01c2 02bc 000000000000000000000000000000000000 0001 4d494e49 00000000000000",
      fPort: 1,
      readings: [
        ["temperature", 23.1],
        ["humidity", 45],
        ["co2", 700],
      ],
    },
    {
      name: "cut short",
      payload: "01 00e7",
      fPort: 1,
      error: "expected at least 38 bytes for a report, got 3",
    },
    { name: "unknown kind", payload: "09", fPort: 1, error: "byte 0: unknown kind of message 9" },
  ],
  read(frame, out) {
    const kind = frame.u8("kind of message");
    if (kind === 0 || kind === 2) {
      out.warn("settings of the device left out");
      return;
    }
    if (kind !== 1) frame.fail(`unknown kind of message ${kind}, expected 0, 1 or 2`, 0);
    frame.expectLength(38, "a report");
    const type = typeName(frame);
    const isMini = type === "MINI";
    const isWell = type === "WELL" || type === "";
    const isPlus = isWell || type === "PLUS";
    out.add("temperature", frame.u16be("temperature") / 10);
    out.add("humidity", frame.u16be("humidity") / 10);
    out.add("co2", frame.u16be("CO2"));
    warm(frame, out, "hcho", ppmPerMicrogram.hcho, isPlus);
    warm(frame, out, "tvoc", 1, !isMini);
    warm(frame, out, "pm1", 1, isPlus);
    warm(frame, out, "pm2.5", 1, !isMini);
    frame.skip(2, "PM4");
    warm(frame, out, "pm10", 1, !isMini);
    warm(frame, out, "o3", ppmPerMicrogram.o3, isWell);
    warm(frame, out, "no2", ppmPerMicrogram.no2, isWell);
    warm(frame, out, "co", 0.1, isWell);
    const sound = frame.at(37, "sound level");
    if (sound !== 0 && sound !== 0xff) out.add("sound-level", sound);
  },
});

import { defineDecoder } from "../define.ts";
import { type Frame, hexByte } from "../frame.ts";
import type { Output } from "../output.ts";

/** Years since 2000, month, day, hour, minute and half seconds in one little-endian word. UTC. */
function packedTime(frame: Frame): number {
  const word = frame.u32le("time");
  return Date.UTC(
    2000 + (word >>> 25),
    ((word >>> 21) & 0x0f) - 1,
    (word >>> 16) & 0x1f,
    (word >>> 11) & 0x1f,
    (word >>> 5) & 0x3f,
    (word & 0x1f) * 2,
  );
}

function climate(frame: Frame, out: Output, time: number): void {
  out.add("temperature", frame.i16le("temperature") / 100, undefined, time);
  out.add("humidity", frame.u8("humidity") / 2, undefined, time);
  out.add("atmospheric-pressure", frame.u24le("pressure"), undefined, time);
}

/** Measurements follow each other while there is room for one more; the last byte is the battery. */
function series(frame: Frame, out: Output, size: number, read: (time: number) => void): void {
  frame.need(size, "a measurement");
  while (frame.left >= size) read(packedTime(frame));
  if (frame.left === 1) out.add("battery-level", frame.u8("battery level"));
  else if (frame.left > 0)
    frame.fail(`expected measurements of ${size} bytes and the battery, ${frame.left} left`);
}

/** Distance to what fills the container; above 60,000 it could not be measured. */
function level(frame: Frame, out: Output): void {
  const kind = frame.u8("kind of level report");
  const hasFill = kind === 1 || kind === 3 || kind === 254 || kind === 255;
  const hasTemperature = kind === 1 || kind === 2 || kind === 3 || kind === 254;
  const hasClimate = kind === 2 || kind === 3 || kind === 254;
  if (kind > 3 && kind < 254) frame.fail(`unknown kind of level report ${hexByte(kind)}`, 1);
  const time = packedTime(frame);
  frame.skip(4, "converter and height");
  const distance = frame.u16le("distance");
  if (distance <= 60_000) out.add("distance", distance / 1000, undefined, time);
  else out.warn(`distance ${distance} tells that there was no echo`);
  if (hasFill) {
    const fill = frame.u8("fill level");
    if (fill <= 100) out.add("fill-level", fill, undefined, time);
    else out.warn(`fill level ${fill} tells that there was no echo`);
  }
  if (kind >= 254) frame.skip(4, "amplitude and gain");
  if (hasTemperature && !hasClimate)
    out.add("temperature", frame.i16le("temperature") / 100, undefined, time);
  if (hasClimate) climate(frame, out, time);
  out.add("battery-level", frame.u8("battery level"));
}

export const enginko = defineDecoder({
  id: "enginko",
  vendor: "Enginko",
  models: [
    ...["EGK-LW20W00", "EGK-LW20L00", "EGK-LW22", "MCF-LW12TER", "MCF-LW12TERWP", "MCF-LW12TERPM"],
    ...["MCF-LW12VOC", "MCF-LW12CO2", "MCF-LW12CO2E", "MCF-LWWS00", "MCF-LW06DIO"],
  ],
  source: "mcf88 and Enginko, LoRaWAN data frame format",
  quantities: [
    ...(["temperature", "humidity", "atmospheric-pressure", "illuminance", "tvoc", "co2"] as const),
    ...(["distance", "fill-level", "battery-level", "digital-input", "digital-output"] as const),
  ],
  examples: [
    {
      name: "two measurements with CO2",
      payload: "0e e040f62a c40b 4c 6e8a01 6d01 1900 8f02 e040f62a c40b 4c 6e8a01 7201 1900 8f02 62",
      fPort: 2,
      readings: [
        ...[365, 370].flatMap((lux) => [
          ["temperature", 30.12, undefined, Date.UTC(2021, 6, 22, 8, 7, 0)] as const,
          ["humidity", 38, undefined, Date.UTC(2021, 6, 22, 8, 7, 0)] as const,
          ["atmospheric-pressure", 100_974, undefined, Date.UTC(2021, 6, 22, 8, 7, 0)] as const,
          ["illuminance", lux, undefined, Date.UTC(2021, 6, 22, 8, 7, 0)] as const,
          ["tvoc", 25, undefined, Date.UTC(2021, 6, 22, 8, 7, 0)] as const,
          ["co2", 655, undefined, Date.UTC(2021, 6, 22, 8, 7, 0)] as const,
        ]),
        ["battery-level", 98],
      ],
    },
    {
      name: "level with temperature",
      payload: "14 01 3a52fc2c 1f0c 9600 9900 64 a209 64",
      fPort: 2,
      readings: [
        ["distance", 0.153, undefined, Date.UTC(2022, 6, 28, 10, 17, 52)],
        ["fill-level", 100, undefined, Date.UTC(2022, 6, 28, 10, 17, 52)],
        ["temperature", 24.66, undefined, Date.UTC(2022, 6, 28, 10, 17, 52)],
        ["battery-level", 100],
      ],
    },
    {
      name: "cut short",
      payload: "04 e040f62a c40b",
      fPort: 2,
      error: "expected 10 bytes for a measurement, 6 left",
    },
    { name: "unknown kind", payload: "77 00", fPort: 2, error: "byte 0: unknown kind of frame 0x77" },
  ],
  read(frame, out) {
    const kind = frame.u8("kind of frame");
    switch (kind) {
      case 0x01:
        out.warn("time synchronisation, no measurement");
        return;
      case 0x04:
        series(frame, out, 10, (time) => climate(frame, out, time));
        return;
      case 0x0a: {
        const time = packedTime(frame);
        const inputs = frame.u8("inputs");
        frame.skip(3, "inputs 9–32");
        const outputs = frame.u8("outputs");
        for (let i = 0; i < 6; i++) out.flag("digital-input", ((inputs >> i) & 1) === 1, String(i + 1), time);
        for (let i = 0; i < 2; i++)
          out.flag("digital-output", ((outputs >> i) & 1) === 1, String(i + 1), time);
        return;
      }
      case 0x0c:
      case 0x0e:
        series(frame, out, kind === 0x0c ? 14 : 16, (time) => {
          climate(frame, out, time);
          out.add("illuminance", frame.u16le("illuminance"), undefined, time);
          out.add("tvoc", frame.u16le("TVOC"), undefined, time);
          if (kind === 0x0e) out.add("co2", frame.u16le("CO2"), undefined, time);
        });
        return;
      case 0x14:
        level(frame, out);
        return;
      default:
        frame.fail(
          `unknown kind of frame ${hexByte(kind)}, expected 0x01, 0x04, 0x0a, 0x0c, 0x0e or 0x14`,
          0,
        );
    }
  },
});

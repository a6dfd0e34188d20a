import { defineDecoder } from "../../define.ts";
import { type Frame, hexByte } from "../../frame.ts";
import { byHex } from "../../hex.ts";
import type { Output } from "../../output.ts";

type Field = (frame: Frame, out: Output) => void;

/** Temperature, humidity, light, UV and wind, high byte first. */
const first: Field = (frame, out) => {
  frame.need(10, "weather");
  out.add("temperature", frame.i16be("temperature") / 10);
  out.add("humidity", frame.u8("humidity"));
  out.add("illuminance", frame.u32be("light"));
  out.add("uv-index", frame.u8("UV index") / 10);
  out.add("wind-speed", frame.u16be("wind speed") / 10);
};

const second: Field = (frame, out) => {
  frame.need(8, "weather");
  out.add("wind-direction", frame.u16be("wind direction"));
  out.add("rain-rate", frame.u32be("rain") / 1000);
  out.add("atmospheric-pressure", frame.u16be("pressure") * 10);
};

function skipped(length: number, what: string): Field {
  return (frame) => frame.skip(length, what);
}

/** Id of a part → its fields, "S2120 payload". */
const parts = byHex<Field>({
  "01": first,
  "02": second,
  "03": (frame, out) => out.add("battery-level", frame.u8("battery level")),
  "04": (frame, out) => {
    out.add("battery-level", frame.u8("battery level"));
    frame.skip(8, "versions and intervals");
  },
  "05": skipped(4, "intervals"),
  "06": skipped(1, "error"),
  "4a": first,
  "4b": second,
  "4c": (frame, out) => {
    frame.need(6, "gust and rain");
    out.add("wind-gust", frame.u16be("peak wind") / 10);
    out.add("rainfall", frame.u32be("rain") / 1000);
  },
  "10": skipped(9, "sensor id"),
});

export const sensecapS2120 = defineDecoder({
  id: "seeed-sensecap-s2120",
  vendor: "Seeed",
  models: ["SenseCAP S2120"],
  source: "Seeed Studio, SenseCAP S2120 payload",
  quantities: [
    ...(["temperature", "humidity", "illuminance", "uv-index", "wind-speed", "wind-direction"] as const),
    ...(["rain-rate", "atmospheric-pressure", "battery-level", "wind-gust", "rainfall"] as const),
  ],
  examples: [
    {
      name: "all of the weather",
      payload: "01 00f5 32 00003a98 0c 0019 02 0087 00000000 2710",
      fPort: 3,
      readings: [
        ["temperature", 24.5],
        ["humidity", 50],
        ["illuminance", 15_000],
        ["uv-index", 1.2],
        ["wind-speed", 2.5],
        ["wind-direction", 135],
        ["rain-rate", 0],
        ["atmospheric-pressure", 100_000],
      ],
    },
    {
      name: "cut short",
      payload: "01 00f5",
      fPort: 3,
      error: "byte 1: expected 10 bytes for weather, 2 left",
    },
    { name: "unknown part", payload: "99 00", fPort: 3, error: "byte 0: unknown part 0x99" },
  ],
  read(frame, out) {
    while (frame.left > 0) {
      const id = frame.u8("part");
      const part = parts.get(id);
      if (part === undefined) return frame.fail(`unknown part ${hexByte(id)} of the S2120`, frame.offset - 1);
      part(frame, out);
    }
  },
});

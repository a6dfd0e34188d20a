import { defineDecoder } from "../define.ts";
import type { Frame } from "../frame.ts";
import { byHex } from "../hex.ts";
import { type Output, round } from "../output.ts";

type Field = (frame: Frame, out: Output) => void;

/** Id of a field → reader; ids that are not here hold counters and settings. Numbers are big-endian. */
const fields = byHex<Field>({
  "0201": (frame, out) => out.add("temperature", round(frame.f32be("temperature"), 4)),
  "0b01": (frame, out) => out.add("distance", frame.u16be("proximity") / 100),
  "0b06": (frame, out) => out.add("fill-level", frame.u8("filling level")),
  "5001": (frame, out) => out.add("latitude", frame.i32be("latitude") / 1_000_000),
  "5002": (frame, out) => out.add("longitude", frame.i32be("longitude") / 1_000_000),
  "5101": (frame, out) => out.add("battery-voltage", frame.u8("battery") / 10),
});

export const wilsenSonicLevel = defineDecoder({
  id: "pepperl-fuchs-wilsen",
  vendor: "Pepperl+Fuchs",
  models: ["WILSEN.sonic.level", "WILSEN.sonic.distance"],
  source: "Pepperl+Fuchs, WILSEN.sonic LoRaWAN payload description",
  quantities: ["temperature", "distance", "fill-level", "latitude", "longitude", "battery-voltage"],
  examples: [
    {
      name: "a report",
      payload: "040b010041 030b0659 06020141000000 03510123",
      fPort: 1,
      readings: [
        ["distance", 0.65],
        ["fill-level", 89],
        ["temperature", 8],
        ["battery-voltage", 3.5],
      ],
    },
    { name: "cut short", payload: "040b0100", fPort: 1, error: "byte 1: expected 4 bytes for field, 3 left" },
    { name: "no room for an id", payload: "01 51", fPort: 1, error: "byte 0: a field of length 1" },
  ],
  read(frame, out) {
    while (frame.left > 0) {
      const length = frame.u8("length of field");
      if (length < 3) frame.fail(`a field of length ${length}, expected at least 3`, frame.offset - 1);
      frame.need(length, "field");
      const end = frame.offset + length;
      fields.get(frame.u16be("id of field"))?.(frame, out);
      if (frame.offset > end) frame.fail(`a field runs past its length of ${length} bytes`, end);
      frame.offset = end;
    }
  },
});

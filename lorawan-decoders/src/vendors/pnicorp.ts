import { defineDecoder } from "../define.ts";
import { type Frame, hexByte } from "../frame.ts";
import { byHex } from "../hex.ts";
import type { Output } from "../output.ts";

type Field = (frame: Frame, out: Output) => void;

const occupied: Field = (frame, out) => out.flag("parking-occupied", frame.u8("parking state") !== 0);

/** Channel and type, as in the Cayenne Low Power Payload. */
const fields = byHex<Field>({
  "01 01": (frame) => frame.skip(1, "answer to a calibration"),
  "02 02": (frame, out) => out.add("battery-voltage", frame.i16be("battery") / 100),
  "03 67": (frame, out) => out.add("device-temperature", frame.i16be("temperature") / 10),
  "15 66": occupied,
  "1c 01": (frame) => frame.skip(1, "answer to a switch-off"),
  "21 00": (frame, out) => out.add("pulse-count-period", frame.u8("vehicles")),
  "37 66": occupied,
  "3f 00": (frame) => frame.skip(1, "restart"),
});

export const placePod = defineDecoder({
  id: "pnicorp-placepod",
  vendor: "PNI Corp",
  models: ["PlacePod", "placePod"],
  source: "PNI PlacePod, communications interface",
  quantities: ["parking-occupied", "battery-voltage", "device-temperature", "pulse-count-period"],
  examples: [
    { name: "keep-alive of a free space", payload: "376600", fPort: 2, readings: [["parking-occupied", 0]] },
    {
      name: "a car has come",
      payload: "156601 03670017 02020166",
      fPort: 1,
      readings: [
        ["parking-occupied", 1],
        ["device-temperature", 2.3],
        ["battery-voltage", 3.58],
      ],
    },
    { name: "unknown channel", payload: "77aa00", fPort: 1, error: "unknown channel 0x77 with type 0xaa" },
  ],
  read(frame, out) {
    while (frame.left > 0) {
      const start = frame.offset;
      const channel = frame.u8("channel");
      const type = frame.u8("type");
      const field = fields.get(channel * 256 + type);
      if (field === undefined)
        frame.fail(`unknown channel ${hexByte(channel)} with type ${hexByte(type)}`, start);
      field?.(frame, out);
    }
  },
});

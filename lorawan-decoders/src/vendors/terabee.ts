import { defineDecoder } from "../define.ts";

export const terabeePeopleCounting = defineDecoder({
  id: "terabee-people-counting",
  vendor: "Terabee",
  models: ["People Counting L", "People Counting XL"],
  source: "Terabee, People Counting L/XL LoRaWAN manual",
  quantities: ["people-in", "people-out"],
  examples: [
    {
      name: "counts",
      payload: "00000017 0000000c 0f",
      fPort: 1,
      readings: [
        ["people-in", 23],
        ["people-out", 12],
      ],
    },
    {
      name: "cut short",
      payload: "00000017 0000",
      fPort: 1,
      error: "byte 4: expected 4 bytes for people out, 2 left",
    },
  ],
  read(frame, out) {
    if (frame.fPort !== 1) {
      out.warn(`fPort ${frame.fPort}: answer to a command left out`);
      return;
    }
    out.add("people-in", frame.u32be("people in"));
    out.add("people-out", frame.u32be("people out"));
    const flags = frame.u8("flags");
    if ((flags & 0x03) !== 0) out.warn("the counter reports that it is stopped or stuck");
  },
});

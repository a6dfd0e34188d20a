import { defineDecoder } from "../define.ts";

/** Sensors that gave the temperature: a Pt100, or a chip that measures the humidity as well. */
const byChip = 0x02;
const isHistory = 0x02;

export const comtacCm = defineDecoder({
  id: "comtac-cm",
  vendor: "comtac",
  models: ["CM-1", "CM-2", "CM-3", "CM-4"],
  source: "comtac, Cluey climate monitor (CM) payload description",
  quantities: ["battery-level", "temperature", "humidity"],
  examples: [
    {
      name: "with humidity",
      payload: "01 12 04 c6 03 090b 40",
      fPort: 3,
      readings: [
        ["battery-level", 99],
        ["temperature", 23.15],
        ["humidity", 64],
      ],
    },
    {
      name: "Pt100 below zero",
      payload: "00 11 04 c8 01 fdef",
      fPort: 3,
      readings: [
        ["battery-level", 100],
        ["temperature", -5.29],
      ],
    },
    {
      name: "cut short",
      payload: "00 11 04 c8 01 02",
      fPort: 3,
      error: "byte 5: expected 2 bytes for temperature",
    },
  ],
  read(frame, out) {
    frame.expectPort(3);
    frame.skip(1, "version");
    const sensors = frame.u8("sensors");
    const cause = frame.u8("cause");
    out.add("battery-level", frame.u8("battery level") / 2);
    frame.skip(1, "counter");
    const hasHumidity = (sensors & byChip) !== 0;
    out.add("temperature", frame.i16be("temperature") / 100);
    if (hasHumidity) out.add("humidity", frame.u8("humidity"));
    if ((cause & isHistory) !== 0 && frame.left > 0) {
      out.warn(
        `${Math.floor(frame.left / (hasHumidity ? 3 : 2))} older samples without a time of their own left out`,
      );
    }
  },
});

/** Two relays: state in bits 0 and 1 of the last byte. */
export const comtacLpnDo = defineDecoder({
  id: "comtac-lpn-do",
  vendor: "comtac",
  models: ["LPN DO", "LPN_DO"],
  source: "comtac, LPN DO payload description",
  quantities: ["digital-output"],
  examples: [
    {
      name: "both off",
      payload: "14 0009 77 ef 00",
      fPort: 2,
      readings: [
        ["digital-output", 0, "1"],
        ["digital-output", 0, "2"],
      ],
    },
    { name: "cut short", payload: "14 0009", fPort: 2, error: "byte 3: expected 2 bytes for signal, 0 left" },
  ],
  read(frame, out) {
    frame.skip(3, "device type and version");
    frame.skip(2, "signal");
    const states = frame.u8("relays");
    out.flag("digital-output", (states & 1) !== 0, "1");
    out.flag("digital-output", (states & 2) !== 0, "2");
  },
});

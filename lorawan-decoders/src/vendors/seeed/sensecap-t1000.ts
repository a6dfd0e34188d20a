import { defineDecoder } from "../../define.ts";
import { type Frame, hexByte } from "../../frame.ts";
import type { Output } from "../../output.ts";

/** Millionths of a degree, longitude first. */
function place(frame: Frame, out: Output, time: number): void {
  frame.need(8, "place");
  out.add("longitude", frame.i32be("longitude") / 1_000_000, undefined, time);
  out.add("latitude", frame.i32be("latitude") / 1_000_000, undefined, time);
}

function surroundings(frame: Frame, out: Output, time: number): void {
  frame.need(4, "temperature and light");
  out.add("temperature", frame.i16be("temperature") / 10, undefined, time);
  out.add("light-level", Math.round(frame.u16be("light") / 10), undefined, time);
}

const macScanLength = { wifi: 28, bluetooth: 21 };

/** Kinds 6–8 tell of temperature and light as well, 9–11 do not; each by satellites, Wi-Fi or Bluetooth. */
function located(frame: Frame, out: Output, kind: number): void {
  frame.skip(4, "events and motion");
  const time = frame.u32be("time") * 1000;
  const by = (kind - 6) % 3;
  if (by === 0) place(frame, out, time);
  else frame.skip(by === 1 ? macScanLength.wifi : macScanLength.bluetooth, "scan");
  if (kind <= 8) surroundings(frame, out, time);
  out.add("battery-level", frame.u8("battery level"), undefined, time);
}

/** Length of the parts that hold settings, after the byte of their kind. */
const settingLengths: ReadonlyMap<number, number> = new Map([
  [0x01, 46],
  [0x02, 15],
  [0x03, 31],
  [0x04, 9],
]);

export const sensecapT1000 = defineDecoder({
  id: "seeed-sensecap-t1000",
  vendor: "Seeed",
  models: ["SenseCAP T1000-A", "SenseCAP T1000-B"],
  source: "Seeed Studio, SenseCAP T1000 payload",
  quantities: ["latitude", "longitude", "temperature", "light-level", "battery-level"],
  examples: [
    {
      name: "a place by satellites",
      payload: "09 000080 00 64b90908 0082355b 02d379e4 60",
      fPort: 5,
      readings: [
        ["longitude", 8.533339, undefined, 1_689_848_072_000],
        ["latitude", 47.413732, undefined, 1_689_848_072_000],
        ["battery-level", 96, undefined, 1_689_848_072_000],
      ],
    },
    { name: "settings", payload: "05 60 01 00 00", fPort: 5, readings: [["battery-level", 96]] },
    { name: "cut short", payload: "09 000080 00 64b9", fPort: 5, error: "expected 4 bytes for time, 2 left" },
    { name: "unknown kind", payload: "77 00", fPort: 5, error: "byte 0: unknown kind of part 0x77" },
  ],
  read(frame, out) {
    frame.expectPort(5);
    while (frame.left > 0) {
      const start = frame.offset;
      const kind = frame.u8("kind of part");
      if (kind >= 0x06 && kind <= 0x0b) {
        located(frame, out, kind);
      } else if (kind === 0x05) {
        out.add("battery-level", frame.u8("battery level"));
        frame.skip(3, "modes");
      } else if (kind === 0x02) {
        out.add("battery-level", frame.u8("battery level"));
        frame.skip(14, "settings");
      } else if (kind === 0x0c) {
        // A lone byte: the device is shutting down.
      } else if (kind === 0x0d) {
        const code = frame.u32be("error");
        if (code !== 0) out.warn(`no place: error ${code}`);
      } else {
        const length = settingLengths.get(kind);
        if (length === undefined)
          frame.fail(`unknown kind of part ${hexByte(kind)}, expected 0x01–0x0d`, start);
        else frame.skip(length, "settings");
      }
    }
  },
});

import { defineDecoder } from "../../define.ts";
import type { Frame } from "../../frame.ts";
import type { Output } from "../../output.ts";

/** No probe is connected. */
const noProbe = 0x7fff;

function probe(frame: Frame, out: Output): void {
  const raw = frame.i16be("external temperature");
  if (raw === noProbe) out.warn("no external probe is connected");
  else out.add("temperature", raw / 100, "external");
}

/** What the connector holds, byte 6; bit 7 tells that the last uplink was not acknowledged. */
function external(frame: Frame, out: Output): void {
  const kind = frame.u8("kind of external sensor") & 0x7f;
  switch (kind) {
    case 0:
      return;
    case 1:
      probe(frame, out);
      return;
    case 4:
      out.flag("digital-input", frame.u8("input level") === 1);
      return;
    case 5:
      out.add("illuminance", frame.u16be("illuminance"));
      return;
    case 6:
      out.add("voltage", frame.u16be("analog input") / 1000);
      return;
    case 7:
      out.add("pulse-count", frame.u16be("pulses"));
      return;
    case 8:
      out.add("pulse-count", frame.u32be("pulses"));
      return;
    case 9:
      probe(frame, out);
      return;
    default:
      out.warn(`external sensor of kind ${kind} left out`);
  }
}

/** LHT65 and LHT65N: bits 14–15 of the first word grade the battery, the rest are its millivolts. */
export const draginoLht65 = defineDecoder({
  id: "dragino-lht65",
  vendor: "Dragino",
  models: ["LHT65", "LHT65N", "LHT65N-NE117", "LHT65S", "LHT65N-PIR"],
  source: "wiki.dragino.com, LHT65 and LHT65N user manuals",
  quantities: [
    ...(["battery-voltage", "temperature", "humidity", "digital-input", "illuminance", "voltage"] as const),
    ...(["pulse-count"] as const),
  ],
  examples: [
    {
      name: "with a probe",
      payload: "ccb5 026c 039f 01 0a85 7fff",
      fPort: 2,
      readings: [
        ["battery-voltage", 3.253],
        ["temperature", 6.2],
        ["humidity", 92.7],
        ["temperature", 26.93, "external"],
      ],
    },
    {
      name: "without a probe, below zero",
      payload: "cc2c fe0c 01dc 01 7fff 7fff",
      fPort: 2,
      readings: [
        ["battery-voltage", 3.116],
        ["temperature", -5],
        ["humidity", 47.6],
      ],
    },
    {
      name: "cut short",
      payload: "cc2c 0a29",
      fPort: 2,
      error: "expected at least 11 bytes for a report, got 4",
    },
  ],
  read(frame, out) {
    if (frame.fPort !== 2) {
      out.warn(`fPort ${frame.fPort}: settings or a stored log of the device left out`);
      return;
    }
    frame.expectLength(11, "a report");
    const kind = frame.at(6, "kind of external sensor");
    if ((kind & 0x40) !== 0) {
      out.warn("stored log of the device left out");
      return;
    }
    const first = frame.u16be("battery");
    // With kind 9 the place of the battery holds the time.
    if ((kind & 0x7f) !== 9) out.add("battery-voltage", (first & 0x3fff) / 1000);
    out.add("temperature", frame.i16be("temperature") / 100);
    out.add("humidity", frame.u16be("humidity") / 10);
    external(frame, out);
  },
});

export const draginoLht52 = defineDecoder({
  id: "dragino-lht52",
  vendor: "Dragino",
  models: ["LHT52"],
  source: "wiki.dragino.com, LHT52 user manual",
  quantities: ["temperature", "humidity", "battery-voltage"],
  examples: [
    {
      name: "a report",
      payload: "08cd 0220 f5c6 01 61cd4edd",
      fPort: 2,
      readings: [
        ["temperature", 22.53],
        ["humidity", 54.4],
        ["temperature", -26.18, "external"],
      ],
    },
    {
      name: "cut short",
      payload: "08cd 0220 f5",
      fPort: 2,
      error: "expected at least 11 bytes for a report, got 5",
    },
  ],
  read(frame, out) {
    if (frame.fPort === 5) {
      frame.skip(5, "model, versions and band");
      out.add("battery-voltage", frame.u16be("battery") / 1000);
      return;
    }
    frame.expectPort(2);
    frame.expectLength(11, "a report");
    out.add("temperature", frame.i16be("temperature") / 100);
    out.add("humidity", frame.u16be("humidity") / 10);
    probe(frame, out);
  },
});

/** Temperature alone, with the time of the device. */
export const draginoT68 = defineDecoder({
  id: "dragino-t68",
  vendor: "Dragino",
  models: ["T68DL", "T68DS"],
  source: "wiki.dragino.com, T68DL user manual",
  quantities: ["battery-voltage", "temperature"],
  examples: [
    {
      name: "a report",
      payload: "0cbf 0afe 02 671f024a",
      fPort: 2,
      readings: [
        ["battery-voltage", 3.263],
        ["temperature", 28.14, undefined, 1_730_085_450_000],
      ],
    },
    {
      name: "cut short",
      payload: "0cbf 0afe",
      fPort: 2,
      error: "byte 4: expected 1 byte for alarms, 0 left",
    },
  ],
  read(frame, out) {
    frame.expectPort(2);
    out.add("battery-voltage", frame.u16be("battery") / 1000);
    const temperature = frame.i16be("temperature") / 100;
    frame.skip(1, "alarms");
    out.add("temperature", temperature, undefined, frame.u32be("time") * 1000);
  },
});

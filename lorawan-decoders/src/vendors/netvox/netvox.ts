import { defineDecoder } from "../../define.ts";
import { hexByte } from "../../frame.ts";
import { reports } from "./reports.ts";

/** Version, device type, report type and eight bytes of data. A frame may hold several of them. */
const recordLength = 11;
/** Measurements come on port 6; some network settings make them come on port 1. */
const reportPorts: readonly number[] = [1, 6];
const versionReport = 0;

export const netvox = defineDecoder({
  id: "netvox",
  vendor: "Netvox",
  models: [
    ...["R711", "R712", "R718A", "R718AB", "R720A", "R311A", "R718F", "RB11E", "RA0715", "R72615", "R72624"],
    ...[
      "RA0716",
      "RA0723",
      "R718PA",
      "R718PB",
      "R311W",
      "R718WA",
      "R718WB",
      "RA02A",
      "RA02C",
      "R809A",
      "R816B",
    ],
    ...["R718B2", "R718CK2", "R718CT2", "R718DA", "R718DB", "R718J", "R718LB", "R718MBA", "R311FA", "R718Q"],
    ...["R730MBA", "R730DA", "R730DB", "R730LB", "R718QA", "R311DA", "R311DB", "R720F", "R718DA2", "R718DB2"],
    ...["R311CA", "R313CA", "R313CB", "R718G", "R311G", "R718H", "R718IA", "R718IB", "R730IA", "R730IB"],
    ...[
      "R718KA",
      "R718KA2",
      "R718X",
      "R718PE",
      "R718N1",
      "R718N3",
      "R719A",
      "R602",
      "R602A",
      "R603",
      "R716S",
    ],
    ...["R718B", "R718CJ", "R718CK", "R718CT", "R718CR", "R718CE"],
  ],
  source: "Netvox, LoRaWAN Application Command and Application Devicetype",
  quantities: [
    ...(["battery-voltage", "battery-low", "temperature", "humidity", "door-open", "illuminance"] as const),
    ...(["occupancy", "tamper", "leak-detected", "smoke", "digital-input", "digital-output"] as const),
    ...(["pulse-count", "voltage", "current", "power", "energy", "distance", "fill-level", "tilt"] as const),
    ...(["pm1", "pm2.5", "pm10", "o3", "co", "no2", "co2", "sound-level", "ph", "soil-moisture"] as const),
    ...(["soil-temperature", "level", "wind-speed", "wind-direction", "atmospheric-pressure"] as const),
    ...(["parking-occupied"] as const),
  ],
  examples: [
    {
      name: "R718A below zero with a low battery",
      payload: "010b01 9f ff39 1a9e 010000",
      fPort: 6,
      readings: [
        ["battery-voltage", 3.1],
        ["battery-low", 1],
        ["temperature", -1.99],
        ["humidity", 68.14],
      ],
    },
    {
      name: "R718N3 with its multipliers",
      payload: "014a03 24 05dc 36b0 80e8 24",
      fPort: 6,
      readings: [
        ["battery-voltage", 3.6],
        ["current", 1.5, "1"],
        ["current", 70, "2"],
        ["current", 330, "3"],
      ],
    },
    {
      name: "R718N3 in two reports",
      payload: "014a01 1f 03e8 00c8 1b58 01 014a02 1f 03 0a 0000000000",
      fPort: 6,
      readings: [
        ["battery-voltage", 3.1],
        ["current", 1, "1"],
        ["current", 0.6, "2"],
        ["current", 70, "3"],
        ["battery-voltage", 3.1],
      ],
    },
    {
      name: "RA0715: a CO2 sensor and two that are missing",
      payload: "010507 00 2134 ffff ffff 00",
      fPort: 6,
      readings: [["co2", 850]],
    },
    { name: "cut short", payload: "010b01 24 01", fPort: 6, error: "expected records of 11 bytes, got 5" },
    {
      name: "unknown device",
      payload: "01f001 24 00000000000000",
      fPort: 6,
      error: "byte 1: unknown device type 0xf0",
    },
  ],
  read(frame, out) {
    if (!reportPorts.includes(frame.fPort)) {
      out.warn(`fPort ${frame.fPort}: answer to a command left out`);
      return;
    }
    // Version reports may be one byte shorter.
    const isVersion = frame.bytes[2] === versionReport && frame.length < recordLength;
    if (isVersion && frame.length >= 9) {
      out.warn("versions of the device left out");
      return;
    }
    if (frame.length % recordLength !== 0) {
      frame.fail(`expected records of ${recordLength} bytes, got ${frame.length}`, 0);
    }
    for (let start = 0; start < frame.length; start += recordLength) {
      const type = frame.at(start + 1, "device type");
      const kind = frame.at(start + 2, "report type");
      const report = reports.get(type);
      if (report === undefined) frame.fail(`unknown device type ${hexByte(type)} of Netvox`, start + 1);
      frame.offset = start + 3;
      if (kind === versionReport) out.warn("versions of the device left out");
      else report?.(frame, out, kind);
    }
  },
});

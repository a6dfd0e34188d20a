import { defineDecoder } from "../../define.ts";
import { hexByte } from "../../frame.ts";
import { netvoxModels } from "./models.ts";
import { reports } from "./reports.ts";

/** Version, device type, report type and eight bytes of data. A frame may hold several of them. */
const recordLength = 11;
/** Measurements come on port 6; some network settings make them come on port 1. */
const reportPorts: readonly number[] = [1, 6];
const versionReport = 0;

export const netvox = defineDecoder({
  id: "netvox",
  vendor: "Netvox",
  models: netvoxModels,
  source: "Netvox, LoRaWAN Application Command and Application Devicetype",
  quantities: [
    ...(["battery-voltage", "battery-low", "temperature", "humidity", "door-open", "illuminance"] as const),
    ...(["occupancy", "tamper", "leak-detected", "smoke", "digital-input", "digital-output"] as const),
    ...(["pulse-count", "voltage", "current", "power", "energy", "distance", "fill-level", "tilt"] as const),
    ...(["pm1", "pm2.5", "pm10", "o3", "co", "no2", "co2", "sound-level", "ph", "soil-moisture"] as const),
    ...(["soil-temperature", "level", "wind-speed", "wind-direction", "atmospheric-pressure"] as const),
    ...([
      "parking-occupied",
      "gas-alarm",
      "no",
      "so2",
      "h2s",
      "nh3",
      "orp",
      "turbidity",
      "dissolved-oxygen",
    ] as const),
    ...(["oxygen-saturation", "tvoc", "tvoc-concentration", "soil-conductivity", "vibration"] as const),
    ...(["acceleration", "button-press", "differential-pressure"] as const),
    ...(["latitude", "longitude", "altitude"] as const),
  ],
  examples: [
    {
      name: "RA0715 gases",
      payload: "010906 48 0064 00c8 02bc 00",
      fPort: 6,
      readings: [
        ["battery-voltage", 7.2],
        ["no2", 10],
        ["so2", 20],
        ["h2s", 70],
      ],
    },
    {
      name: "R718E acceleration, low byte first",
      payload: "011c01 24 b340 b2c0 6a3e 00",
      fPort: 6,
      readings: [
        ["battery-voltage", 3.6],
        ["acceleration", 5.59375, "x"],
        ["acceleration", -5.5625, "y"],
        ["acceleration", 0.228515625, "z"],
      ],
    },
    {
      name: "R720G longitude and height",
      payload: "01b502 24 fe363c80 25 00fa",
      fPort: 6,
      readings: [
        ["battery-voltage", 3.6],
        ["longitude", -30],
        ["altitude", 250],
      ],
    },
    {
      name: "R831D relays and inputs",
      payload: "01b001 010100 000001 0000",
      fPort: 6,
      readings: [
        ["digital-output", 1, "1"],
        ["digital-output", 1, "2"],
        ["digital-output", 0, "3"],
        ["digital-input", 0, "1"],
        ["digital-input", 0, "2"],
        ["digital-input", 1, "3"],
      ],
    },
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

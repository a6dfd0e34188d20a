import { defineDecoder } from "../../define.ts";
import { hexByte } from "../../frame.ts";
import { round } from "../../output.ts";
import { dataRecord } from "./mbus.ts";

/** First byte of the messages that hold text (JSON) instead of records, one for each meter family. */
const jsonFormats: readonly number[] = [0x02, 0x07, 0x11, 0x17, 0x20, 0x26];
const lastFormat = 0x50;
const duringFault = 3;

/** Tariffs and pulse inputs of a meter have values beside those of the meter itself. */
function channelOf(tariff: number, subunit: number): string | undefined {
  if (subunit > 0) return `pulse-${subunit}`;
  return tariff > 0 ? `tariff-${tariff}` : undefined;
}

export const elvacoCmi = defineDecoder({
  id: "elvaco-cmi41xx",
  vendor: "Elvaco",
  models: ["CMi4110", "CMi4111", "CMi4130", "CMi4140", "CMi4160", "CMi4170"],
  source: "Elvaco, CMi41xx user manuals; EN 13757-3 data and value information",
  quantities: [
    ...(["heat-energy", "water-volume", "power", "water-flow", "supply-water-temperature"] as const),
    ...(["return-water-temperature", "running-hours", "temperature", "pressure"] as const),
  ],
  examples: [
    {
      name: "standard message of a heat meter",
      payload:
        "15 0406 d2040000 0414 39300000 022b 6400 023b e803 025a 6002 025e 9501 0c78 78563412 02fd17 0000",
      fPort: 2,
      readings: [
        ["heat-energy", 1234],
        ["water-volume", 123.45],
        ["power", 0.1],
        ["water-flow", 1],
        ["supply-water-temperature", 60.8],
        ["return-water-temperature", 40.5],
      ],
    },
    {
      name: "energy in MWh as digits, with a tariff",
      payload: "15 0cfb01 34120000 8c1006 21430000",
      fPort: 2,
      readings: [
        ["heat-energy", 1_234_000],
        ["heat-energy", 4321, "tariff-1"],
      ],
    },
    {
      name: "cut short",
      payload: "15 0406 d204",
      fPort: 2,
      error: "byte 3: expected 4 bytes for value, 2 left",
    },
    { name: "unknown format", payload: "ee 0406", fPort: 2, error: "byte 0: unknown message format 0xee" },
  ],
  read(frame, out) {
    const format = frame.u8("message format");
    if (format > lastFormat) frame.fail(`unknown message format ${hexByte(format)}, expected up to 0x50`, 0);
    if (jsonFormats.includes(format)) {
      out.warn("message in JSON left out: choose a message of records in the meter module");
      return;
    }
    while (frame.left > 0) {
      const record = dataRecord(frame);
      if (record === undefined || record.quantity === undefined || record.value === undefined) continue;
      // Values of a due date are history without a time of its own; a maximum is not the value of now.
      if (record.storage > 0 || record.function === 1 || record.function === 2) continue;
      if (record.function === duringFault) {
        out.warn(`${record.quantity}: the meter reports a fault`);
        continue;
      }
      out.add(record.quantity, round(record.value, 6), channelOf(record.tariff, record.subunit));
    }
  },
});

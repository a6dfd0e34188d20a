import { type CsvStyle, seriesMediaTypes } from "@kontrollrom/contracts/sample.ts";
import { createLocalTime } from "../local-time.ts";
import { type SeriesEncoder, valueColumns } from "./series-encoder.ts";

interface Writing {
  readonly separator: string;
  readonly start: string;
  number(value: number): string;
  time(ms: number): string;
}

const writings: Readonly<Record<CsvStyle, (zone: string) => Writing>> = {
  standard: () => ({
    separator: ",",
    start: "",
    number: String,
    time: (ms) => new Date(ms).toISOString(),
  }),
  // A Norwegian Excel takes a semicolon for the next column, a comma for the decimals, and UTF-8 only after a byte order mark.
  "excel-nb": (zone) => ({
    separator: ";",
    start: "\uFEFF",
    // What a sum of binary fractions leaves behind the twelfth digit is nothing that people want to see.
    number: (value) => String(Number(value.toPrecision(12))).replace(".", ","),
    time: createLocalTime(zone),
  }),
};

/**
 * A field of text. One that a spreadsheet would take for a formula gets an apostrophe before it: names come from devices and
 * from people.
 */
export function csvText(text: string, separator: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return safe.includes(separator) || /["\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csv: SeriesEncoder = {
  format: "csv",
  mediaType: seriesMediaTypes.csv,
  extension: "csv",
  async *encode(chunks, shape) {
    const { separator, start, number, time } = writings[shape.csv](shape.zone);
    const columns = valueColumns(shape);
    const header = ["point", "device", "quantity", "unit", "time", ...columns, "quality"];
    yield Buffer.from(`${start}${header.join(separator)}\r\n`);
    for await (const { pointId, entries } of chunks) {
      const label = shape.label(pointId);
      const named = [label.device, label.quantity, label.unit].map((text) => csvText(text, separator));
      const begin = [pointId, ...named].join(separator);
      let text = "";
      for (const entry of entries) {
        text += begin + separator + time(entry.time);
        for (const column of columns) {
          const value = entry[column];
          text += separator + (value === undefined ? "" : number(value));
        }
        text += `${separator}${entry.quality ?? "good"}\r\n`;
      }
      if (text !== "") yield Buffer.from(text);
    }
  },
};

import type { TrendEntry } from "../room/trend-geometry.ts";

export interface CsvLine {
  readonly pointId: number;
  readonly label: string;
  readonly device: string;
  readonly quantity: string;
  readonly unit: string;
  readonly entries: readonly TrendEntry[];
}

const columns = ["point", "label", "device", "quantity", "unit", "time", "avg", "min", "max", "quality"];

/**
 * What is shown, as a spreadsheet of the language opens it: in Norwegian with semicolons, decimal commas, local time and a byte order
 * mark; in English with commas, decimal points and UTC.
 */
export function seriesCsv(
  lines: readonly CsvLine[],
  language: "nb" | "en",
  local: (time: number) => string,
): string {
  const nb = language === "nb";
  const number = (value: number) => (nb ? String(value).replace(".", ",") : String(value));
  const separator = nb ? ";" : ",";
  const rows = lines.flatMap(({ pointId, label, device, quantity, unit, entries }) =>
    entries.map(({ time, avg, min, max, quality = "good" }) =>
      [
        String(pointId),
        text(label),
        text(device),
        quantity,
        text(unit),
        nb ? local(time) : new Date(time).toISOString(),
        number(avg),
        number(min),
        number(max),
        quality,
      ].join(separator),
    ),
  );
  return `${nb ? "\uFEFF" : ""}${[columns.join(separator), ...rows].join("\r\n")}\r\n`;
}

/** Quoted where it must be; what a spreadsheet would take for a formula is told to be text. */
function text(value: string): string {
  const plain = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[";,\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

import { csvRecords } from "./csv-parts.ts";

export interface Rejected {
  readonly line: number;
  readonly reason: string;
}

/**
 * What was refused of a CSV file, as CSV: the refused records as they stood, with line and reason before them. Corrected, and without
 * these two columns, it can be imported.
 */
export function rejectReport(
  text: string,
  rejected: readonly Rejected[],
  titles: { readonly line: string; readonly reason: string },
): string {
  const [header, ...records] = csvRecords(text);
  const separator = header?.text.includes(";") ? ";" : ",";
  const byLine = new Map(records.flatMap((record) => linesOf(record).map((line) => [line, record] as const)));
  const rows = rejected.map(({ line, reason }) =>
    [String(line), `"${reason.replaceAll('"', '""')}"`, byLine.get(line)?.text.trimEnd() ?? ""].join(
      separator,
    ),
  );
  const heading = [titles.line, titles.reason, (header?.text ?? "").replace(/^\uFEFF/, "").trimEnd()];
  // The mark tells spreadsheets that it is UTF-8.
  return `\uFEFF${heading.join(separator)}\r\n${rows.map((row) => `${row}\r\n`).join("")}`;
}

const linesOf = ({ line, lines }: { line: number; lines: number }) =>
  Array.from({ length: lines }, (_, at) => line + at);

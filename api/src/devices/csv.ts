import { DeviceInput, deviceCsvColumns } from "@kontrollrom/contracts/point.ts";
import { parse } from "csv-parse/sync";
import type { z } from "zod";
import { ProblemError } from "../http/problem-error.ts";

export type ParsedDevice = z.output<typeof DeviceInput>;

/** One line of the file: a device, or why it is none. `line` counts from 1, the header included. */
export type DeviceLine =
  | { readonly line: number; readonly device: ParsedDevice }
  | { readonly line: number; readonly reason: string };

const numberColumns = new Set(["lat", "lon", "expectedIntervalS"]);

/**
 * Reads the device CSV of `deviceCsvColumns`.
 * @throws ProblemError 400 when the file as a whole cannot be read: no header, an unknown column, broken quoting
 */
export function parseDeviceCsv(text: string): DeviceLine[] {
  const header = text.slice(0, text.search(/\r?\n|$/)).replace(/^\uFEFF/, "");
  const delimiter = header.includes(";") ? ";" : ",";
  const records = readRecords(text, delimiter);
  const [first] = records;
  if (!first)
    throw new ProblemError(400, "empty-file", "the CSV is empty: give a header line and one line a device");
  const columns = first.fields.map((name) => name.trim());
  const unknown = columns.find((name) => !(deviceCsvColumns as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw new ProblemError(
      400,
      "unknown-column",
      `column "${unknown}" is not known: use ${deviceCsvColumns.join(", ")}`,
    );
  for (const required of ["externalId", "name"])
    if (!columns.includes(required))
      throw new ProblemError(400, "missing-column", `column "${required}" is missing: add it to the header`);
  return records.slice(1).map(({ line, fields }) => toDevice(line, columns, fields));
}

function readRecords(text: string, delimiter: string): { line: number; fields: string[] }[] {
  try {
    const rows = parse(text, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    });
    return (rows as unknown as { info: { lines: number }; record: string[] }[]).map((row) => ({
      line: row.info.lines,
      fields: row.record,
    }));
  } catch (error) {
    throw new ProblemError(400, "not-csv", `the CSV cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function toDevice(line: number, columns: readonly string[], fields: readonly string[]): DeviceLine {
  if (fields.length > columns.length)
    return { line, reason: `has ${fields.length} fields where the header has ${columns.length}` };
  const input: Record<string, unknown> = {};
  for (const [at, column] of columns.entries()) {
    const value = fields[at];
    if (value === undefined || value === "") continue;
    if (column === "points") input.points = value.split(/\s+/);
    else input[column] = numberColumns.has(column) ? Number(value.replace(",", ".")) : value;
  }
  const parsed = DeviceInput.safeParse(input);
  if (parsed.success) return { line, device: parsed.data };
  const issue = parsed.error.issues[0];
  const path = issue?.path.join(".") ?? "";
  return {
    line,
    reason: `${path}: ${issue?.message ?? "not valid"} (got ${JSON.stringify(input[path.split(".")[0] ?? ""])})`,
  };
}

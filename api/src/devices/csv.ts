import { DeviceInput, deviceCsvColumns } from "@kontrollrom/contracts/point.ts";
import { parse } from "csv-parse";
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
export async function* parseDeviceCsv(text: string): AsyncGenerator<DeviceLine> {
  const header = text.slice(0, text.search(/\r?\n|$/)).replace(/^\uFEFF/, "");
  const delimiter = header.includes(";") ? ";" : ",";
  let columns: string[] | undefined;
  for await (const { line, fields } of readRecords(text, delimiter)) {
    if (columns) yield toDevice(line, columns, fields);
    else columns = checkedColumns(fields);
  }
  if (!columns)
    throw new ProblemError(400, "empty-file", "the CSV is empty: give a header line and one line a device");
}

function checkedColumns(header: readonly string[]): string[] {
  const columns = header.map((name) => name.trim());
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
  return columns;
}

/** Record by record, so that a large file does not hold up the live road. */
async function* readRecords(
  text: string,
  delimiter: string,
): AsyncGenerator<{ line: number; fields: string[] }> {
  const parser = parse(text, {
    bom: true,
    delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  });
  try {
    for await (const row of parser as AsyncIterable<{ info: { lines: number }; record: string[] }>)
      yield { line: row.info.lines, fields: row.record };
  } catch (error) {
    if (error instanceof ProblemError) throw error;
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

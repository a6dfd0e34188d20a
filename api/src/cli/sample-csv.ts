import { parse } from "csv-parse/sync";
import { CliError } from "./cli-error.ts";
import { parseLocalTime, parseMap } from "./replay-map.ts";
import type { Candidate, Reject } from "./sample-check.ts";
import { linesOf } from "./sample-file.ts";

export interface CsvOptions {
  /** `Column=quantity,…` for a file with a column a quantity; undefined for one with a value a line. */
  readonly map: string | undefined;
  readonly timeColumn: string | undefined;
  readonly timezone: string;
  /** Device of all rows, unless the file has a column `device`. */
  readonly device: string | undefined;
}

export type CsvRow =
  | { readonly line: number; readonly candidate: Candidate }
  | { readonly line: number; readonly reject: Reject }
  /** Nothing was measured. */
  | { readonly line: number; readonly empty: true };

/** How a row becomes a message; made of the header. */
type ReadRow = (cells: readonly string[]) => Candidate | undefined;

const timeColumns = ["date", "time", "timestamp"];
const maxLineBytes = 1024 * 1024;

function finder(header: readonly string[]) {
  const names = header.map((name) => name.trim());
  const lower = names.map((name) => name.toLowerCase());
  return {
    /** -1 where there is none; the case is that of the file only where two differ by nothing else. */
    optional: (name: string) => {
      const exact = names.indexOf(name);
      return exact >= 0 ? exact : lower.indexOf(name.toLowerCase());
    },
    required(name: string): number {
      const at = this.optional(name);
      if (at < 0) throw new CliError(`column "${name}" is not in the file: it has ${names.join(", ")}`);
      return at;
    },
  };
}

/** A time written as ISO 8601, as a local time, or as seconds or milliseconds since 1970. */
export function readTime(text: string, timezone: string): number {
  const trimmed = text.trim();
  if (/^\d{10}(\.\d+)?$/.test(trimmed)) return Math.round(Number(trimmed) * 1000);
  if (/^\d{13}$/.test(trimmed)) return Number(trimmed);
  return parseLocalTime(trimmed, timezone);
}

/** A number or a truth value; what is neither stays text, and is refused as no number. A comma may be the decimal one. */
export function readValue(text: string, decimalComma: boolean): number | boolean | string {
  const trimmed = text.trim();
  const written = decimalComma ? trimmed.replace(",", ".") : trimmed;
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(written)) return Number(written);
  const word = trimmed.toLowerCase();
  return word === "true" || word === "false" ? word === "true" : trimmed;
}

/** One value a line, in columns `device,time,quantity,value` and, where they are wanted, `unit` and `channel`. */
function longRows(header: readonly string[], options: CsvOptions, decimalComma: boolean): ReadRow {
  const columns = finder(header);
  const at = {
    device: columns.required("device"),
    time: columns.required(options.timeColumn ?? "time"),
    quantity: columns.required("quantity"),
    value: columns.required("value"),
    unit: columns.optional("unit"),
    channel: columns.optional("channel"),
  };
  return (cells) => {
    const cell = (index: number) => cells[index]?.trim() ?? "";
    const [unit, channel] = [cell(at.unit), cell(at.channel)];
    return {
      device: cell(at.device),
      time: readTime(cell(at.time), options.timezone),
      writtenTime: cell(at.time),
      values: [
        {
          quantity: cell(at.quantity),
          value: readValue(cell(at.value), decimalComma),
          ...(unit !== "" && { unit }),
          ...(channel !== "" && { channel }),
        },
      ],
    };
  };
}

/** A moment a line, with a column for each quantity. */
function wideRows(header: readonly string[], options: CsvOptions, decimalComma: boolean): ReadRow {
  const columns = finder(header);
  const values = parseMap(options.map).map((column) => ({ ...column, at: columns.required(column.column) }));
  const timeColumn = options.timeColumn ?? timeColumns.find((name) => columns.optional(name) >= 0);
  if (timeColumn === undefined)
    throw new CliError(`no time column found among ${header.join(", ")}: name it with --time`);
  const timeAt = columns.required(timeColumn);
  const deviceAt = columns.optional("device");
  if (options.device === undefined && deviceAt < 0)
    throw new CliError("no device: the file has no column device, so name one with --device");
  return (cells) => {
    const read = values.flatMap(({ quantity, channel, at }) => {
      const text = cells[at]?.trim() ?? "";
      if (text === "") return [];
      return [{ quantity, value: readValue(text, decimalComma), ...(channel !== undefined && { channel }) }];
    });
    if (read.length === 0) return undefined;
    const writtenTime = cells[timeAt]?.trim() ?? "";
    return {
      device: options.device ?? cells[deviceAt]?.trim() ?? "",
      time: readTime(writtenTime, options.timezone),
      writtenTime,
      values: read,
    };
  };
}

/** The separator that the header has most of. */
export function separatorOf(header: string): string {
  const count = (separator: string) => header.split(separator).length;
  return [",", ";", "\t"].reduce((best, one) => (count(one) > count(best) ? one : best));
}

/** The cells of a line, or what is wrong with it. A cell does not go over several lines. */
function cellsOf(text: string, separator: string): readonly string[] | string {
  if (!text.includes('"')) return text.split(separator);
  try {
    const records: string[][] = parse(text, { delimiter: separator, relax_column_count: true });
    return records[0] ?? [];
  } catch (error) {
    return `${(error as Error).message}: a cell in quotes ends on its line, and a quote within it is doubled`;
  }
}

/**
 * Reads a table row by row.
 * @throws CliError where the header does not have what is asked for
 */
export async function* csvRows(
  stream: AsyncIterable<Uint8Array>,
  options: CsvOptions,
): AsyncGenerator<CsvRow> {
  let separator = ",";
  let header: readonly string[] | undefined;
  let read: ReadRow | undefined;
  let named: boolean | undefined;
  for await (const { number: line, text } of linesOf(stream, maxLineBytes)) {
    const refuse = (detail: string): CsvRow => ({ line, reject: { line, reason: "not-csv", detail } });
    if (text === undefined) {
      if (header === undefined)
        throw new CliError(`the first line is over ${maxLineBytes} bytes: is this a CSV file?`);
      yield refuse(`a line over ${maxLineBytes} bytes`);
      continue;
    }
    if (header === undefined || read === undefined) {
      const first = text.startsWith("\uFEFF") ? text.slice(1) : text;
      separator = separatorOf(first);
      const cells = cellsOf(first, separator);
      if (typeof cells === "string") throw new CliError(`the header cannot be read: ${cells}`);
      header = cells.map((name) => name.trim());
      const decimalComma = separator !== ",";
      const rows = options.map === undefined ? longRows : wideRows;
      read = rows(header, options, decimalComma);
      continue;
    }
    const cells = cellsOf(text, separator);
    if (typeof cells === "string") {
      yield refuse(cells);
      continue;
    }
    // Some programs write the row's name first and leave it out of the header.
    named ??= cells.length === header.length + 1;
    const own = named ? cells.slice(1) : cells;
    if (own.length !== header.length) {
      yield refuse(`a row of ${own.length} cells under a header of ${header.length}`);
      continue;
    }
    const candidate = read(own);
    yield candidate === undefined ? { line, empty: true } : { line, candidate };
  }
  if (header === undefined) throw new CliError("the file is empty: the first line names the columns");
}

import type { Readable } from "node:stream";
import { parse } from "csv-parse";
import { CliError } from "./cli-error.ts";
import { parseLocalTime, parseMap } from "./replay-map.ts";
import type { Candidate, Reject } from "./sample-check.ts";

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
const maxRecordBytes = 1024 * 1024;

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

/** Reads ahead to the end of the first line, which tells the separator. */
async function firstLine(stream: Readable): Promise<string> {
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    const bytes = chunk as Buffer;
    stream.unshift(bytes);
    const text = bytes.toString("utf8");
    return text.split(/\r?\n/, 1)[0] ?? "";
  }
  return "";
}

/**
 * Reads a table row by row.
 * @throws CliError where the header does not have what is asked for
 */
export async function* csvRows(stream: Readable, options: CsvOptions): AsyncGenerator<CsvRow> {
  const separator = separatorOf(await firstLine(stream));
  const skipped: Reject[] = [];
  const parser = parse({
    bom: true,
    delimiter: separator,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: maxRecordBytes,
    on_skip: (error) => {
      const line = (error as { lines?: number } | undefined)?.lines ?? 0;
      skipped.push({ line, reason: "not-csv", detail: error?.message ?? "cannot be read" });
    },
  });
  stream.once("error", (error) => parser.destroy(error));
  stream.pipe(parser);

  let header: readonly string[] | undefined;
  let read: ReadRow | undefined;
  let named: boolean | undefined;
  for await (const { record, info } of parser as AsyncIterable<{
    record: string[];
    info: { lines: number };
  }>) {
    for (const reject of skipped.splice(0)) yield { line: reject.line, reject };
    const line = info.lines;
    if (header === undefined || read === undefined) {
      header = record.map((name) => name.trim());
      const decimalComma = separator !== ",";
      read =
        options.map === undefined
          ? longRows(header, options, decimalComma)
          : wideRows(header, options, decimalComma);
      continue;
    }
    // Some programs write the row's name first and leave it out of the header.
    named ??= record.length === header.length + 1;
    const cells = named ? record.slice(1) : record;
    if (cells.length !== header.length) {
      const detail = `a row of ${cells.length} cells under a header of ${header.length}`;
      yield { line, reject: { line, reason: "not-csv", detail } };
      continue;
    }
    const candidate = read(cells);
    yield candidate === undefined ? { line, empty: true } : { line, candidate };
  }
  for (const reject of skipped) yield { line: reject.line, reject };
}

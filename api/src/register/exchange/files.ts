import { RegisterSheet } from "@kontrollrom/contracts/register-file.ts";
import { parse } from "csv-parse/sync";
import readXlsx from "read-excel-file/node";
import writeXlsx from "write-excel-file/node";
import type { RegistryDatabase } from "../../registry/database.ts";
import type { GivenSheet } from "./import-register.ts";
import { readSheet } from "./read-register.ts";
import { type SheetRow, sheets } from "./sheets.ts";

/** A file that cannot be read at all: the job fails with this. */
export class RegisterFileError extends Error {
  readonly code: string;
  readonly detail: string;
  constructor(code: string, detail: string, cause?: unknown) {
    super(detail, { cause });
    this.code = code;
    this.detail = detail;
  }
}

/** What a spreadsheet would take for a formula is written with an apostrophe before it, and read without. */
const formula = /^[=+\-@\t\r]/;

export function toCsv(sheet: RegisterSheet, rows: readonly SheetRow[]): string {
  const { columns } = sheets[sheet];
  const field = (value: unknown): string => {
    if (typeof value === "number") return String(value);
    const text = value === null || value === undefined ? "" : String(value);
    const plain = formula.test(text) || text.startsWith("'") ? `'${text}` : text;
    return /[";\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  };
  const lines = [columns.map(({ name }) => name), ...rows.map((row) => columns.map(({ name }) => row[name]))];
  return `\uFEFF${lines.map((line) => line.map(field).join(";")).join("\r\n")}\r\n`;
}

export async function toXlsx(db: RegistryDatabase): Promise<Buffer> {
  const data = [];
  for (const sheet of RegisterSheet.options) {
    const { columns } = sheets[sheet];
    const rows = await readSheet[sheet](db);
    data.push({
      sheet,
      stickyRowsCount: 1,
      columns: columns.map(({ name }) => ({ width: name === "key" ? 38 : 20 })),
      data: [
        columns.map(({ name }) => ({ value: name, fontWeight: "bold" as const })),
        ...rows.map((row) =>
          columns.map(({ name }) => {
            const value = row[name] ?? null;
            if (value === null) return null;
            return typeof value === "number" ? { value, type: Number } : { value, type: String };
          }),
        ),
      ],
    });
  }
  return writeXlsx(data).toBuffer();
}

/** @throws RegisterFileError */
export async function readFile(
  bytes: Buffer,
  format: "xlsx" | "csv",
  sheet: RegisterSheet | undefined,
): Promise<GivenSheet[]> {
  if (format === "csv") return [readCsv(bytes.toString("utf8"), sheet)];
  let workbook: Awaited<ReturnType<typeof readXlsx>>;
  try {
    workbook = await readXlsx(bytes);
  } catch (error) {
    throw new RegisterFileError(
      "not-xlsx",
      `the workbook cannot be read (${(error as Error).message}): save it as .xlsx once more`,
      error,
    );
  }
  const found: GivenSheet[] = [];
  for (const { sheet: name, data } of workbook) {
    const known = RegisterSheet.safeParse(name);
    if (!known.success)
      throw new RegisterFileError(
        "unknown-sheet",
        `sheet "${name}" is not known: use ${RegisterSheet.options.join(", ")}`,
      );
    const [header = [], ...lines] = data;
    found.push(
      checked(
        known.data,
        header.map((cell) => String(cell ?? "").trim()),
        lines.map((cells, at) => ({ line: at + 2, cells })),
      ),
    );
  }
  return found;
}

function readCsv(text: string, sheet: RegisterSheet | undefined): GivenSheet {
  if (sheet === undefined)
    throw new RegisterFileError("sheet-missing", "a CSV holds one kind: say which with ?sheet=");
  const first = text.slice(0, text.search(/\r?\n|$/));
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(text, {
      bom: true,
      delimiter: first.includes(";") ? ";" : ",",
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as never;
  } catch (error) {
    throw new RegisterFileError("not-csv", `the CSV cannot be read: ${(error as Error).message}`, error);
  }
  const [header, ...rest] = records;
  return checked(
    sheet,
    (header?.record ?? []).map((cell) => cell.trim()),
    rest.map(({ record, info }) => ({
      line: info.lines,
      cells: record.map((cell) => (/^'[=+\-@\t\r']/.test(cell) ? cell.slice(1) : cell)),
    })),
  );
}

function checked(sheet: RegisterSheet, columns: readonly string[], lines: GivenSheet["lines"]): GivenSheet {
  const { identity, columns: known } = sheets[sheet];
  const unknown = columns.find((name) => name !== "" && !known.some((column) => column.name === name));
  if (unknown !== undefined)
    throw new RegisterFileError(
      "unknown-column",
      `column "${unknown}" of ${sheet} is not known: use ${known.map(({ name }) => name).join(", ")}`,
    );
  const missing = identity.find((name) => !columns.includes(name));
  if (missing !== undefined)
    throw new RegisterFileError(
      "missing-column",
      `column "${missing}" of ${sheet} is missing: it tells which row is which`,
    );
  const filled = lines.filter(({ cells }) => cells.some((cell) => cell !== null && cell !== ""));
  return { sheet, columns, lines: filled };
}

import { randomUUID } from "node:crypto";
import { type RegisterImportResult, RegisterSheet } from "@kontrollrom/contracts/register-file.ts";
import type { RegistryDatabase } from "../../registry/database.ts";
import { byHand } from "../component-book.ts";
import { drawnMark, readSheet } from "./read-register.ts";
import { type Cell, identityOf, readCell, readTag, type SheetRow, sheets } from "./sheets.ts";
import { type Writing, writeRow } from "./write-register.ts";

/** A sheet of a file: its header and its lines as they stand there. */
export interface GivenSheet {
  readonly sheet: RegisterSheet;
  readonly columns: readonly string[];
  readonly lines: readonly { readonly line: number; readonly cells: readonly unknown[] }[];
}

type Reject = RegisterImportResult["rejected"][number];
const rejectsTold = 1000;
const breatheEvery = 500;

class DryRunOver extends Error {}

/**
 * Reads a file into the register: a row that is known is changed in the columns that the file has, another is made, and a row with
 * something wrong is left out and told about. All in one transaction; a dry run takes it back.
 */
export async function importRegister(
  db: RegistryDatabase,
  given: readonly GivenSheet[],
  options: Writing & { dryRun: boolean; signal: AbortSignal; progress(fraction: number): void },
): Promise<RegisterImportResult> {
  const result: RegisterImportResult = { dryRun: options.dryRun, sheets: [], rejectedCount: 0, rejected: [] };
  const total = given.reduce((sum, { lines }) => sum + lines.length, 0);
  let done = 0;
  try {
    await db.transaction().execute(async (tx) => {
      const keys = new Map<RegisterSheet, Set<string>>();
      const buildingOf = new Map<string, string>();
      for (const sheet of RegisterSheet.options) {
        const before = new Map((await readSheet[sheet](tx)).map((row) => [identityOf(sheet, row), row]));
        const known = new Set(before.keys());
        keys.set(sheet, known);
        for (const [key, row] of before) remember(sheet, key, row);
        const mine = given.find((each) => each.sheet === sheet);
        if (mine === undefined) continue;
        const counts = { sheet, created: 0, updated: 0, unchanged: 0, rejected: 0 };
        const seen = new Map<string, number>();
        for (const { line, cells } of mine.lines) {
          options.signal.throwIfAborted();
          if (++done % breatheEvery === 0) {
            options.progress(done / total);
            await new Promise(setImmediate);
          }
          const reject = (column: string, value: unknown, reason: string) => {
            counts.rejected += 1;
            result.rejectedCount += 1;
            const told: Reject = { sheet, line, column, value: String(value ?? "").slice(0, 200), reason };
            if (result.rejected.length < rejectsTold) result.rejected.push(told);
          };
          const row = readLine(mine, cells, before, reject);
          if (row === undefined) continue;
          const identity = identityOf(sheet, row);
          const twice = seen.get(identity);
          if (twice !== undefined) {
            reject(sheets[sheet].identity[0] ?? "", identity, `stands on line ${twice} already`);
            continue;
          }
          seen.set(identity, line);
          const wrong = wrongPlace(sheet, row);
          if (wrong !== undefined) {
            reject(wrong.column, row[wrong.column], wrong.reason);
            continue;
          }
          const old = before.get(identity);
          if (old !== undefined && sheets[sheet].columns.every(({ name }) => same(old[name], row[name]))) {
            counts.unchanged += 1;
            continue;
          }
          const drawn = sheets[sheet].columns.find(
            ({ name, drawn }) => drawn && old?.[drawnMark] && !same(old[name], row[name]),
          );
          if (drawn !== undefined) {
            reject(
              drawn.name,
              row[drawn.name],
              "comes from the drawing: change it there and import it again",
            );
            continue;
          }
          try {
            await writeRow[sheet](tx, row, old !== undefined, options);
          } catch (error) {
            const taken = /UNIQUE constraint failed: \w+\.(\w+)/.exec(String(error))?.[1];
            if (taken === undefined) throw error;
            const column = taken.replaceAll(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());
            reject(column, row[column], "is another row's already");
            continue;
          }
          counts[old === undefined ? "created" : "updated"] += 1;
          known.add(identity);
          remember(sheet, identity, row);
        }
        result.sheets.push(counts);
      }
      if (options.dryRun) throw new DryRunOver();

      function remember(sheet: RegisterSheet, key: string, row: SheetRow): void {
        if (sheet === "storeys" || sheet === "rooms")
          buildingOf.set(`${sheet} ${key}`, `${row.building} ${row.storey ?? ""}`);
      }
      function wrongPlace(
        sheet: RegisterSheet,
        row: SheetRow,
      ): { column: string; reason: string } | undefined {
        for (const { name, of } of sheets[sheet].columns)
          if (of !== undefined && row[name] !== null && !keys.get(of)?.has(String(row[name])))
            return { column: name, reason: `is no key of ${of}, neither in the register nor in this file` };
        const building = String(row.building);
        const storey = row.storey ?? null;
        const room = row.room ?? null;
        if (storey !== null && buildingOf.get(`storeys ${storey}`) !== `${building} `)
          return { column: "storey", reason: "is not a storey of the building" };
        if (room !== null && !buildingOf.get(`rooms ${room}`)?.startsWith(`${building} `))
          return { column: "room", reason: "is not a room of the building" };
        return undefined;
      }
    });
  } catch (error) {
    if (!(error instanceof DryRunOver)) throw error;
  }
  return result;
}

/** The whole row: what the file says, and where it says nothing what is known. */
function readLine(
  { sheet, columns }: GivenSheet,
  cells: readonly unknown[],
  before: ReadonlyMap<string, SheetRow>,
  reject: (column: string, value: unknown, reason: string) => void,
): SheetRow | undefined {
  const read: Record<string, Cell> = {};
  for (const column of sheets[sheet].columns) {
    const at = columns.indexOf(column.name);
    if (at < 0) continue;
    const cell = readCell(column, cells[at]);
    if ("reason" in cell) {
      reject(column.name, cells[at], cell.reason);
      return undefined;
    }
    read[column.name] = cell.value;
  }
  if (sheets[sheet].identity[0] === "key") read.key ??= randomUUID();
  const old = before.get(identityOf(sheet, read));
  const isByHand = sheet === "components" && (read.discipline ?? old?.discipline ?? byHand) === byHand;
  if (isByHand && typeof read.tag === "string") {
    const tag = readTag(read.tag);
    if ("reason" in tag) {
      reject("tag", read.tag, tag.reason);
      return undefined;
    }
    read.tag = tag.value;
  }
  const row: Record<string, Cell> = {};
  for (const { name, required } of sheets[sheet].columns) {
    row[name] = name in read ? (read[name] ?? null) : (old?.[name] ?? null);
    if (required && row[name] === null) {
      reject(name, "", "is missing: a new row needs it");
      return undefined;
    }
  }
  return row;
}

function same(a: Cell | undefined, b: Cell | undefined): boolean {
  return (a ?? null) === (b ?? null);
}

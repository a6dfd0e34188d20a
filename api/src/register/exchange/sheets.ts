import { BuildingStatus } from "@kontrollrom/contracts/building.ts";
import { GraphRelation } from "@kontrollrom/contracts/graph.ts";
import { ComponentStatus } from "@kontrollrom/contracts/register.ts";
import type { RegisterSheet } from "@kontrollrom/contracts/register-file.ts";
import { formatTfm, parseTfm } from "@kontrollrom/twin/tfm/tfm.ts";
import { formatCadastral, parseCadastral } from "../cadastre.ts";

export type Cell = string | number | null;
export type SheetRow = Readonly<Record<string, Cell>>;

export interface Column {
  readonly name: string;
  readonly type: "text" | "number" | "whole";
  readonly required?: true;
  readonly max?: number;
  /** The sheet whose key stands here. */
  readonly of?: RegisterSheet;
  /** Comes from the drawing of what a drawing has: the file may repeat it and not change it. */
  readonly drawn?: true;
  /** How it is written, or what is wrong with it. */
  readonly read?: (text: string) => { readonly value: string } | { readonly reason: string };
}

const text = (name: string, more: Omit<Column, "name" | "type"> = {}): Column => ({
  name,
  type: "text",
  max: 300,
  ...more,
});
const pattern =
  (wanted: RegExp, reason: string): NonNullable<Column["read"]> =>
  (value) =>
    wanted.test(value) ? { value } : { reason };
const oneOf = (options: readonly string[]): NonNullable<Column["read"]> =>
  pattern(new RegExp(`^(${options.join("|")})$`), `is to be one of ${options.join(", ")}`);
const day: Pick<Column, "read"> = {
  read: (value) =>
    /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))
      ? { value }
      : { reason: "is to be a day, as 2026-11-21" },
};
const key = text("key", {
  max: 64,
  read: pattern(/^[\w.:$+=/-]{1,64}$/, "is to be up to 64 letters, digits, - and _"),
});
const cadastral: Pick<Column, "read"> = {
  read(value) {
    const parsed = parseCadastral(value);
    return parsed
      ? { value: formatCadastral(parsed) }
      : { reason: "is to be a matrikkel number, as 1505-12/34 or 1505-12/34/0/2" };
  },
};
const tfm: Pick<Column, "read"> = {
  read(value) {
    const parsed = parseTfm(value);
    return parsed.ok ? { value: formatTfm(parsed.tag) } : { reason: `is no TFM tag: ${parsed.error}` };
  },
};

/** What stands in each sheet. A row is known by the columns of `identity`, which a file must have. */
export const sheets: Readonly<
  Record<RegisterSheet, { readonly identity: readonly string[]; readonly columns: readonly Column[] }>
> = {
  properties: {
    identity: ["key"],
    columns: [key, text("name", { required: true, max: 200 }), text("address"), text("note", { max: 2000 })],
  },
  "cadastral-numbers": {
    identity: ["number"],
    columns: [
      text("number", { required: true, ...cadastral }),
      text("property", { required: true, of: "properties" }),
      text("validFrom", day),
      text("validTo", day),
    ],
  },
  buildings: {
    identity: ["key"],
    columns: [
      key,
      text("name", { required: true, max: 200 }),
      text("buildingNumber", { read: pattern(/^\d{9}$/, "is to have nine digits") }),
      text("buildingType", { read: pattern(/^\d{3}$/, "is to have three digits (NS 3457-3)") }),
      text("address"),
      text("property", { of: "properties" }),
      { name: "yearBuilt", type: "whole" },
      text("status", { read: oneOf(BuildingStatus.options) }),
      { name: "lat", type: "number" },
      { name: "lon", type: "number" },
    ],
  },
  units: {
    identity: ["key"],
    columns: [
      key,
      text("building", { required: true, of: "buildings" }),
      text("number", {
        required: true,
        read: pattern(/^[HUKL]\d{4}$/, "is to be H, U, K or L and four digits"),
      }),
      text("address"),
      { name: "area", type: "number" },
      text("validFrom", day),
      text("validTo", day),
    ],
  },
  storeys: {
    identity: ["key"],
    columns: [
      key,
      text("building", { required: true, of: "buildings", drawn: true }),
      text("name", { required: true, max: 200, drawn: true }),
      { name: "elevation", type: "number", required: true, drawn: true },
    ],
  },
  rooms: {
    identity: ["key"],
    columns: [
      key,
      text("building", { required: true, of: "buildings", drawn: true }),
      text("storey", { required: true, of: "storeys", drawn: true }),
      text("number", { required: true, max: 100, drawn: true }),
      text("name", { max: 200, drawn: true }),
      text("functionCode", { max: 20 }),
      { name: "area", type: "number", drawn: true },
      text("zones", { max: 2000, drawn: true }),
    ],
  },
  components: {
    identity: ["key"],
    columns: [
      key,
      text("building", { required: true, of: "buildings", drawn: true }),
      text("storey", { of: "storeys", drawn: true }),
      text("room", { of: "rooms", drawn: true }),
      text("name", { required: true, max: 500, drawn: true }),
      // A drawing may carry marks of other kinds: those are kept as they are.
      text("tag", { max: 100, drawn: true }),
      text("systems", { max: 2000, drawn: true }),
      text("ifcClass", { max: 100, drawn: true }),
      text("globalId", {
        read: pattern(/^[0-3][\w$]{21}$/, "is to have the 22 characters of a GlobalId"),
        drawn: true,
      }),
      text("discipline", { max: 50, drawn: true }),
      text("ns3451", { read: pattern(/^\d{2,4}$/, "is to have two to four digits (NS 3451)") }),
      text("product", { max: 200 }),
      text("maker", { max: 200 }),
      text("serial", { max: 100 }),
      { name: "year", type: "whole" },
      text("warrantyUntil", day),
      text("status", { read: oneOf(ComponentStatus.options) }),
      text("note", { max: 2000 }),
    ],
  },
  relations: {
    identity: ["from", "relation", "to"],
    columns: [
      text("from", { required: true }),
      text("relation", { required: true, read: oneOf(GraphRelation.options) }),
      text("to", { required: true }),
    ],
  },
};

/** A tag that a person writes must keep a grammar. */
export const readTag = tfm.read as NonNullable<Column["read"]>;

export const identityOf = (sheet: RegisterSheet, row: SheetRow): string =>
  sheets[sheet].identity.map((column) => String(row[column] ?? "")).join(" ");

/** Reads one cell as its column has it; an empty one is nothing. */
export function readCell(
  column: Column,
  given: unknown,
): { readonly value: Cell } | { readonly reason: string } {
  const written = given instanceof Date ? given.toISOString().slice(0, 10) : String(given ?? "").trim();
  if (written === "") return column.required ? { reason: "is missing" } : { value: null };
  if (column.type === "text") {
    if (column.max !== undefined && written.length > column.max)
      return { reason: `has ${written.length} characters, at most ${column.max} are kept` };
    return column.read?.(written) ?? { value: written };
  }
  const value = typeof given === "number" ? given : Number(written.replace(",", "."));
  if (!Number.isFinite(value)) return { reason: "is to be a number" };
  return column.type === "whole" && !Number.isInteger(value)
    ? { reason: "is to be a whole number" }
    : { value };
}

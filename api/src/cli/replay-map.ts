import { Quantity } from "@kontrollrom/contracts/quantity.ts";
import { CliError } from "./cli-error.ts";

export interface MappedColumn {
  readonly column: string;
  readonly quantity: Quantity;
  readonly channel: string | undefined;
}

/**
 * Reads `Temperature=temperature,CO2=co2@east`.
 * @throws CliError naming the part that is wrong
 */
export function parseMap(text: string | undefined): MappedColumn[] {
  if (text === undefined || text.trim() === "")
    throw new CliError(
      "--map is missing: say which column is which quantity, as in --map Temperature=temperature,CO2=co2",
    );
  return text.split(",").map((part) => {
    const [column = "", target = ""] = part.split("=").map((side) => side.trim());
    const [name = "", channel] = target.split("@");
    const quantity = Quantity.safeParse(name);
    if (column === "" || !quantity.success)
      throw new CliError(
        `--map "${part}" must be Column=quantity with a quantity of the dictionary, such as temperature, humidity, co2 or illuminance`,
      );
    return { column, quantity: quantity.data, channel };
  });
}

/**
 * Header and rows of a table. Some programs write the row's name in a column that the header leaves out: then every row has one
 * field more than the header, and the first is not data.
 */
export function alignRows(records: readonly (readonly string[])[]): { header: string[]; rows: string[][] } {
  const [header = [], ...rows] = records;
  const named = rows.length > 0 && rows.every((row) => row.length === header.length + 1);
  return { header: [...header], rows: rows.map((row) => (named ? row.slice(1) : [...row])) };
}

/** ms of a written time; without an offset it is read in `timezone`. NaN when it is none. */
export function parseLocalTime(text: string, timezone: string): number {
  const trimmed = text.trim();
  if (/(?:Z|[+-]\d\d:?\d\d)$/.test(trimmed)) return Date.parse(trimmed);
  const asUtc = Date.parse(`${trimmed.replace(" ", "T")}Z`);
  if (Number.isNaN(asUtc) || timezone === "UTC") return asUtc;
  // The offset at that moment; a second look settles times near a change of the clock.
  let time = asUtc - offsetMs(asUtc, timezone);
  time = asUtc - offsetMs(time, timezone);
  return time;
}

function offsetMs(at: number, timezone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    timeZoneName: "longOffset",
  }).formatToParts(at);
  const name = parts.find((part) => part.type === "timeZoneName")?.value ?? "GMT";
  const match = /GMT([+-])(\d\d):(\d\d)/.exec(name);
  if (!match) return 0;
  return (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000;
}

import { quantities } from "@kontrollrom/contracts/quantity.ts";
import { senmlUnit } from "./senml-units.ts";

/** What a SenML record is about. */
export interface SenmlSubject {
  readonly device: string;
  /** One of the dictionary's names, or what stands in its place. */
  readonly quantity: string;
  readonly channel: string | undefined;
}

interface Measure {
  readonly quantity: string;
  readonly channel: string | undefined;
}

function isQuantity(name: string): boolean {
  return Object.hasOwn(quantities, name);
}

/** A label that names a quantity: `temperature`, `battery_level`, `temperature_supply` (quantity and channel). */
function namedMeasure(label: string): Measure | undefined {
  const name = label.toLowerCase();
  const whole = name.replaceAll("_", "-");
  if (isQuantity(whole)) return { quantity: whole, channel: undefined };
  const cut = name.indexOf("_");
  const quantity = cut > 0 ? name.slice(0, cut) : "";
  return isQuantity(quantity) && cut < label.length - 1
    ? { quantity, channel: label.slice(cut + 1) }
    : undefined;
}

/** What the unit alone tells; the label then tells such values of one device apart, unless it only repeats the unit (`lat`, `lon`). */
function unitMeasure(label: string, unit: string | undefined): Measure | undefined {
  const quantity = unit === undefined ? undefined : senmlUnit(unit).quantity;
  return quantity === undefined
    ? undefined
    : { quantity, channel: label === "" || label.toLowerCase() === unit ? undefined : label };
}

function lastSeparator(name: string): number {
  return Math.max(name.lastIndexOf("/"), name.lastIndexOf(":"));
}

function trimmed(name: string): string {
  return name.replace(/[/:]+$/, "");
}

/**
 * Splits the name of a record into its device and what it measures. The device is the base name and whatever of the name stands before
 * its last `/` or `:`; a record with only one of the two names is split at the last of these, unless its unit alone tells what it
 * measures (RFC 8428 §5.1.4 has such records).
 */
export function senmlSubject(base: string, name: string, unit: string | undefined): SenmlSubject {
  const both = base !== "" && name !== "";
  const full = base + name;
  const cut = Math.max(lastSeparator(full), both ? base.length - 1 : -1);
  const label = full.slice(cut + 1);
  const device = trimmed(full.slice(0, cut + 1));

  const named = namedMeasure(label);
  if (named !== undefined && device !== "") return { device, ...named };
  if (both) {
    const measure = unitMeasure(label, unit);
    if (measure !== undefined) return { device, ...measure };
  } else {
    const measure = unitMeasure("", unit);
    if (measure !== undefined) return { device: trimmed(full), ...measure };
  }
  return { device, quantity: label, channel: undefined };
}

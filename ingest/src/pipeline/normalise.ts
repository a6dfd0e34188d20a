import { type Quantity, type QuantityDefinition, quantities } from "@kontrollrom/contracts/quantity.ts";
import { isObject, quote, type Refusal } from "./message.ts";

/** A value in the unit of its quantity and within what is possible. */
export interface NormalValue {
  readonly quantity: Quantity;
  readonly channel: string | undefined;
  /** Event time, ms. */
  readonly time: number;
  readonly value: number;
}

/** A device's clock may run ahead this far. */
export const futureToleranceMs = 5 * 60_000;
/** What is older is a clock that was never set. */
export const oldestMs = 20 * 365.25 * 86_400_000;

// A map, since names from the wire must not find what every object inherits.
const dictionary: ReadonlyMap<unknown, { readonly name: Quantity; readonly definition: QuantityDefinition }> =
  new Map(
    Object.entries(quantities).map(([name, definition]) => [name, { name: name as Quantity, definition }]),
  );

/** A moment for people; a number that no calendar reaches stays one. */
function written(time: number): string {
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : String(time);
}

/** Whether a moment can be one at which something was measured that arrived at `receivedAt`; both ms. */
export function checkTime(time: number, receivedAt: number): Refusal | undefined {
  if (time > receivedAt + futureToleranceMs)
    return {
      reason: "time-in-future",
      detail: `time ${written(time)} lies more than 5 minutes after its arrival: set the clock of the sender`,
    };
  if (time < receivedAt - oldestMs || time < 0)
    return {
      reason: "time-too-old",
      detail: `time ${written(time)} lies more than 20 years back: set the clock of the sender`,
    };
  return undefined;
}

/** The value in the quantity's own unit, or why it has none. */
function convert(
  name: string,
  value: number,
  unit: unknown,
  definition: QuantityDefinition,
): number | Refusal {
  if (unit === undefined || unit === definition.unit) return value;
  const conversion =
    typeof unit === "string" && definition.accepts !== undefined && Object.hasOwn(definition.accepts, unit)
      ? definition.accepts[unit]
      : undefined;
  if (conversion === undefined) {
    const known = [definition.unit, ...Object.keys(definition.accepts ?? {})].join(", ");
    return { reason: "wrong-unit", detail: `${name} in ${quote(unit)}: send it in ${known}` };
  }
  return value * conversion.factor + (conversion.offset ?? 0);
}

/**
 * Brings one value of a message into the dictionary's form: known quantity, its own unit, a number within its range.
 * Booleans become 1 and 0.
 * @param time event time of the message, ms
 * @param receivedAt ms
 * @param timed whether a value may have a `time` of its own (epoch ms), as readings of decoders do
 */
export function normalise(
  raw: unknown,
  time: number,
  receivedAt: number,
  timed: boolean,
): NormalValue | Refusal {
  if (!isObject(raw))
    return { reason: "wrong-shape", detail: `values holds ${quote(raw)}: expected {quantity, value}` };
  const entry = dictionary.get(raw.quantity);
  if (entry === undefined)
    return {
      reason: "unknown-quantity",
      detail: `quantity ${quote(raw.quantity)} is not in the dictionary: map it to one of its names`,
    };
  const { name, definition } = entry;
  const { channel } = raw;
  if (channel !== undefined && (typeof channel !== "string" || channel.length === 0 || channel.length > 64))
    return {
      reason: "wrong-shape",
      detail: `channel ${quote(channel)} of ${name} is not a text of 1 to 64 characters`,
    };
  let at = time;
  if (timed && raw.time !== undefined) {
    if (!Number.isFinite(raw.time))
      return { reason: "wrong-shape", detail: `time ${quote(raw.time)} of ${name} is not a moment` };
    at = Math.round(raw.time as number);
    const wrong = checkTime(at, receivedAt);
    if (wrong !== undefined) return { reason: wrong.reason, detail: `${name}: ${wrong.detail}` };
  }
  const given = typeof raw.value === "boolean" ? Number(raw.value) : raw.value;
  if (typeof given !== "number" || !Number.isFinite(given))
    return {
      reason: "value-not-a-number",
      detail: `${name} ${quote(raw.value)} is not a number: send a finite JSON number or a boolean`,
    };
  const value = convert(name, given, raw.unit, definition);
  if (typeof value !== "number") return value;
  if (!(value >= definition.min && value <= definition.max))
    return {
      reason: "value-out-of-range",
      detail: `${name} ${value} ${definition.unit} is outside ${definition.min} to ${definition.max}: check sensor and decoder`,
    };
  return { quantity: name, channel, time: at, value };
}

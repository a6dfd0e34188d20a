import type { CodecField } from "@kontrollrom/contracts/codec.ts";
import { type Quantity, type QuantityDefinition, quantities } from "@kontrollrom/contracts/quantity.ts";
import type { DataField } from "./data-fields.ts";
import { unitEndings, type WellKnown, wellKnownFields, wellKnownWords } from "./well-known-fields.ts";

/** What a field may be by its name. Only what is `certain` is taken without a person having agreed. */
export interface Suggestion {
  readonly field: CodecField;
  readonly certain: boolean;
}

interface Named {
  readonly known: WellKnown;
  /** Said by the ending of the name. */
  readonly unit: string | undefined;
  readonly channel: string | undefined;
}

/** The meaning of a field by the last step of its path that is a word, or nothing where the name says nothing. */
export function suggestField({ path, value }: DataField): Suggestion | undefined {
  const steps = path.split(".");
  const words = steps.filter((step) => !/^\d+$/.test(step));
  const own = words.at(-1);
  if (own === undefined) return undefined;
  // `battery.voltage` and `soil.temperature` are said by two steps, `data.temperature` by one.
  const pair = words.length > 1 ? read(words.slice(-2).join("_")) : undefined;
  const named = pair ?? read(own);
  if (named === undefined) return undefined;
  const number = steps.find((step) => /^\d+$/.test(step));
  if (number === undefined) return suggestion(path, value, named);
  // Entries of a list may be channels of now or moments of the past: a person has to say which.
  const channel = named.channel ?? String(Number(number) + 1);
  const found = suggestion(path, value, { ...named, channel });
  return found && { ...found, certain: false };
}

function suggestion(path: string, value: DataField["value"], named: Named): Suggestion | undefined {
  const { known, channel } = named;
  const low = typeof value === "number" && known.below !== undefined && value < known.below.value;
  const quantity = low ? (known.below as { quantity: Quantity }).quantity : known.quantity;
  const definition: QuantityDefinition = quantities[quantity];
  const said = named.unit;
  const fits =
    said !== undefined && (said === definition.unit || Object.hasOwn(definition.accepts ?? {}, said));
  // An ending that is no unit of the quantity was a part of the name after all.
  if (said !== undefined && !fits) return undefined;
  const unit = said ?? (low ? undefined : known.unit);
  const words = typeof value === "string" ? wordsFor(value) : undefined;
  if (typeof value === "string" && words === undefined) return undefined;
  const state = definition.kind === "state" || quantity === "motion";
  if (typeof value !== "number" && !state) return undefined;
  const certain = known.certain !== false || (said !== undefined && known.below === undefined);
  return {
    certain,
    field: {
      path,
      quantity,
      ...(channel !== undefined && { channel }),
      ...(unit !== undefined && unit !== definition.unit && { unit }),
      ...(words !== undefined && { values: words }),
    },
  };
}

function wordsFor(text: string): Record<string, number> | undefined {
  return Object.hasOwn(wellKnownWords, text.toLowerCase()) ? { ...wellKnownWords } : undefined;
}

/** The name as it stands, then without the unit at its end, each with and without a number that counts channels. */
function read(name: string): Named | undefined {
  const flat = name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  const whole = wellKnownFields.get(flat);
  if (whole !== undefined) return { known: whole, unit: undefined, channel: undefined };
  const counted = /^(.*[a-z])[\s_-]?(?:ch)?(\d{1,2})$/.exec(name.toLowerCase());
  const tries = [
    { text: flat, channel: undefined },
    ...(counted ? [{ text: (counted[1] ?? "").replaceAll(/[^a-z0-9]/g, ""), channel: counted[2] }] : []),
  ];
  for (const { text, channel } of tries) {
    const known = wellKnownFields.get(text);
    if (known !== undefined) return { known, unit: undefined, channel };
    for (const [ending, unit] of unitEndings) {
      if (!text.endsWith(ending)) continue;
      const bare = wellKnownFields.get(text.slice(0, -ending.length));
      if (bare !== undefined && endsInUnit(name, ending))
        return { known: voltage(bare, unit), unit, channel };
    }
  }
  return undefined;
}

/** Of one letter only where it stands apart: `temp_c`, `tempC`, and not the end of a word. */
function endsInUnit(name: string, ending: string): boolean {
  if (ending.length > 1) return true;
  const bare = name.replace(/[\d\s_-]+$/, "");
  return /[^A-Za-z][A-Za-z]$/.test(bare) || /[a-z0-9][A-Z]$/.test(bare);
}

/** A battery in volts is another quantity than one in percent. */
function voltage(known: WellKnown, unit: string): WellKnown {
  if (known.below?.quantity !== "battery-voltage") return known;
  return { quantity: unit === "V" || unit === "mV" ? "battery-voltage" : "battery-level" };
}

import type { CodecField, CodecMapping, UnmappedField } from "@kontrollrom/contracts/codec.ts";
import type { JsonValue } from "@kontrollrom/lorawan-decoders/sandbox/codec.ts";
import { pointKey } from "../point-index.ts";
import { type DataField, dataFields } from "./data-fields.ts";
import { normalizedValues } from "./normalized-payload.ts";
import { suggestField } from "./suggest-field.ts";

/** A value as the pipeline normalises it, and where in the codec's answer it stood. */
export interface MappedValue {
  readonly from: string;
  readonly quantity: string;
  readonly value: unknown;
  readonly unit?: string;
  readonly channel?: string;
  /** Epoch ms. */
  readonly time?: number;
}

export interface MappedAnswer {
  readonly values: readonly MappedValue[];
  /** The fields behind `values`, except those that `normalizeUplink` gave. */
  readonly fields: readonly CodecField[];
  readonly unmapped: readonly UnmappedField[];
}

/** What counts and names a message rather than the world: nobody misses it. */
const ofTheFrame =
  /^(?:f?port|f_?cnt|bytes?|payload|raw|hex|header|version|type|id|seq(?:uence)?|msg_?type)$/i;

/**
 * Turns what a codec answered into values of our quantities: first what the mapping lists, then what `normalizeUplink` gave, then fields
 * of well-known names. None gives a point that one before it has given. Numbers that nothing takes are told.
 */
export function mapAnswer(
  data: JsonValue,
  normalized: JsonValue | undefined,
  mapping: CodecMapping,
): MappedAnswer {
  const values: MappedValue[] = [];
  const fields: CodecField[] = [];
  const unmapped: UnmappedField[] = [];
  const given = new Set<string>();
  const listed = new Map(mapping.fields.map((field) => [field.path, field]));
  const left: DataField[] = [];

  const take = (field: CodecField, value: DataField["value"]): void => {
    if (field.quantity === null) return;
    given.add(pointKey(field.quantity, field.channel));
    fields.push(field);
    values.push(toValue(field, value));
  };

  for (const one of dataFields(data)) {
    const field = listed.get(one.path);
    if (field === undefined) left.push(one);
    else take(field, one.value);
  }
  const normal = normalized === undefined || !mapping.normalized ? [] : normalizedValues(normalized);
  const byNormal = new Set<string>();
  for (const { path, ...value } of normal) {
    const key = pointKey(value.quantity, value.channel);
    if (given.has(key)) continue;
    byNormal.add(value.quantity);
    values.push({ from: `normalizeUplink: ${path}`, ...value });
  }
  for (const one of left) {
    const suggestion = suggestField(one);
    const quantity = suggestion?.field.quantity ?? undefined;
    // The same measurement under the codec's own name.
    if (quantity !== undefined && byNormal.has(quantity)) continue;
    const key = quantity === undefined ? "" : pointKey(quantity, suggestion?.field.channel);
    if (suggestion?.certain && mapping.automatic && !given.has(key)) take(suggestion.field, one.value);
    else if ((typeof one.value !== "string" || suggestion !== undefined) && !isOfTheFrame(one.path))
      unmapped.push({
        path: one.path,
        value: one.value,
        ...(suggestion && { suggestion: suggestion.field }),
      });
  }
  return { values, fields, unmapped };
}

function isOfTheFrame(path: string): boolean {
  return path.split(".").some((step) => ofTheFrame.test(step));
}

function toValue(field: CodecField, given: DataField["value"]): MappedValue {
  const { path, quantity, channel, unit, scale, offset, values } = field;
  const word = typeof given === "string" || values !== undefined ? wordValue(given, values) : undefined;
  const number = word ?? (typeof given === "boolean" ? Number(given) : given);
  return {
    from: path,
    quantity: quantity ?? "",
    // What stays a text is refused by its name further on, as any value that is no number.
    value: typeof number === "number" ? tidy(number * (scale ?? 1) + (offset ?? 0), number, scale) : number,
    ...(unit !== undefined && { unit }),
    ...(channel !== undefined && { channel }),
  };
}

function wordValue(
  given: DataField["value"],
  values: Readonly<Record<string, number>> | undefined,
): number | undefined {
  const wanted = String(given).trim().toLowerCase();
  const found = Object.entries(values ?? {}).find(([word]) => word.toLowerCase() === wanted);
  if (found !== undefined) return found[1];
  // Some codecs give numbers as text.
  return typeof given === "string" && /^[+-]?\d+(?:\.\d+)?$/.test(wanted) ? Number(wanted) : undefined;
}

/** Without the noise of binary fractions that a scale of tenths brings; what is not scaled stays as it came. */
function tidy(scaled: number, given: number, scale: number | undefined): number {
  return scale === undefined && scaled === given ? given : Number(scaled.toPrecision(12));
}

import type { JsonValue } from "@kontrollrom/lorawan-decoders/sandbox/codec.ts";

/** One value of a codec's answer, and the way to it. */
export interface DataField {
  /** Steps joined by dots; list entries by their number. */
  readonly path: string;
  readonly value: number | boolean | string;
}

/** More than any device sends; a codec that gives more is told so. */
export const maxFields = 500;
const maxText = 64;

/** The numbers, yes-or-no and short texts in what a codec gave, in their order. */
export function dataFields(data: JsonValue): DataField[] {
  const fields: DataField[] = [];
  walk(data, "", fields);
  return fields;
}

function walk(value: JsonValue, path: string, fields: DataField[]): void {
  if (fields.length >= maxFields || value === null) return;
  if (typeof value === "object") {
    for (const [step, inner] of Object.entries(value) as [string, JsonValue][])
      walk(inner, path === "" ? step : `${path}.${step}`, fields);
    return;
  }
  if (path.length > 200 || (typeof value === "string" && value.length > maxText)) return;
  fields.push({ path: path === "" ? "value" : path, value });
}

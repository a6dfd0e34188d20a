import { scanTfm } from "../tfm/scan.ts";
import type { PropertyValue } from "./imported-model.ts";

/** Marks that are nearly right, as drawings have them: a number too long, a letter behind. Better kept than lost. */
const nearly =
  /(?:\+{1,2}[^=+]{1,40}=|=)?\d{3,4}\.\d{3}(?:[.:]\d{2,3})*-[A-ZÆØÅ]{1,3}\d{2,4}[A-Z]{0,2}(?:\/\d{1,4})?(?:%[\wÆØÅæøå]+)?/;

/** The TFM mark in a text, without what stands around it. */
export function findTfm(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  return scanTfm(text)?.text ?? nearly.exec(text)?.[0];
}

/**
 * The mark of a piece of plant: the first TFM mark in NOSSB_Reference.RefString, a property with TFM in its name, Tag
 * or Name. Without any, the Tag as it is, unless it is the bare number of the drawing program.
 */
export function elementTag(
  name: string | undefined,
  tag: string | undefined,
  sets: Record<string, Record<string, PropertyValue>>,
): string | undefined {
  const reference = sets.NOSSB_Reference?.RefString;
  const candidates: unknown[] = [reference];
  for (const set of Object.values(sets)) {
    for (const [property, value] of Object.entries(set)) {
      if (/TFM/i.test(property)) candidates.push(value);
    }
  }
  candidates.push(tag, name);
  for (const candidate of candidates) {
    const found = typeof candidate === "string" ? findTfm(candidate) : undefined;
    if (found !== undefined) return found;
  }
  if (typeof reference === "string" && reference !== "") return reference;
  return tag !== undefined && !/^[\d:.]+$/.test(tag) && !/^[0-9a-f-]{36}$/i.test(tag) ? tag : undefined;
}

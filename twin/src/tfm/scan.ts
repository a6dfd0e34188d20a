import { parseTfm, type TfmTag } from "./tfm.ts";

/** A tag within other text; a system alone is too like a number to be recognised there. */
const within =
  /(?<![\w.=+])(?:\+{1,2}[^\s=+]{1,40}=|=)?\d{3,4}\.\d{3}(?:[.:]\d{2})?-[A-ZÆØÅ]{1,3}\d{3}(?:[A-Z]?(?:\/\d{3})?)(?:%[\wÆØÅæøå]+)?(?![\wÆØÅæøå])/gu;
const systemAlone = /^(?:\+{1,2}[^=+]{1,40}=|=)\d{3,4}\.\d{3}(?:[.:]\d{2})?$/u;

/** The first tag in a text that keeps the grammar, as it stands there and as it is understood. */
export function scanTfm(text: string): { readonly text: string; readonly tag: TfmTag } | undefined {
  const trimmed = text.trim();
  const candidates = [...trimmed.matchAll(within)].map(([match]) => match);
  if (systemAlone.test(trimmed)) candidates.push(trimmed);
  for (const candidate of candidates) {
    const result = parseTfm(candidate);
    if (result.ok) return { text: candidate, tag: result.tag };
  }
  return undefined;
}

import type { i18n } from "i18next";
import { useTranslation as useI18next } from "react-i18next";
import type { allNb } from "./all-texts.ts";

/** Dotted keys of the texts. Our own, since i18next's inference gives up on as many as we have. */
type Paths<Texts, Before extends string = ""> = {
  [Key in keyof Texts & string]: Texts[Key] extends string
    ? `${Before}${Key}`
    : Paths<Texts[Key], `${Before}${Key}.`>;
}[keyof Texts & string];
type Counted<Key extends string> = Key extends `${infer Stem}_${"one" | "other"}` ? Stem : never;

/** The keys of some texts; what is counted is asked for without its ending. */
export type KeyOf<Texts> = Paths<Texts> | Counted<Paths<Texts>>;
export type TextKey = KeyOf<typeof allNb>;
/** A text of the reader's language, filled in. */
export type Text = (key: TextKey, values?: Readonly<Record<string, unknown>>) => string;

/** The texts that an instance has, outside of components. */
export function textsOf(i18n: i18n): Text {
  return i18n.t as unknown as Text;
}

/** The texts of the reader's language; a key that there is none of does not compile. */
export function useTranslation(): { readonly t: Text; readonly i18n: i18n } {
  const { t, i18n } = useI18next();
  return { t: t as unknown as Text, i18n };
}

import type { i18n } from "i18next";
import { useTranslation as useI18next } from "react-i18next";
import type { KeyOf } from "./text.ts";

/** Texts that come with their page instead of with the first bundle. */
export function pageTexts<Texts extends object>(name: string, nb: Texts, en: Texts) {
  type Key = KeyOf<Texts>;
  const add = (instance: i18n) => {
    if (instance.hasResourceBundle("nb", name)) return;
    instance.addResourceBundle("nb", name, nb);
    instance.addResourceBundle("en", name, en);
  };
  return function usePageTexts(): (key: Key, values?: Readonly<Record<string, unknown>>) => string {
    const { i18n } = useI18next();
    add(i18n);
    return i18n.getFixedT(null, name) as unknown as (
      key: Key,
      values?: Readonly<Record<string, unknown>>,
    ) => string;
  };
}

import type { i18n } from "i18next";
import { useTranslation as useI18next } from "react-i18next";

/**
 * Texts that come with a page and are asked for like all others: the page's root calls the hook that this makes before anything
 * asks for a text. `part` is their name among all texts; only the page's own folder may use them.
 */
export function partTexts<Texts extends object>(part: string, nb: Texts, en: Texts): () => void {
  const add = (instance: i18n) => {
    if (instance.getResource("nb", "translation", part) !== undefined) return;
    instance.addResourceBundle("nb", "translation", { [part]: nb }, true);
    instance.addResourceBundle("en", "translation", { [part]: en }, true);
  };
  return function usePartTexts() {
    const { i18n } = useI18next();
    add(i18n);
  };
}

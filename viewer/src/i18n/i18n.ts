import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { nb } from "./nb.ts";

export type Language = "nb" | "en";

declare module "i18next" {
  interface CustomTypeOptions {
    returnNull: false;
  }
}

/** Starts the texts. English is fetched only by those who read it. */
export async function createI18n(language: Language) {
  const i18n = i18next.createInstance();
  await i18n.use(initReactI18next).init({
    lng: "nb",
    fallbackLng: "nb",
    resources: { nb: { translation: nb } },
    interpolation: { escapeValue: false },
  });
  await changeLanguage(i18n, language);
  return i18n;
}

export async function changeLanguage(i18n: typeof i18next, language: Language) {
  // A page may have brought its own English before.
  if (language === "en" && i18n.getResource("en", "translation", "app") === undefined) {
    const { en } = await import("./en.ts");
    i18n.addResourceBundle("en", "translation", en, true);
  }
  // Everything that shows a text is told of a change.
  if (i18n.language !== language) await i18n.changeLanguage(language);
}

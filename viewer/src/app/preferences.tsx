import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { createFormats, type Formats } from "../i18n/format.ts";
import { changeLanguage, type Language } from "../i18n/i18n.ts";
import { useTranslation } from "../i18n/text.ts";

export type Scheme = "light" | "dark" | "auto";

interface Preferences {
  readonly language: Language;
  readonly scheme: Scheme;
  readonly dark: boolean;
  readonly formats: Formats;
  readonly setLanguage: (language: Language) => void;
  readonly setScheme: (scheme: Scheme) => void;
}

const PreferencesContext = createContext<Preferences | undefined>(undefined);
const key = { language: "kontrollrom.language", scheme: "kontrollrom.scheme" };

/** Storage may be forbidden: a preference that is not remembered must not stop the page. */
export function remember(name: string, value: string) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Forgotten at the next visit.
  }
}
export function recall(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export const savedLanguage = (): Language => (recall(key.language) === "en" ? "en" : "nb");

function savedScheme(): Scheme {
  const saved = recall(key.scheme);
  return saved === "light" || saved === "dark" ? saved : "auto";
}

const darkQuery = "(prefers-color-scheme: dark)";

export function PreferencesProvider({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation();
  const [language, setLanguage] = useState<Language>(savedLanguage);
  const [scheme, setScheme] = useState<Scheme>(savedScheme);
  const [systemDark, setSystemDark] = useState(() => window.matchMedia(darkQuery).matches);

  useEffect(() => {
    const query = window.matchMedia(darkQuery);
    const follow = () => setSystemDark(query.matches);
    query.addEventListener("change", follow);
    return () => query.removeEventListener("change", follow);
  }, []);

  const dark = scheme === "dark" || (scheme === "auto" && systemDark);
  useEffect(() => {
    const root = document.documentElement;
    root.dataset.colorScheme = dark ? "dark" : "light";
    root.toggleAttribute("data-dark", dark);
    remember(key.scheme, scheme);
  }, [dark, scheme]);
  useEffect(() => {
    document.documentElement.lang = language;
    remember(key.language, language);
    void changeLanguage(i18n, language);
  }, [i18n, language]);

  const preferences = useMemo(
    () => ({ language, scheme, dark, formats: createFormats(language), setLanguage, setScheme }),
    [language, scheme, dark],
  );
  return <PreferencesContext value={preferences}>{children}</PreferencesContext>;
}

export function usePreferences(): Preferences {
  const preferences = useContext(PreferencesContext);
  if (preferences === undefined) throw new Error("usePreferences outside PreferencesProvider");
  return preferences;
}

export const useFormats = (): Formats => usePreferences().formats;

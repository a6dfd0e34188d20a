import { useMemo } from "react";
import { usePreferences } from "../app/preferences.tsx";
import { createFormats, type Formats } from "../i18n/format.ts";
import type { Tick } from "./ticks.ts";

const timeZone = "Europe/Oslo";

/** Formats by Norwegian clocks, whatever the reader's own are: the axis and its figures must say the same. */
export function useNorwegianFormats(): Formats & { readonly tick: (tick: Tick) => string } {
  const { language } = usePreferences();
  return useMemo(() => {
    const formats = createFormats(language, timeZone);
    const locale = language === "nb" ? "nb-NO" : "en-GB";
    const day = new Intl.DateTimeFormat(locale, {
      timeZone,
      weekday: "short",
      day: "numeric",
      month: "short",
    });
    const month = new Intl.DateTimeFormat(locale, { timeZone, month: "short" });
    const year = new Intl.DateTimeFormat(locale, { timeZone, year: "numeric" });
    const second = new Intl.DateTimeFormat(locale, { timeZone, second: "2-digit" });
    const says: Record<Tick["says"], (time: number) => string> = {
      second: (time) => `:${second.format(time).padStart(2, "0")}`,
      clock: formats.time,
      day: (time) => day.format(time),
      month: (time) => month.format(time),
      year: (time) => year.format(time),
    };
    return { ...formats, tick: ({ time, says: what }: Tick) => says[what](time) };
  }, [language]);
}

import type { MaintenancePlan } from "@kontrollrom/contracts/recurring.ts";
import type { Formats } from "../i18n/format.ts";
import type { OrderText } from "./order-texts.ts";

/** When a plan's rounds are, in plain words: "Hver 2. uke på tirsdag innen kl. 15.00". */
export function planSentence(
  { recurrence, dueTime }: Pick<MaintenancePlan, "recurrence" | "dueTime">,
  t: OrderText,
  formats: Formats,
  language: "nb" | "en",
): string {
  const { unit, every, weekdays, until } = recurrence;
  const parts = [t(`plan.sentence.${unit}`, { count: every })];
  if (unit === "week" && weekdays !== undefined && weekdays.length > 0) {
    const locale = language === "nb" ? "nb-NO" : "en-GB";
    const days = weekdays.toSorted((a, b) => a - b).map((day) => weekdayName(day, locale));
    parts.push(t("plan.sentence.on", { days: new Intl.ListFormat(locale).format(days) }));
  }
  parts.push(t("plan.sentence.at", { time: language === "nb" ? dueTime.replace(":", ".") : dueTime }));
  if (until !== undefined) parts.push(t("plan.sentence.until", { day: formats.date(`${until}T12:00:00`) }));
  return parts.join(" ");
}

/** 1 is Monday. */
export function weekdayName(day: number, locale: string): string {
  // 5 January 2026 was a Monday.
  return new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" }).format(
    Date.UTC(2026, 0, 4 + day),
  );
}

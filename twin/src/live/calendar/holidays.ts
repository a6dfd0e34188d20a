import { gregorianEaster } from "date-easter";
import { Temporal } from "temporal-polyfill";

/** Days from Easter Sunday: Maundy Thursday, Good Friday, Easter, Easter Monday, Ascension, Whit Sunday and Monday. */
const fromEaster = [-3, -2, 0, 1, 39, 49, 50];
/** New Year, Labour Day, Constitution Day, Christmas and Boxing Day. */
const fixed = ["01-01", "05-01", "05-17", "12-25", "12-26"];

/** Public holidays of Norway in a year as `YYYY-MM-DD` (lov om helligdager og helligdagsfred § 2; lov om 1 og 17 mai). */
export function norwegianHolidays(year: number): ReadonlySet<string> {
  const { month, day } = gregorianEaster(year);
  const easter = Temporal.PlainDate.from({ year, month, day });
  return new Set([
    ...fixed.map((date) => `${year}-${date}`),
    ...fromEaster.map((days) => easter.add({ days }).toString()),
  ]);
}

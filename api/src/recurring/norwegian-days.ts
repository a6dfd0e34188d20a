/** Days of the calendar as `2026-11-21`, counted without clocks or zones. */
const dayMs = 86_400_000;

export const toNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / dayMs;
export const toDay = (number: number): string => new Date(number * dayMs).toISOString().slice(0, 10);
export const addDays = (day: string, days: number): string => toDay(toNumber(day) + days);

/** 1 Monday to 7 Sunday (ISO 8601). */
export function weekdayOf(day: string): number {
  return ((toNumber(day) + 3) % 7) + 1;
}

/** Easter Sunday by the Gregorian computus of Meeus, Jones and Butcher. */
export function easterSunday(year: number): string {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  const day = ((h + l - 7 * m + 114) % 31) + 1;
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

const fixed = ["01-01", "05-01", "05-17", "12-25", "12-26"];
/** Maundy Thursday, Good Friday, Easter, Ascension and Pentecost, from Easter Sunday. */
const fromEaster = [-3, -2, 0, 1, 39, 49, 50];

/** Public holidays by lov om helligdager and lov om 1 og 17 mai. Sundays are not among them. */
export function isHoliday(day: string): boolean {
  if (fixed.includes(day.slice(5))) return true;
  return fromEaster.includes(toNumber(day) - toNumber(easterSunday(Number(day.slice(0, 4)))));
}

export function isWorkingDay(day: string): boolean {
  return weekdayOf(day) <= 5 && !isHoliday(day);
}

const oslo = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Europe/Oslo",
  dateStyle: "short",
  timeStyle: "medium",
});

/** The day in Norway at a moment. */
export function dayInNorway(ms: number): string {
  return oslo.format(ms).slice(0, 10);
}

/** The moment of a time of day in Norway, ms. One that summer time leaves out is taken an hour later. */
export function momentInNorway(day: string, time: string): number {
  const wanted = Date.parse(`${day}T${time}:00Z`);
  let moment = wanted;
  for (let round = 0; round < 2; round += 1)
    moment += wanted - Date.parse(`${oslo.format(moment).replace(" ", "T")}Z`);
  return moment;
}

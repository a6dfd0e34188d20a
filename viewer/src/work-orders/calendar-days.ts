/** Days as `2026-11-21` on the reader's clocks. */
const two = (number: number) => String(number).padStart(2, "0");

export function dayOf(date: Date): string {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Noon, so that no change of the clocks moves it to another day. */
const noon = (day: string) => new Date(`${day}T12:00:00`);

export function addDays(day: string, days: number): string {
  const date = noon(day);
  date.setDate(date.getDate() + days);
  return dayOf(date);
}

export function addMonths(day: string, months: number): string {
  const date = noon(day);
  date.setDate(1);
  date.setMonth(date.getMonth() + months);
  return dayOf(date);
}

export function mondayOf(day: string): string {
  return addDays(day, -((noon(day).getDay() + 6) % 7));
}

/** The days that a month or a week is drawn as: whole weeks from Monday. */
export function daysShown(day: string, span: "month" | "week"): string[] {
  const first = mondayOf(span === "week" ? day : `${day.slice(0, 7)}-01`);
  const last = span === "week" ? addDays(first, 6) : addDays(addMonths(day, 1), -1);
  const days: string[] = [];
  for (let at = first; at <= last || days.length % 7 !== 0; at = addDays(at, 1)) days.push(at);
  return days;
}

/** Week number by ISO 8601: the first is the one with the year's first Thursday. */
export function weekOf(day: string): number {
  const thursday = noon(addDays(mondayOf(day), 3));
  const first = new Date(thursday.getFullYear(), 0, 1, 12);
  return 1 + Math.floor(Math.round((thursday.getTime() - first.getTime()) / 86_400_000) / 7);
}

/** Where an order lies in the calendar: when it is planned, else its deadline. */
export function calendarDay(order: {
  readonly plannedAt?: string | undefined;
  readonly dueAt?: string | undefined;
}): string | undefined {
  const at = order.plannedAt ?? order.dueAt;
  return at === undefined ? undefined : dayOf(new Date(at));
}

/** The moment that work is planned for when it is moved to a day: at the hour that it had, else when the day's work begins. */
export function movedTo(day: string, plannedAt: string | undefined): string {
  const hour = plannedAt === undefined ? undefined : new Date(plannedAt);
  const time = hour === undefined ? "08:00" : `${two(hour.getHours())}:${two(hour.getMinutes())}`;
  return new Date(`${day}T${time}:00`).toISOString();
}

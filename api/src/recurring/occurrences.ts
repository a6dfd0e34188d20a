import type { Recurrence } from "@kontrollrom/contracts/recurring.ts";
import { addDays, isHoliday, isWorkingDay, toDay, toNumber, weekdayOf } from "./norwegian-days.ts";

/** A round: `day` names it and never changes, `dueDay` is when it is to be done. */
export interface Round {
  readonly day: string;
  readonly dueDay: string;
}

/** Rounds named by days from `from` to `to`, both included, oldest first, at most `most`. */
export function roundsBetween(recurrence: Recurrence, from: string, to: string, most: number): Round[] {
  const last = recurrence.until !== undefined && recurrence.until < to ? recurrence.until : to;
  const rounds: Round[] = [];
  for (const day of daysOf(recurrence, from)) {
    if (day > last || rounds.length >= most) break;
    if (day < from) continue;
    const dueDay = dueDayOf(recurrence, day);
    if (dueDay !== undefined) rounds.push({ day, dueDay });
  }
  return rounds;
}

function dueDayOf(recurrence: Recurrence, day: string): string | undefined {
  if (recurrence.holidays === "skip") return isHoliday(day) ? undefined : day;
  let due = day;
  if (recurrence.holidays === "next-working-day") while (!isWorkingDay(due)) due = addDays(due, 1);
  return due;
}

/** The days of the calendar rule without end, from a little before `near`. */
function* daysOf({ from, every, unit, weekdays }: Recurrence, near: string): Generator<string> {
  const start = toNumber(from);
  const behind = Math.max(0, toNumber(near) - start);
  if (unit === "month") {
    // A month that is too short has its last day.
    const [year = 0, month = 0, date = 0] = from.split("-").map(Number);
    for (let step = Math.max(0, Math.floor(behind / (31 * every)) - 1); ; step += 1) {
      const first = Date.UTC(year, month - 1 + step * every, 1) / 86_400_000;
      const days = new Date(Date.UTC(year, month + step * every, 0)).getUTCDate();
      yield toDay(first + Math.min(date, days) - 1);
    }
  }
  const length = unit === "week" ? 7 * every : every;
  const monday = start - (weekdayOf(from) - 1);
  for (let step = Math.max(0, Math.floor(behind / length) - 1); ; step += 1) {
    if (unit === "day") yield toDay(start + step * length);
    else
      for (const weekday of [...new Set(weekdays ?? [weekdayOf(from)])].sort((a, b) => a - b)) {
        const day = monday + step * length + weekday - 1;
        if (day >= start) yield toDay(day);
      }
  }
}

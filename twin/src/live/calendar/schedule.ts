import type { Schedule } from "@kontrollrom/contracts/condition.ts";
import { Temporal } from "temporal-polyfill";
import { norwegianHolidays } from "./holidays.ts";

const zone = "Europe/Oslo";

/** When a rule with a schedule judges. */
export interface Timetable {
  isOpen(time: number): boolean;
  /** The first moment after `time` at which it opens or closes, ms; Infinity when it never does. */
  nextEdge(time: number): number;
}

/** Nothing lies further off than the Easter holidays of the other year. */
const daysAhead = 400;
const daysKept = 1000;

/** Norwegian local days, of 23 to 25 hours, read from the clock on the wall as people do. */
export function createTimetable(schedule: Schedule): Timetable {
  const holidays = new Map<number, ReadonlySet<string>>();
  const stretches = new Map<string, readonly [number, number] | undefined>();

  function isHoliday(date: Temporal.PlainDate): boolean {
    let ofYear = holidays.get(date.year);
    if (ofYear === undefined) {
      ofYear = norwegianHolidays(date.year);
      holidays.set(date.year, ofYear);
    }
    return ofYear.has(date.toString());
  }

  function judgesOn(date: Temporal.PlainDate): boolean {
    if (schedule.holidays !== "as-other-days" && isHoliday(date)) return schedule.holidays === "always";
    return schedule.days.includes(date.dayOfWeek);
  }

  /** [from, to) of the stretch that begins on a day. */
  function stretchOf(date: Temporal.PlainDate): readonly [number, number] | undefined {
    const key = date.toString();
    if (stretches.has(key)) return stretches.get(key);
    const at = (day: Temporal.PlainDate, clock: string) =>
      day.toZonedDateTime({ timeZone: zone, plainTime: clock }).epochMilliseconds;
    const end = schedule.to <= schedule.from ? date.add({ days: 1 }) : date;
    const stretch = judgesOn(date) ? ([at(date, schedule.from), at(end, schedule.to)] as const) : undefined;
    if (stretches.size > daysKept) stretches.clear();
    stretches.set(key, stretch);
    return stretch;
  }

  function dateOf(time: number): Temporal.PlainDate {
    return Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(zone).toPlainDate();
  }

  function within(time: number): boolean {
    const date = dateOf(time);
    for (const day of [date.subtract({ days: 1 }), date]) {
      const stretch = stretchOf(day);
      if (stretch !== undefined && time >= stretch[0] && time < stretch[1]) return true;
    }
    return false;
  }

  return {
    isOpen: (time) => within(time) !== schedule.outside,
    nextEdge(time) {
      const open = within(time);
      let day = dateOf(time).subtract({ days: 1 });
      for (let i = 0; i < daysAhead; i += 1, day = day.add({ days: 1 })) {
        const stretch = stretchOf(day);
        if (stretch === undefined) continue;
        for (const edge of stretch) if (edge > time && within(edge) !== open) return edge;
      }
      return Number.POSITIVE_INFINITY;
    },
  };
}

import type { Period } from "@kontrollrom/contracts/condition.ts";
import { Temporal } from "temporal-polyfill";

const zone = "Europe/Oslo";
const hourMs = 3_600_000;

/** [from, to), ms */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The day on which a period of the calendar begins that holds `date`, and the day on which the next one does. */
function daysOf(every: "day" | "week" | "month", date: Temporal.PlainDate) {
  if (every === "month") {
    const first = date.with({ day: 1 });
    return [first, first.add({ months: 1 })] as const;
  }
  const first = every === "week" ? date.subtract({ days: date.dayOfWeek - 1 }) : date;
  return [first, first.add({ days: every === "week" ? 7 : 1 })] as const;
}

/**
 * The periods that end in (after, until], in order, by Norwegian clocks: days have 23 to 25 hours. Of a period with hours only those count;
 * over midnight they belong to the day on which they begin. Hours are only of days.
 */
export function* periodsEnding(period: Period, after: number, until: number): Generator<Stretch> {
  if (period.every === "hour") {
    for (let to = (Math.floor(after / hourMs) + 1) * hourMs; to <= until; to += hourMs)
      yield { from: to - hourMs, to };
    return;
  }
  const { every } = period;
  const fromHour = every === "day" ? (period.fromHour ?? 0) : 0;
  const toHour = every === "day" ? (period.toHour ?? 24) : 24;
  const at = (date: Temporal.PlainDate, hour: number) =>
    (hour === 24 ? date.add({ days: 1 }) : date).toZonedDateTime({
      timeZone: zone,
      plainTime: { hour: hour % 24 },
    }).epochMilliseconds;
  let [day, next] = daysOf(
    every,
    Temporal.Instant.fromEpochMilliseconds(after)
      .toZonedDateTimeISO(zone)
      .toPlainDate()
      .subtract({ days: 2 }),
  );
  for (;;) {
    const from = at(day, fromHour);
    const to = at(toHour <= fromHour ? next : next.subtract({ days: 1 }), toHour);
    if (to > until) return;
    if (to > after) yield { from, to };
    [day, next] = daysOf(every, next);
  }
}

/** Nothing that is judged by is longer than a month and a day. */
const longestMs = 32 * 24 * hourMs;

/** The last period that was over at `time`. */
export function lastPeriodOver(period: Period, time: number): Stretch {
  const back =
    period.every === "hour" ? 2 * hourMs : period.every === "day" ? 3 * 24 * hourMs : 2 * longestMs;
  const found = [...periodsEnding(period, time - back, time)].at(-1);
  if (found === undefined) throw new RangeError(`no ${period.every} is over before ${time}`);
  return found;
}

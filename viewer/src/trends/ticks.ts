import { beginOfDay, dayOf, momentOf, offsetAt } from "./zone.ts";

const minute = 60_000;
const hour = 60 * minute;
const dayMs = 24 * hour;

export interface Tick {
  readonly time: number;
  /** What its label says: the second, the clock, the day, the month or the year. */
  readonly says: "second" | "clock" | "day" | "month" | "year";
}

const clockSteps = [1, 2, 5, 10, 15, 30]
  .map((n) => n * 1000)
  .concat(
    [1, 2, 5, 10, 15, 30].map((n) => n * minute),
    [1, 2, 3, 6, 12].map((n) => n * hour),
  );
const daySteps = [1, 2, 7, 14];
const monthSteps = [1, 2, 3, 6, 12, 24, 60];

/**
 * Moments on round Norwegian clock times, at least `leastMs` apart on the whole. Midnight says its day, the first of a month its month,
 * New Year its year. The night the clocks go forward has no two o'clock; the night they go back has two.
 */
export function timeTicks(from: number, to: number, leastMs: number): readonly Tick[] {
  const clock = clockSteps.find((step) => step >= leastMs);
  if (clock !== undefined) return clockTicks(from, to, clock);
  const days = daySteps.find((step) => step * dayMs >= leastMs);
  if (days !== undefined) return dayTicks(from, to, days);
  const months = monthSteps.find((step) => step * 30 * dayMs >= leastMs) ?? 120;
  return monthTicks(from, to, months);
}

function clockTicks(from: number, to: number, step: number): Tick[] {
  const ticks: Tick[] = [];
  // Steps of the clock that are longer than an hour are looked for hour by hour: clocks change in between.
  const stride = Math.min(step, hour);
  for (let time = Math.ceil(from / stride) * stride; time <= to; time += stride) {
    const local = (time + offsetAt(time)) % dayMs;
    if (local % step !== 0) continue;
    ticks.push({
      time,
      says: local === 0 ? "day" : step < minute && local % minute !== 0 ? "second" : "clock",
    });
  }
  return ticks;
}

function dayTicks(from: number, to: number, step: number): Tick[] {
  const ticks: Tick[] = [];
  const last = dayOf(to);
  for (let day = dayOf(from); day <= last; day++) {
    const time = beginOfDay(day);
    if (time < from || time > to) continue;
    const date = new Date(day * dayMs);
    const first = date.getUTCDate() === 1;
    // 1970-01-05 was a Monday: weeks begin there.
    const fits = step >= 7 ? (day - 4) % step === 0 : step === 1 || (day - 4) % step === 0;
    if (fits) ticks.push({ time, says: first ? "month" : "day" });
  }
  return ticks;
}

function monthTicks(from: number, to: number, step: number): Tick[] {
  const ticks: Tick[] = [];
  const begin = new Date(from);
  for (let month = begin.getUTCFullYear() * 12; ; month++) {
    if (month % step !== 0) continue;
    const time = momentOf(Date.UTC(Math.floor(month / 12), month % 12));
    if (time > to) return ticks;
    if (time >= from) ticks.push({ time, says: month % 12 === 0 ? "year" : "month" });
  }
}

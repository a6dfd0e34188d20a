import type { Derivation } from "@kontrollrom/contracts/derived-point.ts";
import type { Zone } from "@kontrollrom/ingest/store/series/zone.ts";
import type { Computed } from "./compile.ts";

const dayMs = 86_400_000;

type DegreeDay = Extract<Derivation, { kind: "degree-day" }>;

/** A bucket, whole or cut by the period asked for: [from, to) within [start, end), ms. */
export interface DegreeDayBucket {
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Energy of a bucket corrected to a normal year (see `Derivation`).
 * @param dailyMeans °C by the start of the local day, ms
 * @returns undefined where more than a quarter of the days have no temperature
 */
export function correctEnergy(
  derivation: DegreeDay,
  energy: number,
  bucket: DegreeDayBucket,
  dailyMeans: ReadonlyMap<number, number>,
  zone: Zone,
): Computed | undefined {
  const { baseTemperature, normalDegreeDays, heatingShare } = derivation;
  let actual = 0;
  let normal = 0;
  let days = 0;
  let missing = 0;
  // Days that the period cuts count whole: their mean is that of the hours it has.
  for (let day = zone.day(bucket.from); zone.dayStart(day) < bucket.to; day++) {
    days += 1;
    normal += normalOf(normalDegreeDays, day);
    const mean = dailyMeans.get(zone.dayStart(day));
    if (mean === undefined) missing += 1;
    else actual += Math.max(0, baseTemperature - mean);
  }
  if (days === 0 || missing > days / 4) return undefined;
  // Days without a temperature are taken to be as cold as the others.
  const whole = (actual * days) / (days - missing);
  const cut = bucket.from > bucket.start || bucket.to < bucket.end;
  const partial = missing > 0 || (cut && !Array.isArray(normalDegreeDays)) || (whole === 0 && normal > 0);
  const factor = whole === 0 ? 1 : normal / whole;
  return { value: energy * (1 - heatingShare + heatingShare * factor), partial };
}

/** Degree days that a day has in a normal year; `day` counted from 1970-01-01. */
function normalOf(normal: number | readonly number[], day: number): number {
  const date = new Date(day * dayMs);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  if (typeof normal !== "number")
    return (normal[month] ?? 0) / ((Date.UTC(year, month + 1) - Date.UTC(year, month)) / dayMs);
  return normal / ((Date.UTC(year + 1, 0) - Date.UTC(year, 0)) / dayMs);
}

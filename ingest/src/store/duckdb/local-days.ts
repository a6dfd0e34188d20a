import type { Zone } from "../series/zone.ts";
import { integer } from "./sql-text.ts";

const dayMs = 86_400_000;

/**
 * SQL of the number of the local day, counted from 1970-01-01, that a time belongs to.
 * @param time SQL of a time in ms
 * @param from and `to`: all times lie in between, ms
 */
export function daySql(time: string, zone: Zone, from: number, to: number): string {
  const [first, ...later] = zone.offsets(from, to);
  const cases = later.toReversed().map((s) => `WHEN ${time} >= ${integer(s.from)} THEN ${integer(s.offset)}`);
  const offset = integer(first?.offset ?? 0);
  return `((${time} + ${cases.length === 0 ? offset : `CASE ${cases.join(" ")} ELSE ${offset} END`}) // ${dayMs})`;
}

/** The whole local days of a period. */
export interface WholeDays {
  readonly zone: Zone;
  /** Numbers of the first, and of the one after the last. */
  readonly first: number;
  readonly next: number;
  /** When these begin, ms. */
  readonly from: number;
  readonly to: number;
}

/** The whole days in [from, to); undefined where there is none. */
export function wholeDays(zone: Zone, from: number, to: number): WholeDays | undefined {
  const day = zone.day(from);
  const first = zone.dayStart(day) === from ? day : day + 1;
  const next = zone.day(to);
  if (first >= next) return undefined;
  return { zone, first, next, from: zone.dayStart(first), to: zone.dayStart(next) };
}

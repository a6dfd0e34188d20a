import type { PresentValue } from "@kontrollrom/contracts/sample.ts";

/** A sensor that has missed two reports in a row is old news. */
const missedReports = 2.5;
const defaultIntervalS = 30 * 60;
const shortestMs = 60_000;

/** How old a value may be before it is shown as stale, ms. */
export function staleAfterMs(expectedIntervalS: number | undefined): number {
  return Math.max(shortestMs, (expectedIntervalS ?? defaultIntervalS) * missedReports * 1000);
}

export function isStale(value: PresentValue, now: number, expectedIntervalS: number | undefined): boolean {
  return value.quality === "stale" || now - value.time > staleAfterMs(expectedIntervalS);
}

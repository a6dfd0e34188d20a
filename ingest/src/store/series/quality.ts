import type { Quality } from "@kontrollrom/contracts/sample.ts";

/** From the best to the worst, as a bucket of several samples is judged. */
export const qualityRanks: readonly Quality[] = [
  "good",
  "substituted",
  "uncertain",
  "stale",
  "out-of-range",
  "bad",
];

const rankOf: ReadonlyMap<Quality, number> = new Map(qualityRanks.map((quality, rank) => [quality, rank]));

/** How bad a quality is, 0 for good. */
export function qualityRank(quality: Quality): number {
  return rankOf.get(quality) ?? qualityRanks.length - 1;
}

/** Whether a value enters aggregates. */
export function isCounted(quality: Quality): boolean {
  return quality !== "bad" && quality !== "out-of-range";
}

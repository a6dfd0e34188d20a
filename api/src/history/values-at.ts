import type { PresentValue, Quality } from "@kontrollrom/contracts/sample.ts";
import type { SampleStore } from "@kontrollrom/ingest/store/sample-store.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * How far back is looked, each time only for the points that nothing was found of: a sensor that is heard often costs a few samples, one
 * that fell silent a few buckets. Raw samples tell their own time, buckets that of their beginning.
 */
const looks = [
  { bucket: "raw", back: 2 * minute },
  { bucket: "raw", back: 15 * minute },
  { bucket: "raw", back: 2 * hour },
  { bucket: "PT1H", back: 2 * day },
  { bucket: "P1D", back: 40 * day },
] as const;
const mostEntries = 400_000;
/** So that no look can come near that. */
const pointsAtOnce = 2000;

/** A bucket tells the worst quality in it, and its last value is never one of those that do not count. */
export function qualityOfLast(quality: Quality = "good"): Quality {
  return quality === "bad" || quality === "out-of-range" ? "good" : quality;
}

/** The last value of each point at or before a moment (ms), as the store has it now: corrected, and with what came late. */
export async function valuesAt(
  store: Pick<SampleStore, "series">,
  pointIds: readonly number[],
  at: number,
): Promise<Map<number, PresentValue>> {
  const found = new Map<number, PresentValue>();
  for (let begin = 0; begin < pointIds.length; begin += pointsAtOnce)
    await look(store, pointIds.slice(begin, begin + pointsAtOnce), at, found);
  return found;
}

async function look(
  store: Pick<SampleStore, "series">,
  pointIds: readonly number[],
  at: number,
  found: Map<number, PresentValue>,
): Promise<void> {
  let wanted = pointIds;
  let to = at + 1;
  for (const { bucket, back } of looks) {
    const from = Math.max(0, at - back);
    if (wanted.length === 0 || from >= to) break;
    const series = await store.series({
      pointIds: wanted,
      from,
      to,
      bucket,
      aggregates: ["last"],
      limit: mostEntries,
      maxEntries: mostEntries,
    });
    for (const [pointId, entries] of series) {
      const entry = entries.findLast(({ value, last }) => value !== undefined || last !== undefined);
      const value = entry?.value ?? entry?.last;
      if (entry === undefined || value === undefined) continue;
      const quality = bucket === "raw" ? (entry.quality ?? "good") : qualityOfLast(entry.quality);
      found.set(pointId, { pointId, time: entry.time, value, quality });
    }
    wanted = wanted.filter((id) => !found.has(id));
    to = from;
  }
}

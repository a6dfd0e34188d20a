import type { CommittedSample, PresentValue } from "@kontrollrom/contracts/sample.ts";

/**
 * Of what a replay of kept messages wrote, the samples that say something about now: the newest of each point, unless a newer value holds
 * already. These are judged and shown as if they came live, as a new rule judges the value that holds; the rest is history, and nobody is
 * alarmed about it.
 */
export function newestOfNow(
  samples: readonly CommittedSample[],
  present: { get(pointId: number): PresentValue | undefined },
): CommittedSample[] {
  const newest = new Map<number, CommittedSample>();
  for (const sample of samples) {
    const other = newest.get(sample.pointId);
    if (other === undefined || sample.time >= other.time) newest.set(sample.pointId, sample);
  }
  return [...newest.values()].filter(({ pointId, time }) => {
    const held = present.get(pointId);
    return held === undefined || time >= held.time;
  });
}

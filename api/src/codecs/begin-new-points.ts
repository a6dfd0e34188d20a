import type { CommittedSample, PresentValue } from "@kontrollrom/contracts/sample.ts";

/**
 * Of what a replay of kept messages wrote, the value that holds of each point that had none. Rules begin with it, as a new rule begins with
 * the value that holds: a point that a better decoder has brought must not raise alarms out of its past.
 */
export function heldByNewPoints(
  samples: readonly CommittedSample[],
  present: { get(pointId: number): PresentValue | undefined },
): CommittedSample[] {
  const newest = new Map<number, CommittedSample>();
  for (const sample of samples) {
    if (present.get(sample.pointId) !== undefined) continue;
    const other = newest.get(sample.pointId);
    if (other === undefined || sample.time >= other.time) newest.set(sample.pointId, sample);
  }
  return [...newest.values()];
}

import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";

/** The last of the samples of each (point, time), for servers that do not say which of one request they keep. */
export function lastOfEach(samples: readonly CommittedSample[]): readonly CommittedSample[] {
  const points = new Map<number, Map<number, CommittedSample>>();
  let count = 0;
  for (const sample of samples) {
    const times = points.get(sample.pointId) ?? new Map<number, CommittedSample>();
    points.set(sample.pointId, times);
    const before = times.size;
    times.set(sample.time, sample);
    if (times.size > before) count++;
  }
  if (count === samples.length) return samples;
  return [...points.values()].flatMap((times) => [...times.values()]);
}

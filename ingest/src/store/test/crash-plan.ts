import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import type { Retention } from "../retention.ts";

const minute = 60_000;
const day = 86_400_000;

/** What the process that is killed commits, so that the one that looks on knows it too. */
export const base = Date.UTC(2026, 5, 20);
export const now = base + 80 * day;
/** Some samples now and then, with corrections; another with many an hour; and one whose samples are not kept for long. */
export const points = { sparse: [1, 2], dense: 3, shortLived: 4 };

export const retentionOf = (pointId: number): Retention =>
  pointId === points.shortLived ? { rawDays: 3, hourlyDays: 3650 } : { rawDays: 400, hourlyDays: 3650 };

/** The samples of a step. Later steps say otherwise about times of earlier ones. */
export function samplesOf(step: number): CommittedSample[] {
  const sample = (pointId: number, time: number, value: number): CommittedSample => ({
    pointId,
    time,
    value,
    quality: (step + pointId) % 11 === 0 ? "bad" : "good",
    frameId: String(step + 1),
    receivedAt: now,
  });
  const samples = points.sparse.map((id) =>
    sample(id, base + ((step * 7919 + id) % 2500) * 40 * minute, step % 1000),
  );
  for (let i = 0; i < 20; i++)
    samples.push(sample(points.dense, base + ((step * 13 + i) % 9000) * minute, (step * i) % 500));
  if (step === 0)
    for (let i = 0; i < 2000; i++) samples.push(sample(points.shortLived, base + i * 15 * minute, i % 77));
  return samples;
}

/** What is to be there after steps 0 … last, by point and time. */
export function expectedAfter(last: number): Map<number, Map<number, CommittedSample>> {
  const expected = new Map<number, Map<number, CommittedSample>>();
  for (let step = 0; step <= last; step++)
    for (const sample of samplesOf(step)) {
      const times = expected.get(sample.pointId) ?? new Map<number, CommittedSample>();
      times.set(sample.time, sample);
      expected.set(sample.pointId, times);
    }
  return expected;
}

import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import type { PointSlot } from "./pair.ts";
import type { SampleReader } from "./seams.ts";

/** Samples of one read, and points read at once: together they bound what recovery holds in memory. */
const pageSize = 5000;
const pointsAtOnce = 16;

export interface RecoverySteps {
  /** The point as it is bound now; none when it was let go meanwhile. */
  slot(pointId: number): PointSlot | undefined;
  judge(slot: PointSlot, sample: CommittedSample): void;
  /** Every stored sample of the point is judged. */
  done(slot: PointSlot): void;
}

/** Judges the stored samples of points from where their least judged condition stands, several points at once. */
export async function recoverPoints(
  pointIds: readonly number[],
  reader: SampleReader,
  steps: RecoverySteps,
): Promise<void> {
  let next = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    while (!failed && next < pointIds.length) {
      const pointId = pointIds[next++] as number;
      try {
        await recoverPoint(pointId, reader, steps);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  // Settled, not only failed: no worker may still be judging when the caller tries again.
  const ends = await Promise.allSettled(Array.from({ length: pointsAtOnce }, worker));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}

async function recoverPoint(pointId: number, reader: SampleReader, steps: RecoverySteps): Promise<void> {
  let slot = steps.slot(pointId);
  if (slot === undefined) return;
  let readUntil = Math.min(...slot.leaves.map((leaf) => leaf.judgedUntil));
  for (;;) {
    slot.readAgain = false;
    slot.readFrom = Number.POSITIVE_INFINITY;
    const page = await reader.samplesAfter(pointId, readUntil, pageSize);
    slot = steps.slot(pointId);
    if (slot === undefined) return;
    for (const sample of page) steps.judge(slot, sample);
    readUntil = Math.min(page.at(-1)?.time ?? readUntil, slot.readFrom);
    if (page.length < pageSize && !slot.readAgain && slot.readFrom === Number.POSITIVE_INFINITY) {
      steps.done(slot);
      return;
    }
  }
}

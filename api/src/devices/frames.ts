import type { CommittedSample, PresentValue } from "@kontrollrom/contracts/sample.ts";
import type { Frame, SampleStore } from "@kontrollrom/ingest/store/sample-store.ts";

export interface ReadFrame {
  readonly frame: Frame;
  readonly samples: readonly CommittedSample[];
}

/** ms; looked back over, the next where the one before holds too few frames. */
const stretches = [3_600_000, 24 * 3_600_000, 30 * 24 * 3_600_000];

/**
 * The newest raw messages that samples of these points came in, newest first. Looks back from the newest value, so that a device that
 * fell silent long ago shows its last words.
 */
export async function framesOf(
  store: Pick<SampleStore, "committedIn" | "frame">,
  pointIds: readonly number[],
  present: (pointId: number) => PresentValue | undefined,
  limit: number,
): Promise<ReadFrame[]> {
  const times = pointIds.flatMap((id) => present(id)?.time ?? []);
  if (times.length === 0) return [];
  const newest = Math.max(...times);
  let byFrame = new Map<string, CommittedSample[]>();
  for (const stretch of stretches) {
    byFrame = Map.groupBy(
      await store.committedIn(pointIds, newest - stretch, newest),
      (sample) => sample.frameId,
    );
    if (byFrame.size >= limit) break;
  }
  const newestFirst = [...byFrame].sort(([, a], [, b]) => timeOf(b) - timeOf(a));
  const found: ReadFrame[] = [];
  for (const [id, samples] of newestFirst) {
    if (found.length === limit) break;
    // Raw frames are kept for a shorter time than samples.
    const frame = await store.frame(id);
    if (frame) found.push({ frame, samples });
  }
  return found;
}

const timeOf = (samples: readonly CommittedSample[]) => Math.max(...samples.map(({ time }) => time));

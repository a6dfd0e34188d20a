import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import { maxRev, type Row } from "./row.ts";

/** Late samples further apart than this are looked up apart. */
const nearMs = 6 * 3_600_000;
/** Lookups for one write. */
const maxLookups = 32;

/** Late samples that lie near each other in time. */
function clusters(late: readonly CommittedSample[]): CommittedSample[][] {
  const sorted = late.toSorted((a, b) => a.time - b.time);
  for (let near = nearMs; ; near *= 8) {
    const found: CommittedSample[][] = [];
    let last = Number.NEGATIVE_INFINITY;
    for (const sample of sorted) {
      if (sample.time - last > near) found.push([]);
      found.at(-1)?.push(sample);
      last = sample.time;
    }
    if (found.length <= maxLookups) return found;
  }
}

/**
 * Gives each sample the `rev` by which it counts: 0 for a moment at which its point has no value yet, one more than the value that is
 * there, or the same where it is that very sample, sent again.
 * @param samples at most one of each (point, time)
 * @param newest time of a point's newest sample, so that what is newer needs no lookup
 * @param stored what there is of points in [from, to)
 */
export async function assignRevs(
  samples: readonly CommittedSample[],
  newest: (pointId: number) => number | undefined,
  stored: (pointIds: readonly number[], from: number, to: number) => Promise<readonly Row[]>,
): Promise<Row[]> {
  const late = samples.filter(({ pointId, time }) => time <= (newest(pointId) ?? Number.NEGATIVE_INFINITY));
  const known = new Map<number, Map<number, Row>>();
  for (const cluster of clusters(late)) {
    const from = cluster[0]?.time ?? 0;
    const to = (cluster.at(-1)?.time ?? 0) + 1;
    const pointIds = [...new Set(cluster.map(({ pointId }) => pointId))];
    for (const row of await stored(pointIds, from, to)) {
      const times = known.get(row.sample.pointId) ?? new Map<number, Row>();
      known.set(row.sample.pointId, times.set(row.sample.time, row));
    }
  }
  return samples.map((sample) => {
    const row = known.get(sample.pointId)?.get(sample.time);
    if (row === undefined) return { sample, rev: 0 };
    const same =
      row.sample.frameId === sample.frameId &&
      row.sample.quality === sample.quality &&
      row.sample.value === sample.value;
    return { sample, rev: same ? row.rev : Math.min(row.rev + 1, maxRev) };
  });
}

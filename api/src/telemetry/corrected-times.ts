/** Which samples stand corrected: asked for every sample that comes in, so held in memory. */
export interface CorrectedTimes {
  /** How many there are; while it is 0 nobody needs to ask. */
  readonly count: number;
  has(pointId: number, time: number): boolean;
  add(pointId: number, times: Iterable<number>): void;
  remove(pointId: number, times: Iterable<number>): void;
}

export function createCorrectedTimes(): CorrectedTimes {
  const byPoint = new Map<number, Set<number>>();
  let count = 0;
  return {
    get count() {
      return count;
    },
    has: (pointId, time) => byPoint.get(pointId)?.has(time) ?? false,
    add(pointId, times) {
      const held = byPoint.get(pointId) ?? new Set();
      byPoint.set(pointId, held);
      count -= held.size;
      for (const time of times) held.add(time);
      count += held.size;
    },
    remove(pointId, times) {
      const held = byPoint.get(pointId);
      if (!held) return;
      count -= held.size;
      for (const time of times) held.delete(time);
      count += held.size;
      if (held.size === 0) byPoint.delete(pointId);
    },
  };
}

import type { PresentValue } from "@kontrollrom/contracts/sample.ts";

/**
 * Present values by point, outside React: a value wakes only those who show that point. `all` listeners get the ids of one
 * batch, so that a picture of a thousand rooms repaints only what changed.
 */
export interface ValueStore {
  /** Whether the values are those of now; else of a moment in the past, and what is known of the present says nothing about them. */
  readonly live: boolean;
  /** The moment that ages are judged at, ms. */
  now(): number;
  get(pointId: number): PresentValue | undefined;
  /** Takes values in; an older value than the one held is ignored. */
  put(values: readonly PresentValue[]): void;
  subscribe(pointId: number, listener: () => void): () => void;
  subscribeAll(listener: (pointIds: readonly number[]) => void): () => void;
}

export function createValueStore(): ValueStore {
  const held = new Map<number, PresentValue>();
  const listeners = new Map<number, Set<() => void>>();
  const batchListeners = new Set<(pointIds: readonly number[]) => void>();

  return {
    live: true,
    now: Date.now,
    get: (pointId) => held.get(pointId),
    put(values) {
      const changed: number[] = [];
      for (const value of values) {
        const before = held.get(value.pointId);
        if (before !== undefined && isSameOrOlder(value, before)) continue;
        held.set(value.pointId, value);
        changed.push(value.pointId);
      }
      if (changed.length === 0) return;
      for (const pointId of changed) for (const listener of listeners.get(pointId) ?? []) listener();
      for (const listener of batchListeners) listener(changed);
    },
    subscribe(pointId, listener) {
      const set = listeners.get(pointId) ?? new Set();
      listeners.set(pointId, set);
      set.add(listener);
      return () => {
        set.delete(listener);
        if (set.size === 0) listeners.delete(pointId);
      };
    },
    subscribeAll(listener) {
      batchListeners.add(listener);
      return () => batchListeners.delete(listener);
    },
  };
}

function isSameOrOlder(value: PresentValue, held: PresentValue): boolean {
  if (value.time !== held.time) return value.time < held.time;
  return value.value === held.value && value.quality === held.quality;
}

import type { PresentValue } from "@kontrollrom/contracts/sample.ts";
import type { ValueStore } from "../data/value-store.ts";

/** The values of a building at the moment that is shown. What comes live does not touch it. */
export interface PastStore extends ValueStore {
  /** Shows these values, and no others, as they were at a moment. */
  show(values: Iterable<PresentValue>, at: number): void;
}

export function createPastStore(): PastStore {
  let held: ReadonlyMap<number, PresentValue> = new Map();
  let moment = 0;
  const listeners = new Map<number, Set<() => void>>();
  const batchListeners = new Set<(pointIds: readonly number[]) => void>();
  return {
    live: false,
    now: () => moment,
    get: (pointId) => held.get(pointId),
    put: () => undefined,
    show(values, at) {
      const before = held;
      held = new Map([...values].map((value) => [value.pointId, value]));
      moment = at;
      const all = new Set([...before.keys(), ...held.keys()]);
      for (const pointId of all) {
        if (same(before.get(pointId), held.get(pointId))) continue;
        for (const listener of listeners.get(pointId) ?? []) listener();
      }
      // All of them: also what is the same has another age now.
      for (const listener of batchListeners) listener([...all]);
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

const same = (a: PresentValue | undefined, b: PresentValue | undefined) =>
  a === b ||
  (a !== undefined && b !== undefined && a.time === b.time && a.value === b.value && a.quality === b.quality);

/** How much each value is above or below what it was at another moment; points that are not known at both are left out. */
export function difference(
  values: Iterable<PresentValue>,
  against: ReadonlyMap<number, PresentValue>,
): readonly PresentValue[] {
  return [...values].flatMap((value) => {
    const other = against.get(value.pointId);
    if (other === undefined || other.quality === "bad") return [];
    return [{ ...value, value: value.value - other.value }];
  });
}

import { describe, expect, it, vi } from "vitest";
import { createPastStore, difference } from "./past-store.ts";

const value = (pointId: number, time: number, number = time) => ({
  pointId,
  time,
  value: number,
  quality: "good" as const,
});

describe("values of the past", () => {
  it("are those of the moment, whatever comes live", () => {
    const store = createPastStore();
    store.show([value(1, 10), value(2, 20)], 30);
    store.put([value(1, 999)]);
    expect([store.get(1)?.time, store.get(2)?.time, store.now(), store.live]).toEqual([10, 20, 30, false]);
    // Back before the second was first measured.
    store.show([value(1, 5)], 15);
    expect([store.get(1)?.time, store.get(2)]).toEqual([5, undefined]);
  });

  it("wake those whose value is another, and tell all that the moment is", () => {
    const store = createPastStore();
    const [first, second, all] = [vi.fn(), vi.fn(), vi.fn()];
    store.show([value(1, 10), value(2, 20)], 30);
    store.subscribe(1, first);
    store.subscribe(2, second);
    store.subscribeAll(all);
    store.show([value(1, 10), value(2, 40)], 50);
    expect(first).not.toHaveBeenCalled();
    expect(second).toHaveBeenCalledOnce();
    expect(all).toHaveBeenCalledWith([1, 2]);
  });

  it("are compared where both moments have them", () => {
    const then = new Map([[1, value(1, 0, 20)]]);
    expect(difference([value(1, 10, 22.5), value(2, 10, 1)], then)).toEqual([value(1, 10, 2.5)]);
  });
});

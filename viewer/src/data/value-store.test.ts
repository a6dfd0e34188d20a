import type { PresentValue } from "@kontrollrom/contracts/sample.ts";
import { describe, expect, it, vi } from "vitest";
import { createValueStore } from "./value-store.ts";

const value = (pointId: number, time: number, number = 20): PresentValue => ({
  pointId,
  time,
  value: number,
  quality: "good",
});

describe("value store", () => {
  it("keeps the newest value of a point, in whatever order they come", () => {
    const store = createValueStore();
    store.put([value(1, 200, 22), value(1, 100, 21)]);
    store.put([value(1, 150, 23)]);
    expect(store.get(1)).toEqual(value(1, 200, 22));
  });

  it("takes a correction of the same moment", () => {
    const store = createValueStore();
    store.put([value(1, 100, 21)]);
    store.put([value(1, 100, 19)]);
    expect(store.get(1)?.value).toBe(19);
  });

  it("wakes only those who show the point", () => {
    const store = createValueStore();
    const one = vi.fn();
    const two = vi.fn();
    const all = vi.fn();
    store.subscribe(1, one);
    const leave = store.subscribe(2, two);
    store.subscribeAll(all);
    store.put([value(1, 100), value(3, 100)]);
    store.put([value(1, 100)]);
    expect([one.mock.calls.length, two.mock.calls.length]).toEqual([1, 0]);
    expect(all.mock.calls).toEqual([[[1, 3]]]);
    leave();
    store.put([value(2, 100)]);
    expect(two).not.toHaveBeenCalled();
  });
});

import { expect, it, vi } from "vitest";
import { createFrameBatch } from "./frame-batch.ts";

function frames() {
  const waiting = new Map<number, () => void>();
  let next = 0;
  return {
    request: (run: () => void) => {
      waiting.set(++next, run);
      return next;
    },
    cancel: (id: number) => void waiting.delete(id),
    pass: () => {
      const runs = [...waiting.values()];
      waiting.clear();
      for (const run of runs) run();
    },
    get waiting() {
      return waiting.size;
    },
  };
}

it("hands over once a frame what changed since the last, each thing once", () => {
  const clock = frames();
  const apply = vi.fn<(items: ReadonlySet<number>) => void>();
  const batch = createFrameBatch(apply, clock);
  batch.add([1, 2]);
  batch.add([2, 3]);
  expect(apply).not.toHaveBeenCalled();
  clock.pass();
  batch.add([4]);
  clock.pass();
  expect(apply.mock.calls.map(([items]) => [...items])).toEqual([[1, 2, 3], [4]]);
});

it("asks for no frame while nothing changes, and for none after its end", () => {
  const clock = frames();
  const apply = vi.fn();
  const batch = createFrameBatch(apply, clock);
  batch.add([]);
  expect(clock.waiting).toBe(0);
  batch.add([1]);
  batch.dispose();
  clock.pass();
  expect(apply).not.toHaveBeenCalled();
});

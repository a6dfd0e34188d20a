import fc from "fast-check";
import { expect, test } from "vitest";
import { createDueHeap, type Due } from "./due-heap.ts";

test("whatever is added, moved and removed, entries are taken when due, the earliest first", () => {
  const command = fc.record({
    kind: fc.constantFrom("set", "set", "set", "delete", "take"),
    entry: fc.integer({ min: 0, max: 30 }),
    at: fc.integer({ min: 0, max: 100 }),
  });
  fc.assert(
    fc.property(fc.array(command, { maxLength: 300 }), (commands) => {
      const heap = createDueHeap<Due>();
      const entries = Array.from({ length: 31 }, (): Due => ({ dueAt: 0, heapIndex: -1 }));
      const model = new Map<Due, number>();
      for (const { kind, entry: index, at } of commands) {
        const entry = entries[index]!;
        if (kind === "set") {
          heap.set(entry, at);
          model.set(entry, at);
        } else if (kind === "delete") {
          heap.delete(entry);
          model.delete(entry);
        } else {
          const earliest = Math.min(...model.values());
          const taken = heap.take(at);
          expect(taken === undefined ? undefined : model.get(taken)).toBe(
            earliest <= at ? earliest : undefined,
          );
          if (taken !== undefined) model.delete(taken);
        }
        expect(heap.size()).toBe(model.size);
      }
    }),
  );
});

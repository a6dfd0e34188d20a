/** An entry keeps its own place in the heap, so that a changed due time moves it instead of leaving a stale copy behind. */
export interface Due {
  /** When it is due; only the heap writes it. */
  dueAt: number;
  /** Place in the heap, -1 outside; only the heap writes it. */
  heapIndex: number;
}

export interface DueHeap<T extends Due> {
  /** Adds the entry, or moves it. */
  set(entry: T, dueAt: number): void;
  delete(entry: T): void;
  /** Takes the entry that is due first, if it is due at `now`. */
  take(now: number): T | undefined;
  size(): number;
}

/** Binary min-heap by due time: looking costs nothing, adding, moving and taking O(log n). */
export function createDueHeap<T extends Due>(): DueHeap<T> {
  const heap: T[] = [];

  function place(entry: T, index: number): void {
    heap[index] = entry;
    entry.heapIndex = index;
  }

  function rise(entry: T): void {
    let index = entry.heapIndex;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex] as T;
      if (parent.dueAt <= entry.dueAt) break;
      place(parent, index);
      index = parentIndex;
    }
    place(entry, index);
  }

  function sink(entry: T): void {
    let index = entry.heapIndex;
    for (;;) {
      let childIndex = 2 * index + 1;
      if (childIndex >= heap.length) break;
      const right = heap[childIndex + 1];
      if (right !== undefined && right.dueAt < (heap[childIndex] as T).dueAt) childIndex += 1;
      const child = heap[childIndex] as T;
      if (entry.dueAt <= child.dueAt) break;
      place(child, index);
      index = childIndex;
    }
    place(entry, index);
  }

  function remove(entry: T): void {
    if (entry.heapIndex < 0) return;
    const index = entry.heapIndex;
    const last = heap.pop() as T;
    entry.heapIndex = -1;
    if (last === entry) return;
    place(last, index);
    rise(last);
    sink(last);
  }

  return {
    set(entry, dueAt) {
      if (entry.heapIndex < 0) {
        entry.dueAt = dueAt;
        place(entry, heap.length);
        rise(entry);
        return;
      }
      if (entry.dueAt === dueAt) return;
      entry.dueAt = dueAt;
      rise(entry);
      sink(entry);
    },
    delete: remove,
    take(now) {
      const first = heap[0];
      if (first === undefined || first.dueAt > now) return undefined;
      remove(first);
      return first;
    },
    size: () => heap.length,
  };
}

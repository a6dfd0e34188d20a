/** Gathers what changed and hands it over once a frame: a thousand values a second make sixty updates of the map. */
export interface FrameBatch<T> {
  add(items: Iterable<T>): void;
  dispose(): void;
}

export function createFrameBatch<T>(
  apply: (items: ReadonlySet<T>) => void,
  frames: { request(run: () => void): number; cancel(id: number): void },
): FrameBatch<T> {
  let waiting = new Set<T>();
  let frame: number | undefined;
  return {
    add(items) {
      for (const item of items) waiting.add(item);
      if (waiting.size === 0 || frame !== undefined) return;
      frame = frames.request(() => {
        frame = undefined;
        const items = waiting;
        waiting = new Set();
        apply(items);
      });
    },
    dispose() {
      if (frame !== undefined) frames.cancel(frame);
      frame = undefined;
      waiting.clear();
    },
  };
}

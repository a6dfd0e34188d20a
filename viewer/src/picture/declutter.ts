import type { Pixel } from "./measuring.ts";

/**
 * Which of the labels have a place of their own on the screen: the first come first, those to `keep` always. Labels are boxes of one size
 * around their point.
 */
export function declutter(
  labels: readonly { readonly at: Pixel | undefined; readonly keep: boolean }[],
  size: { readonly width: number; readonly height: number },
): readonly boolean[] {
  const taken = new Map<string, Pixel[]>();
  const cell = ({ x, y }: Pixel) => [Math.floor(x / size.width), Math.floor(y / size.height)] as const;
  const free = (at: Pixel) => {
    const [column, row] = cell(at);
    for (let dx = -1; dx <= 1; dx++)
      for (let dy = -1; dy <= 1; dy++)
        for (const other of taken.get(`${column + dx},${row + dy}`) ?? [])
          if (Math.abs(other.x - at.x) < size.width && Math.abs(other.y - at.y) < size.height) return false;
    return true;
  };
  return labels.map(({ at, keep }) => {
    if (at === undefined || (!keep && !free(at))) return false;
    const key = cell(at).join();
    const list = taken.get(key);
    if (list === undefined) taken.set(key, [at]);
    else list.push(at);
    return true;
  });
}

import type { TrendEntry } from "../room/trend-geometry.ts";

const leastMs = 90_000;
const looks = 200;

/**
 * How far two entries may lie apart before the silence between them is a gap: three times what they usually do, and never less than a
 * bucket and a half. Told from the line itself, so that it holds for sensors of every kind.
 */
export function gapOf(entries: readonly TrendEntry[], bucketMs: number): number {
  const stride = Math.max(1, Math.floor(entries.length / looks));
  const apart: number[] = [];
  for (let i = 1; i < entries.length; i += stride)
    apart.push((entries[i]?.time ?? 0) - (entries[i - 1]?.time ?? 0));
  apart.sort((a, b) => a - b);
  return Math.max(leastMs, bucketMs * 1.5, (apart[apart.length >> 1] ?? 0) * 3);
}

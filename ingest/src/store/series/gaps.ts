import type { Gap, GapsRequest } from "../sample-store.ts";

/** Where a point has no sample for longer than it may, of the times of its samples in the period, in order. */
export function gapsOf(times: Iterable<number>, request: Omit<GapsRequest, "pointIds">): Gap[] {
  const { from, to, longerThanMs } = request;
  const gaps: Gap[] = [];
  let last = from;
  for (const time of times) {
    if (time - last > longerThanMs) gaps.push({ from: last, to: time });
    last = time;
  }
  if (to - last > longerThanMs) gaps.push({ from: last, to });
  return gaps;
}

import { useNow } from "../ui/now.ts";

const columns = 1000;
const leastMs = 1000;
const mostMs = 60_000;

/** Now, as often as a live view of so many ms has moved on by a pixel; seldom where nothing is live. */
export function useClock(liveSpanMs: number | undefined): number {
  const step = liveSpanMs === undefined ? mostMs : Math.min(mostMs, Math.max(leastMs, liveSpanMs / columns));
  return useNow(2 ** Math.round(Math.log2(step)));
}

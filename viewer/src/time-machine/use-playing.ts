import { useEffect, useRef } from "react";
import { type Pace, played } from "./pace.ts";

/** Steps of the picture in a second; one where the reader wants little to move. */
const framesMs = 125;
const calmMs = 1000;

/** Moves the moment on while a pace is given. `onAt` is told each new moment, `onEnd` when now is reached. */
export function usePlaying(
  at: number | undefined,
  pace: Pace | undefined,
  deps: { readonly onAt: (at: number) => void; readonly onEnd: () => void; readonly waiting: boolean },
) {
  const latest = useRef({ at, ...deps });
  latest.current = { at, ...deps };
  useEffect(() => {
    if (pace === undefined) return;
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    let before = performance.now();
    const timer = setInterval(
      () => {
        const { at: from, waiting, onAt, onEnd } = latest.current;
        const now = performance.now();
        const elapsed = now - before;
        before = now;
        // What is still being read is waited for rather than passed by.
        if (from === undefined || waiting) return;
        const next = played(from, pace, elapsed, Date.now());
        if (next >= Date.now() - 1000) onEnd();
        else onAt(next);
      },
      calm ? calmMs : framesMs,
    );
    return () => clearInterval(timer);
  }, [pace]);
}

import { type RefObject, useEffect, useLayoutEffect, useState } from "react";

/** Rows beyond the screen that are kept ready, so that a quick scroll shows no gap. */
const spare = 12;

/** Which rows of equal height are on the screen now, whatever it is that scrolls: of ten thousand only these are drawn. */
export function useWindowRows(frame: RefObject<HTMLElement | null>, count: number, rowPx: number) {
  const [range, setRange] = useState({ from: 0, to: 40 });
  const measure = () => {
    const element = frame.current;
    if (element === null) return;
    const { top } = element.getBoundingClientRect();
    const from = Math.max(0, Math.floor(-top / rowPx) - spare);
    const to = Math.ceil((window.innerHeight - top) / rowPx) + spare;
    setRange((held) => (held.from === from && held.to === to ? held : { from, to }));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew when there are more rows or they change height
  useLayoutEffect(measure, [count, rowPx]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what it measures by changes it
  useEffect(() => {
    let waits = 0;
    const later = () => {
      cancelAnimationFrame(waits);
      waits = requestAnimationFrame(measure);
    };
    // Captured: scrolling does not bubble, and it need not be the window that scrolls.
    window.addEventListener("scroll", later, { capture: true, passive: true });
    window.addEventListener("resize", later);
    return () => {
      cancelAnimationFrame(waits);
      window.removeEventListener("scroll", later, { capture: true });
      window.removeEventListener("resize", later);
    };
  }, [rowPx]);
  const from = Math.min(range.from, count);
  return { from, to: Math.min(Math.max(range.to, from), count) };
}

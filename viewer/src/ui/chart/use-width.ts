import { useEffect, useRef, useState } from "react";

const leastWidth = 200;

/** How wide an element is on the screen, px. */
export function useWidth() {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(320);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) =>
      setWidth(Math.max(leastWidth, entry?.contentRect.width ?? 320)),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { frame, width };
}

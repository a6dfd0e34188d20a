import { useEffect, useRef, useState } from "react";

/** A value that changes often, taken over at once and then at most every `ms`, the last one always. */
export function useSettled<T>(value: T, ms: number): T {
  const [held, setHeld] = useState(value);
  const taken = useRef(0);
  useEffect(() => {
    const wait = Math.max(0, taken.current + ms - Date.now());
    const timer = setTimeout(() => {
      taken.current = Date.now();
      setHeld(() => value);
    }, wait);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return held;
}

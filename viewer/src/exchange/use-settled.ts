import { useEffect, useState } from "react";

/**
 * A value once it has stood still: what is being typed must not be asked for letter by letter.
 * @returns the value that settled last, and whether another one is on its way
 */
export function useSettled<T>(value: T, ms: number): readonly [settled: T, waiting: boolean] {
  const [settled, setSettled] = useState(value);
  const text = JSON.stringify(value);
  const waiting = text !== JSON.stringify(settled);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for the value, which is another object each time
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [text, ms]);
  return [settled, waiting];
}

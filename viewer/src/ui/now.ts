import { createContext, useContext, useEffect, useState } from "react";

/** The moment that is shown, ms, where that is not now. */
export const ShownMoment = createContext<number | undefined>(undefined);

/** The clock, told every `stepMs` so that views that show the same step render together; the moment of the past where one is shown. */
export function useNow(stepMs: number): number {
  const shown = useContext(ShownMoment);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), stepMs);
    return () => clearInterval(timer);
  }, [stepMs]);
  return shown ?? now;
}

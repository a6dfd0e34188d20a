import { useSyncExternalStore } from "react";

/** Below this panels become pages (also what 200 % zoom makes of a laptop). Kept equal to the media queries of the style sheets. */
const narrow = "(max-width: 60rem)";

export function useNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = window.matchMedia(narrow);
      query.addEventListener("change", listener);
      return () => query.removeEventListener("change", listener);
    },
    () => window.matchMedia(narrow).matches,
  );
}

import type { ReactNode, RefObject } from "react";

const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };

/** The entry that a key leads to from the one that is read; undefined for keys that lead nowhere. */
export function entryByKey(key: string, at: number, last: number): number | undefined {
  if (key === "Home") return 0;
  if (key === "End") return last;
  const step = steps[key];
  return step === undefined ? undefined : Math.max(0, Math.min(last, at + step));
}

/**
 * A chart that is read entry by entry, with the pointer or the arrow keys: to a screen reader a slider over its entries. `onLook` is told
 * the entry that is looked at, and undefined when nobody looks any more.
 */
export function ReadingFrame({
  frame,
  label,
  at,
  last,
  reading,
  indexAt,
  onLook,
  children,
}: {
  frame: RefObject<HTMLDivElement | null>;
  label: string;
  /** The entry that is read, and the last one there is. */
  at: number;
  last: number;
  reading: string;
  /** The entry at so many px from the left edge. */
  indexAt: (px: number) => number;
  onLook: (index: number | undefined) => void;
  children: ReactNode;
}) {
  return (
    <div
      ref={frame}
      className="trend-frame"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, last)}
      aria-valuenow={Math.max(0, at)}
      aria-valuetext={reading}
      onKeyDown={(event) => {
        const index = entryByKey(event.key, at, last);
        if (index === undefined) return;
        event.preventDefault();
        onLook(index);
      }}
      onBlur={() => onLook(undefined)}
      onPointerMove={(event) =>
        onLook(Math.max(0, indexAt(event.clientX - event.currentTarget.getBoundingClientRect().left)))
      }
      onPointerLeave={() => onLook(undefined)}
    >
      {children}
    </div>
  );
}

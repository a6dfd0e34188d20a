import type { Point } from "@kontrollrom/contracts/point.ts";
import { useEffect, useMemo, useRef, useState } from "react";
import { useLive, useValueStore } from "../data/live-context.tsx";
import type { TrendEntry } from "../room/trend-geometry.ts";
import type { Lines } from "./shown-series.ts";

/** Of one point, until the store has told them. */
const mostEntries = 600;
const tellMs = 1000;

/** What has come of these points since the page was opened, for the end of a live trend; told once a second at most. */
export function useTail(points: readonly Point[], enabled: boolean): Lines {
  const live = useLive();
  const values = useValueStore();
  const held = useRef(new Map<number, TrendEntry[]>());
  const [count, setCount] = useState(0);
  useEffect(() => {
    if (!enabled || points.length === 0) return;
    const pointIds = points.filter(({ kind }) => kind !== "counter").map(({ id }) => id);
    const wanted = new Set(pointIds);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unfollow = live.follow({ pointIds });
    const unsubscribe = values.subscribeAll((changed) => {
      for (const id of changed) {
        const value = values.get(id);
        if (!wanted.has(id) || value === undefined) continue;
        const list = held.current.get(id) ?? [];
        if ((list.at(-1)?.time ?? 0) >= value.time) continue;
        const { time, quality } = value;
        const doubt = quality === "good" || quality === "stale" ? {} : { quality };
        list.push({ time, avg: value.value, min: value.value, max: value.value, ...doubt });
        held.current.set(id, list.slice(-mostEntries));
        timer ??= setTimeout(() => {
          timer = undefined;
          setCount((before) => before + 1);
        }, tellMs);
      }
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
      unfollow();
    };
  }, [live, values, points, enabled]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new map tells those who draw it that something came
  return useMemo(() => new Map(held.current), [count]);
}

/** Lines with what came after their last entries. */
export function withTail(lines: Lines, tail: Lines): Lines {
  if (tail.size === 0) return lines;
  return new Map(
    [...lines].map(([id, entries]) => {
      const last = entries.at(-1)?.time ?? 0;
      const newer = (tail.get(id) ?? []).filter(({ time }) => time > last);
      return [id, newer.length === 0 ? entries : [...entries, ...newer]];
    }),
  );
}

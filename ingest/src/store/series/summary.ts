import type { Quality } from "@kontrollrom/contracts/sample.ts";
import { isCounted, qualityRank } from "./quality.ts";

/** How long a value holds when none follows it, ms. */
export const holdMs = 86_400_000;

/** A value at a moment. */
export interface Reading {
  readonly time: number;
  readonly value: number;
}

/**
 * What is known of a stretch of a point's samples, and enough to join it to the stretch after it. One sample is a summary too. Where
 * `count` is 0 there is only a time and a quality.
 */
export interface Summary {
  /** A moment in the stretch, ms. */
  readonly time: number;
  /** Rank of the worst quality in it, see `qualityRanks`. */
  readonly worst: number;
  /** Values that count. */
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  readonly firstTime: number;
  readonly first: number;
  readonly lastTime: number;
  readonly last: number;
  /** Value × ms from the first to the last, over the time that one holds. */
  readonly integral: number;
  /** How much of the time from the first to the last a value holds, ms. */
  readonly heldMs: number;
  /** What a counter grew from the first to the last. */
  readonly grown: number;
}

/** What a counter grew from one reading to the next: one below the one before began again at zero. */
export function growth(before: number, after: number): number {
  return after >= before ? after - before : Math.max(0, after);
}

export function summaryOf(sample: Reading & { readonly quality: Quality }): Summary {
  const { time, value, quality } = sample;
  return {
    time,
    worst: qualityRank(quality),
    count: isCounted(quality) ? 1 : 0,
    min: value,
    max: value,
    sum: value,
    firstTime: time,
    first: value,
    lastTime: time,
    last: value,
    integral: 0,
    heldMs: 0,
    grown: 0,
  };
}

/** Two stretches as one, the second after the first. */
export function joinSummaries(a: Summary, b: Summary): Summary {
  const worst = Math.max(a.worst, b.worst);
  if (b.count === 0) return { ...a, worst };
  if (a.count === 0) return { ...b, time: a.time, worst };
  const held = Math.min(b.firstTime - a.lastTime, holdMs);
  return {
    time: a.time,
    worst,
    count: a.count + b.count,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    sum: a.sum + b.sum,
    firstTime: a.firstTime,
    first: a.first,
    lastTime: b.lastTime,
    last: b.last,
    integral: a.integral + a.last * held + b.integral,
    heldMs: a.heldMs + held + b.heldMs,
    grown: a.grown + growth(a.last, b.first) + b.grown,
  };
}

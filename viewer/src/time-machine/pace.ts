import type { StateStep } from "@kontrollrom/contracts/history.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How fast the past is played: ms of it in a second. */
export const paces = { "1m": minute, "10m": 10 * minute, "1h": hour, "6h": 6 * hour, "1d": day } as const;
export type Pace = keyof typeof paces;
export const paceNames = Object.keys(paces) as readonly Pace[];

/** What the slider spans. */
export const ranges = { "1h": hour, "24h": day, "7d": 7 * day, "30d": 30 * day } as const;
export type Range = keyof typeof ranges;
export const rangeNames = Object.keys(ranges) as readonly Range[];

const stepMs: Readonly<Record<StateStep, number>> = {
  PT1M: minute,
  PT5M: 5 * minute,
  PT10M: 10 * minute,
  PT15M: 15 * minute,
  PT30M: 30 * minute,
  PT1H: hour,
  PT6H: 6 * hour,
};
export const stepLength = (step: StateStep) => stepMs[step];

/** Steps so fine that there are some four a second at the pace, or some hundred over the range. */
const ofPace: Readonly<Record<Pace, StateStep>> = {
  "1m": "PT1M",
  "10m": "PT5M",
  "1h": "PT15M",
  "6h": "PT1H",
  "1d": "PT6H",
};
const ofRange: Readonly<Record<Range, StateStep>> = {
  "1h": "PT1M",
  "24h": "PT15M",
  "7d": "PT1H",
  "30d": "PT6H",
};
export const stepFor = (playing: Pace | undefined, range: Range): StateStep =>
  playing === undefined ? ofRange[range] : ofPace[playing];

/** Values that one answer may have, with some to spare. */
const mostValues = 150_000;
const usualSteps = 120;

/** One piece of the past that is asked for at once, [from, to). */
export interface Chunk {
  readonly step: StateStep;
  readonly from: number;
  readonly to: number;
}

/** The piece that a moment lies in. Large buildings have shorter ones. */
export function chunkOf(at: number, step: StateStep, points: number): Chunk {
  const steps = Math.max(6, Math.min(usualSteps, Math.floor(mostValues / Math.max(1, points))));
  const length = steps * stepMs[step];
  const from = Math.floor(at / length) * length;
  return { step, from, to: from + length };
}

/** Where the playing has come after a time, never beyond now. */
export function played(at: number, pace: Pace, elapsedMs: number, now: number): number {
  return Math.min(now, at + (paces[pace] * elapsedMs) / 1000);
}

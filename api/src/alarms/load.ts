/** Ten minutes: the window in which floods are counted. */
export const windowMs = 600_000;

/** A flood begins above ten alarms in ten minutes for an operator, and ends below five (ISA-18.2 §16.5.4, EEMUA 191). */
export function floodAfter(wasFlood: boolean, toldIn10Minutes: number, operators: number): boolean {
  const each = toldIn10Minutes / operators;
  return wasFlood ? each >= 5 : each > 10;
}

export interface LoadBin {
  readonly at: number;
  readonly told: number;
  readonly flood: boolean;
}

/**
 * Load over [from, to) out of alarms counted by windows of ten minutes (`window` numbers them from 1970): bins of `binMs` (a whole
 * number of windows), the part of the time in flood, and the busiest window.
 */
export function loadOf(
  counts: readonly { readonly window: number; readonly told: number }[],
  { from, to, operators, binMs }: { from: number; to: number; operators: number; binMs: number },
): { bins: LoadBin[]; floodPercent: number; peak: number; told: number } {
  const byWindow = new Map(counts.map(({ window, told }) => [window, told]));
  const first = Math.floor(from / windowMs);
  const last = Math.ceil(to / windowMs);
  const bins: { at: number; told: number; flood: boolean }[] = [];
  let flood = false;
  let flooded = 0;
  let peak = 0;
  let told = 0;
  for (let window = first; window < last; window++) {
    const count = byWindow.get(window) ?? 0;
    flood = floodAfter(flood, count, operators);
    if (flood) flooded += 1;
    peak = Math.max(peak, count / operators);
    told += count;
    const at = Math.floor((window * windowMs) / binMs) * binMs;
    const bin = bins.at(-1);
    if (bin?.at === at) {
      bin.told += count;
      bin.flood ||= flood;
    } else bins.push({ at, told: count, flood });
  }
  const windows = Math.max(1, last - first);
  return { bins, floodPercent: (100 * flooded) / windows, peak, told };
}

/** EEMUA 191 / ISA-18.2 table 7, for one operator: acceptable up to `target`, manageable up to `limit`. */
export const targets = {
  perHour: { target: 6, limit: 12 },
  perDay: { target: 144, limit: 288 },
  floodPercent: { target: 1, limit: 5 },
  peakPer10Minutes: { target: 10, limit: 20 },
  stale: { target: 0, limit: 5 },
  chattering: { target: 0, limit: 0 },
} as const;

export function judge(name: keyof typeof targets, value: number) {
  const { target, limit } = targets[name];
  const verdict = value <= target ? "good" : value <= limit ? "acceptable" : "bad";
  return { value, target, limit, verdict } as const;
}

/** Of all that is told: 5 % of the highest priority, 15 % of the next, and 80 % below. */
export const priorityTargets = { 1: 5, 2: 15, 3: 40, 4: 40 } as const;

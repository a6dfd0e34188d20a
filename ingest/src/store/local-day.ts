const dayMs = 86_400_000;
const zone = "Europe/Oslo";

const fields = new Intl.DateTimeFormat("en-GB", {
  timeZone: zone,
  hourCycle: "h23",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
  second: "numeric",
});

/** How far clocks in Norway are ahead of UTC at a moment; both ms. */
export function osloOffset(time: number): number {
  const part: Record<string, number> = {};
  for (const { type, value } of fields.formatToParts(time)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1000) * 1000;
}

/** A stretch of time in which Norwegian clocks keep one offset: from `from` on, both ms. */
export interface OffsetStretch {
  readonly from: number;
  readonly offset: number;
}

// Clocks change twice a year, so that two moments 30 days apart have at most one change between them.
const stepMs = 30 * dayMs;

/** The offsets that hold in [from, to], the first starting at `from`. */
export function osloOffsets(from: number, to: number): OffsetStretch[] {
  const stretches: OffsetStretch[] = [{ from, offset: osloOffset(from) }];
  let at = from;
  let offset = osloOffset(from);
  while (at < to) {
    const next = Math.min(at + stepMs, to);
    const nextOffset = osloOffset(next);
    if (nextOffset !== offset) {
      let before = at;
      let after = next;
      while (after - before > 1) {
        const middle = Math.floor((before + after) / 2);
        if (osloOffset(middle) === offset) before = middle;
        else after = middle;
      }
      stretches.push({ from: after, offset: nextOffset });
      offset = nextOffset;
    }
    at = next;
  }
  return stretches;
}

/** When a local day begins in UTC, ms; `day` counts local days from 1970-01-01. */
export function osloDayStart(day: number): number {
  const localMidnight = day * dayMs;
  const guess = localMidnight - osloOffset(localMidnight);
  return localMidnight - osloOffset(guess);
}

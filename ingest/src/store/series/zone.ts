const dayMs = 86_400_000;
// Clocks change at most once in ten days, also where they are put back for a month of fasting.
const stepMs = 10 * dayMs;

/** A stretch of time in which the clocks of a zone keep one offset: from `from` on, both ms. */
export interface OffsetStretch {
  readonly from: number;
  readonly offset: number;
}

/** The calendar of an IANA time zone. */
export interface Zone {
  readonly name: string;
  /** How far its clocks are ahead of UTC at a moment; both ms. */
  offset(time: number): number;
  /** The offsets that hold in [from, to], the first starting at `from`. */
  offsets(from: number, to: number): OffsetStretch[];
  /** The local day of a moment, counted from 1970-01-01. */
  day(time: number): number;
  /** When a local day begins in UTC, ms. A day whose midnight the clocks pass over begins right after it. */
  dayStart(day: number): number;
}

/** The zone is not one that this system knows. */
export class UnknownZoneError extends Error {
  readonly code = "unknown-zone";
  readonly status = 400;
}

function formatOf(name: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-GB", {
      timeZone: name,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch (cause) {
    throw new UnknownZoneError(`"${name}" is not a time zone: give an IANA name as Europe/Oslo`, { cause });
  }
}

/** @throws UnknownZoneError */
export function createZone(name: string): Zone {
  const format = formatOf(name);
  // Offsets between whole hours of UTC are asked for over and over; zones change theirs at whole quarters.
  const quarters = new Map<number, number>();
  const quarterMs = 900_000;

  function read(time: number): number {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(time)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1000) * 1000;
  }

  function offset(time: number): number {
    const quarter = Math.floor(time / quarterMs);
    let known = quarters.get(quarter);
    if (known === undefined) {
      if (quarters.size > 10_000) quarters.clear();
      known = read(quarter * quarterMs);
      quarters.set(quarter, known);
    }
    return known;
  }

  return {
    name,
    offset,
    offsets(from, to) {
      const stretches: OffsetStretch[] = [{ from, offset: offset(from) }];
      let at = from;
      let was = offset(from);
      while (at < to) {
        const next = Math.min(at + stepMs, to);
        const now = offset(next);
        if (now !== was) {
          let before = at;
          let after = next;
          while (after - before > 1) {
            const middle = Math.floor((before + after) / 2);
            if (offset(middle) === was) before = middle;
            else after = middle;
          }
          stretches.push({ from: after, offset: now });
          was = now;
        }
        at = next;
      }
      return stretches;
    },
    day: (time) => Math.floor((time + offset(time)) / dayMs),
    dayStart(day) {
      const midnight = day * dayMs;
      // Of the two offsets around it, the one by which the moment is midnight; where none is, the clocks passed over it.
      const before = offset(midnight - dayMs);
      const after = offset(midnight + dayMs);
      for (const one of [before, after]) if (offset(midnight - one) === one) return midnight - one;
      return midnight - before;
    },
  };
}

/** The zone whose days are meant where none is named, and that stores may keep days of. */
export const homeZone = "Europe/Oslo";

/** Finds zones by their names and makes each once, since a calendar is expensive to set up. */
export type Zones = (name?: string) => Zone;

/** @returns a finder that throws UnknownZoneError; `homeZone` where no name is given */
export function createZones(): Zones {
  const zones = new Map<string, Zone>();
  return (name = homeZone) => {
    let zone = zones.get(name);
    if (zone === undefined) {
      zone = createZone(name);
      zones.set(name, zone);
    }
    return zone;
  };
}

import type { RunningHoursCondition } from "@kontrollrom/contracts/condition.ts";
import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import type { HoursCounted, LevelAt } from "./period-pair.ts";

/** A value holds until the next one, and no longer than this, as where averages are made. */
const holdMs = 86_400_000;
const hourMs = 3_600_000;

export interface HoursCount {
  readonly levels: readonly LevelAt[];
  /** As it stood at `until`. */
  readonly counted: HoursCounted;
}

const trusted = ({ quality }: CommittedSample) => quality !== "bad" && quality !== "out-of-range";

/**
 * Counts on from `base` at `from` to `until` over the samples in between, by time, each moment once. `resets` (ms, by time) set it back to
 * nothing.
 */
export function countHours(
  { values, hours }: Pick<RunningHoursCondition, "values" | "hours">,
  base: HoursCounted,
  from: number,
  until: number,
  samples: readonly CommittedSample[],
  resets: readonly number[],
): HoursCount {
  const limitMs = hours * hourMs;
  const levels: LevelAt[] = [];
  let { since, ms, held, heldAt } = base;
  let frameId = "";
  let at = from;
  const say = (time: number, level: 0 | 2): void => {
    levels.push({
      at: time,
      level,
      value: level === 2 ? hours : 0,
      sampleTime: Math.max(heldAt, 0),
      frameId,
    });
  };
  /** Time passes under the value that holds. */
  const pass = (to: number): void => {
    const end = Math.min(to, heldAt + holdMs);
    if (held !== undefined && values.includes(held) && end > at) {
      const reached = ms < limitMs && ms + (end - at) >= limitMs;
      if (reached) say(at + (limitMs - ms), 2);
      ms += end - at;
    }
    at = Math.max(at, to);
  };
  const events = [
    ...samples
      .filter((sample) => sample.time > from && trusted(sample))
      .map((sample) => ({ time: sample.time, sample })),
    ...resets.filter((time) => time > from).map((time) => ({ time, sample: undefined })),
  ].sort((a, b) => a.time - b.time);
  for (const { time, sample } of events) {
    if (time > until) break;
    pass(time);
    if (sample === undefined) {
      if (ms >= limitMs) say(time, 0);
      ms = 0;
      since = time;
    } else {
      held = sample.value;
      heldAt = time;
      frameId = sample.frameId;
    }
  }
  pass(until);
  return { levels, counted: { since, ms, held, heldAt } };
}

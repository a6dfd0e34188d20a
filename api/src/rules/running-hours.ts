import type { RunningHoursCondition } from "@kontrollrom/contracts/condition.ts";
import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import type { SampleStore } from "@kontrollrom/ingest/store/sample-store.ts";
import type { HoursCounted, LevelAt } from "@kontrollrom/twin/live/periods/period-pair.ts";
import { countHours } from "@kontrollrom/twin/live/periods/running-hours.ts";

const dayMs = 86_400_000;
const page = 5000;

export type HoursReader = Pick<SampleStore, "samplesAfter" | "committedIn">;

/** Nothing is counted yet, and it is not known what held when counting began. */
export const nothingCounted = (since: number): HoursCounted => ({
  since,
  ms: 0,
  held: undefined,
  heldAt: -1,
});

export interface HoursRead {
  readonly levels: readonly LevelAt[];
  readonly now: HoursCounted;
  /** As it stood at `keepAt`. */
  readonly kept: HoursCounted;
}

/** Counts the running hours of a point on from `base` at `from` to `until`, a page of its samples at a time. */
export async function readHours(
  condition: Pick<RunningHoursCondition, "values" | "hours">,
  pointId: number,
  base: HoursCounted,
  times: { from: number; keepAt: number; until: number },
  resets: readonly number[],
  store: HoursReader,
  signal?: AbortSignal,
): Promise<HoursRead> {
  const { from, keepAt, until } = times;
  let counted = base.heldAt < 0 ? await heldAt(pointId, base, from, store) : base;
  let kept = counted;
  let at = from;
  const levels: LevelAt[] = [];
  const count = (to: number, samples: readonly CommittedSample[]): void => {
    if (to < at) return;
    const found = countHours(condition, counted, at, to, samples, resets);
    levels.push(...found.levels);
    counted = found.counted;
    at = to;
  };
  for (let more = true; more; ) {
    signal?.throwIfAborted();
    const samples = await store.samplesAfter(pointId, at, page);
    const last = samples.at(-1)?.time ?? until;
    more = samples.length === page && last < until;
    const end = more ? last : until;
    if (at <= keepAt && keepAt <= end) {
      count(keepAt, samples);
      kept = counted;
    }
    count(end, samples);
  }
  return { levels, now: counted, kept };
}

async function heldAt(
  pointId: number,
  base: HoursCounted,
  from: number,
  store: HoursReader,
): Promise<HoursCounted> {
  const before = await store.committedIn([pointId], from - dayMs, from);
  const last = before.findLast(({ quality }) => quality !== "bad" && quality !== "out-of-range");
  return { ...base, held: last?.value, heldAt: last?.time ?? from };
}

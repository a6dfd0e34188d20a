import type { AlarmState, AlarmStepReason } from "@kontrollrom/contracts/alarm.ts";

export interface AlarmCourse {
  readonly raisedAt: number;
  readonly returnedAt: number | null;
  readonly acknowledgedAt: number | null;
  readonly latching: boolean;
  readonly steps: readonly {
    readonly at: number;
    readonly to: AlarmState;
    readonly reason: AlarmStepReason;
  }[];
}

export interface StateSince {
  readonly at: number;
  readonly state: AlarmState;
}

const asideStates: ReadonlySet<AlarmState> = new Set(["shelved", "suppressedByDesign", "outOfService"]);
/** Steps that end an occurrence whatever its condition does. */
const endings: ReadonlySet<AlarmStepReason> = new Set(["raised-again", "reset"]);

/**
 * The states that an occurrence went through. The condition counts by event time, as it is known now; what people did counts when they
 * did it. So an alarm whose beginning was moved by late values stands from its new beginning.
 */
export function statesOf(course: AlarmCourse): readonly StateSince[] {
  const { raisedAt, returnedAt, acknowledgedAt, steps } = course;
  const moments = [raisedAt, returnedAt, acknowledgedAt, ...steps.map(({ at }) => at)]
    .filter((at) => at !== null)
    .map((at) => Math.max(at, raisedAt));
  const states: StateSince[] = [];
  for (const at of [...new Set(moments)].toSorted((a, b) => a - b)) {
    const state = stateAt(course, at);
    if (states.at(-1)?.state !== state) states.push({ at, state });
  }
  return states;
}

function stateAt({ returnedAt, acknowledgedAt, latching, steps }: AlarmCourse, time: number): AlarmState {
  const done = steps.filter(({ at }) => at <= time);
  const last = done.at(-1);
  const over = returnedAt !== null && returnedAt <= time;
  const acknowledged = acknowledgedAt !== null && acknowledgedAt <= time;
  if (over && done.some(({ reason, to }) => endings.has(reason) && to === "normal")) return "normal";
  if (last !== undefined && asideStates.has(last.to) && !(over && acknowledged && !latching)) return last.to;
  if (!over) return acknowledged ? "acknowledged" : "unacknowledged";
  if (last?.to === "normal") return "normal";
  const reset = done.some(({ reason }) => reason === "reset");
  if (latching && !reset) return acknowledged ? "latchedAcknowledged" : "latchedUnacknowledged";
  return acknowledged ? "normal" : "returnedUnacknowledged";
}

/** The state at a moment of what `statesOf` says; undefined before it was raised. */
export function stateOf<S>(states: readonly ({ readonly at: number } & S)[], time: number): S | undefined {
  return states.findLast(({ at }) => at <= time);
}

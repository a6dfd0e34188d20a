import { z } from "zod";
import { Id, PointId, Time } from "./primitives.ts";
import { RuleInput } from "./rule.ts";

/** An alarm that a rule would have raised. */
export const BacktestOccurrence = z.object({
  pointId: PointId,
  raisedAt: Time,
  /** Absent where it stood at the end. */
  returnedAt: Time.optional(),
  /** Value that held when it was raised. */
  value: z.number(),
});
export type BacktestOccurrence = z.infer<typeof BacktestOccurrence>;

/** What a rule would have done with the history that is stored, as if it had come in order. */
export const BacktestResult = z.object({
  from: Time,
  to: Time,
  /** Points that the rule matches now, and how many of them were judged before it had to stop. */
  points: z.int(),
  pointsJudged: z.int(),
  /** Judged up to here; before `to` where it had to stop. */
  until: Time,
  stopped: z.enum(["time", "samples"]).optional(),
  samples: z.int(),
  /** Raised in the period. */
  alarms: z.int(),
  /** Sum of the times that alarms stood in the period. */
  standingMs: z.number(),
  standingAtEnd: z.int(),
  /** Most alarms in ten minutes by the clock: EEMUA 191 calls more than ten of one operator a flood. */
  peakPer10Min: z.object({ alarms: z.int(), at: Time.optional() }),
  /** Every local day of the period. */
  perDay: z.array(z.object({ day: z.iso.date(), alarms: z.int() })),
  pointsWithAlarms: z.int(),
  /** Those with the most alarms, at most 50. */
  perPoint: z.array(
    z.object({
      pointId: PointId,
      deviceName: z.string(),
      buildingName: z.string().optional(),
      spaceLabel: z.string().optional(),
      alarms: z.int(),
      standingMs: z.number(),
    }),
  ),
  /** The first of them by time, at most 500; `alarms` counts all. */
  occurrences: z.array(BacktestOccurrence),
});
export type BacktestResult = z.infer<typeof BacktestResult>;

const period = {
  from: Time,
  /** Excluded; at most 400 days after `from`. */
  to: Time,
};
/** A rule that is not saved. */
export const BacktestRequest = z.strictObject({ ...period, rule: RuleInput });
/** A rule that is, and, where wanted, how it is to be changed. */
export const RuleBacktestRequest = z.strictObject({ ...period, changed: RuleInput.optional() });

/** Which alarms a change would bring and take away. Two of one point are the same where they stand at one moment. */
export const BacktestDifference = z.object({
  same: z.int(),
  gone: z.int(),
  new: z.int(),
  /** At most 100 of each. */
  goneOccurrences: z.array(BacktestOccurrence),
  newOccurrences: z.array(BacktestOccurrence),
});
export type BacktestDifference = z.infer<typeof BacktestDifference>;

export const BacktestAnswer = z.object({
  ruleId: Id.optional(),
  result: BacktestResult,
  /** Where a change was asked about: the rule as it is. */
  before: BacktestResult.optional(),
  /** Absent where there are too many alarms to be held side by side. */
  difference: BacktestDifference.optional(),
});
export type BacktestAnswer = z.infer<typeof BacktestAnswer>;

import type { Quantity } from "../units.ts";

/** How a measurement of a source reads in our words. */
export interface Rule {
  readonly quantity: Quantity;
  /** Their number times this is in our unit. */
  readonly factor: number;
  readonly offset: number;
  /** Only readings of this channel count. */
  readonly channel?: string;
  /** Their words for our numbers, where they write words. */
  readonly words?: Readonly<Record<string, number>>;
  /** Their sign is told by another channel of ours: only the size counts. */
  readonly magnitude?: boolean;
  /** How far apart the values may be beyond the rounding that their number shows, in our unit. */
  readonly slack: number;
}

/** Why a measurement is not compared, though it looks like one of ours. */
export interface Skipped {
  readonly why: string;
}

export interface RuleOptions {
  readonly factor?: number;
  readonly offset?: number;
  readonly channel?: string;
  readonly words?: Readonly<Record<string, number>>;
  readonly magnitude?: boolean;
  readonly slack?: number;
}

export function as(quantity: Quantity, options: RuleOptions = {}): Rule {
  return { factor: 1, offset: 0, slack: 0, ...options, quantity };
}

/** Their platform works it out of other values, or of calibration data that the payload does not hold. */
export const derived: Skipped = { why: "not in the payload" };

/** It tells of a period or of a kind for which the dictionary has no quantity. */
export const noQuantity: Skipped = { why: "no quantity" };

export type Vocabulary = Readonly<Record<string, Rule | Skipped>>;

/** 2: the condition holds. 0: it is over. 1: between (the deadband): begins nothing and ends nothing. */
export type Level = 0 | 1 | 2;

/** What a condition on one point remembers between values. Plain numbers, so that 150,000 of them are small and are quickly copied. */
export interface LeafMemory {
  level: Level;
  /** Event time at which `level` changes unless a value comes first; Infinity where only a value changes it. */
  dueAt: number;
  /** The kind's own: see there. NaN before the first value. */
  a: number;
  b: number;
  past: number[] | undefined;
}

/**
 * One kind of condition on the values of one point, in event time. Values come in the order of their times, each time once, and only
 * those that can be trusted. To add a kind: its schema in contracts, a file here, a line in `leaf.ts`, a row in the tables of its test.
 */
export interface LeafKind<C> {
  sample(memory: LeafMemory, condition: C, time: number, value: number): void;
  /** `dueAt` has come. Must change `dueAt`. */
  due?(memory: LeafMemory, condition: C): void;
}

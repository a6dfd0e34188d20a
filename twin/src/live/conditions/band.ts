import type { BandCondition } from "@kontrollrom/contracts/condition.ts";
import type { LeafKind, Level } from "./leaf-kind.ts";

/** Where a value stands against a band with its deadband. */
export function bandLevel({ low, high, deadband }: BandCondition, value: number): Level {
  if (value < low || value > high) return 2;
  return value < low + deadband || value > high - deadband ? 1 : 0;
}

export const bandKind: LeafKind<BandCondition> = {
  sample(memory, condition, _time, value) {
    memory.level = bandLevel(condition, value);
  },
};

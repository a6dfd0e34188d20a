import type { ThresholdCondition } from "@kontrollrom/contracts/condition.ts";
import type { LeafKind, Level } from "./leaf-kind.ts";

/** Where a value stands against a limit with its deadband. */
export function thresholdLevel({ direction, setpoint, deadband }: ThresholdCondition, value: number): Level {
  if (direction === "above") return value > setpoint ? 2 : value > setpoint - deadband ? 1 : 0;
  return value < setpoint ? 2 : value < setpoint + deadband ? 1 : 0;
}

export const thresholdKind: LeafKind<ThresholdCondition> = {
  sample(memory, condition, _time, value) {
    memory.level = thresholdLevel(condition, value);
  },
};

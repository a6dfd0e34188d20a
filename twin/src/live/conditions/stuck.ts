import type { StuckCondition } from "@kontrollrom/contracts/condition.ts";
import type { LeafKind } from "./leaf-kind.ts";

/** `a` is the value that the others are compared with, `b` its time. Holds from the first value that shows it: silence is not stuck. */
export const stuckKind: LeafKind<StuckCondition> = {
  sample(memory, { tolerance, durationMs }, time, value) {
    if (Math.abs(value - memory.a) <= tolerance) {
      memory.level = time - memory.b >= durationMs ? 2 : 0;
      return;
    }
    memory.a = value;
    memory.b = time;
    memory.level = 0;
  },
};

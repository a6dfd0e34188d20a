import type { StateCondition } from "@kontrollrom/contracts/condition.ts";
import type { LeafKind } from "./leaf-kind.ts";

export const stateKind: LeafKind<StateCondition> = {
  sample(memory, { values }, _time, value) {
    memory.level = values.includes(value) ? 2 : 0;
  },
};

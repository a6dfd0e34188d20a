import type { NoDataCondition } from "@kontrollrom/contracts/condition.ts";
import type { LeafKind } from "./leaf-kind.ts";

/** A condition without its own `afterMs` is given one of its device before it is judged: without either it never holds. */
export const noDataKind: LeafKind<NoDataCondition> = {
  sample(memory, { afterMs }, time) {
    memory.level = 0;
    memory.dueAt = time + (afterMs ?? Number.POSITIVE_INFINITY);
  },
  due(memory) {
    memory.level = 2;
    memory.dueAt = Number.POSITIVE_INFINITY;
  },
};

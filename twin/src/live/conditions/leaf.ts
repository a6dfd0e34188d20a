import type { PointCondition } from "@kontrollrom/contracts/condition.ts";
import { bandKind } from "./band.ts";
import { changeKind } from "./change.ts";
import { countKind } from "./count.ts";
import type { LeafKind, LeafMemory } from "./leaf-kind.ts";
import { noDataKind } from "./no-data.ts";
import { stateKind } from "./state.ts";
import { stuckKind } from "./stuck.ts";
import { thresholdKind } from "./threshold.ts";

const kinds: { readonly [K in PointCondition["kind"]]: LeafKind<Extract<PointCondition, { kind: K }>> } = {
  threshold: thresholdKind,
  band: bandKind,
  change: changeKind,
  stuck: stuckKind,
  "no-data": noDataKind,
  state: stateKind,
  count: countKind,
};

/** How a condition of this kind is judged. */
export function kindOf(condition: PointCondition): LeafKind<PointCondition> {
  return kinds[condition.kind] as LeafKind<PointCondition>;
}

/** A condition that has seen nothing yet. */
export function freshMemory(): LeafMemory {
  return { level: 0, dueAt: Number.POSITIVE_INFINITY, a: Number.NaN, b: Number.NaN, past: undefined };
}

export function copyMemory(from: LeafMemory, to: LeafMemory): void {
  to.level = from.level;
  to.dueAt = from.dueAt;
  to.a = from.a;
  to.b = from.b;
  to.past = from.past?.slice();
}

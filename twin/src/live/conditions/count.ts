import type { CountCondition } from "@kontrollrom/contracts/condition.ts";
import { bandLevel } from "./band.ts";
import type { LeafKind, LeafMemory, Level } from "./leaf-kind.ts";
import { thresholdLevel } from "./threshold.ts";

function levelOf(of: CountCondition["of"], value: number): Level {
  if (of.kind === "threshold") return thresholdLevel(of, value);
  if (of.kind === "band") return bandLevel(of, value);
  return of.values.includes(value) ? 2 : 0;
}

/** Forgets what lies a window back from `now`, and says when the count falls below what is asked for. */
function look(memory: LeafMemory, { atLeast, windowMs }: CountCondition, now: number): void {
  const past = memory.past ?? [];
  let gone = 0;
  while (gone < past.length && (past[gone] as number) + windowMs <= now) gone += 1;
  if (gone > 0) past.splice(0, gone);
  // No more than those that decide are remembered.
  if (past.length > atLeast) past.splice(0, past.length - atLeast);
  memory.level = past.length >= atLeast ? 2 : 0;
  memory.dueAt = memory.level === 2 ? (past[0] as number) + windowMs : Number.POSITIVE_INFINITY;
}

/** `a` is 1 while the inner condition holds, `past` the times at which it began. */
export const countKind: LeafKind<CountCondition> = {
  sample(memory, condition, time, value) {
    const before = memory.a === 1;
    const level = levelOf(condition.of, value);
    const now = level === 2 || (before && level === 1);
    memory.a = now ? 1 : 0;
    memory.past ??= [];
    if (now && !before) memory.past.push(time);
    look(memory, condition, time);
  },
  due(memory, condition) {
    look(memory, condition, memory.dueAt);
  },
};

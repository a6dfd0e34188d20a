import type { ChangeCondition } from "@kontrollrom/contracts/condition.ts";
import type { LeafKind } from "./leaf-kind.ts";

/** A sensor that sends every second for a day is not kept whole: the oldest are then forgotten first. */
const maxPast = 4000;

/** `past` holds time and value in turn, of the window's values and of the one that held when it began. */
export const changeKind: LeafKind<ChangeCondition> = {
  sample(memory, { direction, change, windowMs }, time, value) {
    memory.past ??= [];
    const { past } = memory;
    const begin = time - windowMs;
    let gone = 0;
    while (gone + 2 < past.length && (past[gone + 2] as number) <= begin) gone += 2;
    if (past.length - gone >= maxPast) gone += 2;
    if (gone > 0) past.splice(0, gone);
    let rise = 0;
    let fall = 0;
    for (let at = 1; at < past.length; at += 2) {
      const moved = value - (past[at] as number);
      if (moved > rise) rise = moved;
      else if (-moved > fall) fall = -moved;
    }
    past.push(time, value);
    const moved = (direction !== "falling" && rise > change) || (direction !== "rising" && fall > change);
    memory.level = moved ? 2 : 0;
  },
};

import type { AreaByGroup } from "@kontrollrom/contracts/area.ts";

/** NS 3940: rooms and storeys with one decimal, buildings in whole m². */
export const oneDecimal = (area: number): number => Math.round(area * 10) / 10 + 0;
export const whole = (area: number): number => Math.round(area) + 0;

export function roundGroups(groups: AreaByGroup, round: (area: number) => number): AreaByGroup {
  return {
    functional: round(groups.functional),
    technical: round(groups.technical),
    circulation: round(groups.circulation),
    unassigned: round(groups.unassigned),
  };
}

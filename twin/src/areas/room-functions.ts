import { type AreaGroup, RoomFunctions } from "@kontrollrom/contracts/area.ts";
import list from "./room-functions.json" with { type: "json" };

export const roomFunctions: RoomFunctions = RoomFunctions.parse(list);

const groups = new Map(roomFunctions.items.map(({ code, group }) => [code, group]));

/** The group that a room counts in: that of the longest code in the list that its own begins with. Codes of other systems count as none. */
export function groupOf(functionCode: string | undefined): AreaGroup {
  const code = functionCode?.trim() ?? "";
  if (!/^\d{1,3}$/.test(code)) return "unassigned";
  for (let length = code.length; length > 0; length--) {
    const group = groups.get(code.slice(0, length));
    if (group !== undefined) return group;
  }
  return "unassigned";
}

/** Whether it says a function at all, so that a room without one can be found. */
export function saysFunction(functionCode: string | undefined): boolean {
  return /^[1-6]\d{0,2}$/.test(functionCode?.trim() ?? "");
}

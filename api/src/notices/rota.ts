import type { OnCallShift } from "@kontrollrom/contracts/notice.ts";
import { createTimetable } from "@kontrollrom/twin/live/calendar/schedule.ts";

const zone = "Europe/Oslo";
const dayMs = 86_400_000;
const localDate = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" });

/** Who is on call at a moment, ms: ids in the order of the shifts, each once. */
export function onCallAt(shifts: readonly OnCallShift[], at: number): string[] {
  const found = shifts
    .filter(({ schedule }) => createTimetable(schedule).isOpen(at))
    .flatMap((shift) => turnOf(shift, at));
  return [...new Set(found)];
}

/** All of the shift, or the one whose turn it is. A turn changes when the shift begins, not at midnight in the middle of the night. */
function turnOf({ personIds, rotation, schedule }: OnCallShift, at: number): readonly string[] {
  if (rotation === undefined) return personIds;
  const [hours = 0, minutes = 0] = schedule.from.split(":").map(Number);
  const date = localDate.format(at - (hours * 60 + minutes) * 60_000);
  const days = Math.round((Date.parse(date) - Date.parse(rotation.startsOn)) / dayMs);
  const turn = Math.floor(days / rotation.everyDays);
  const person = personIds[((turn % personIds.length) + personIds.length) % personIds.length];
  return person === undefined ? [] : [person];
}

import type { OnCallShift } from "@kontrollrom/contracts/notice.ts";
import { describe, expect, test } from "vitest";
import { onCallAt } from "./rota.ts";

const shift = (
  days: number[],
  from: string,
  to: string,
  personIds: string[],
  more: Partial<OnCallShift> & { holidays?: "never" | "always" } = {},
): OnCallShift => ({
  schedule: { days, from, to, holidays: more.holidays ?? "as-other-days", outside: false },
  personIds,
  ...(more.rotation && { rotation: more.rotation }),
});
const at = (local: string) => Date.parse(`${local}:00+01:00`);
const workdays = [1, 2, 3, 4, 5];
const daily = [1, 2, 3, 4, 5, 6, 7];

const office = shift(workdays, "07:00", "15:30", ["kari"], { holidays: "never" });
const night = shift(daily, "15:30", "07:00", ["ola", "per"], {
  rotation: { everyDays: 7, startsOn: "2026-03-02" },
});
const weekend = shift([6, 7], "07:00", "15:30", ["anne"], { holidays: "always" });

describe("who is on call", () => {
  test.each([
    ["in office hours", "2026-03-11T10:00", ["kari"]],
    ["in the evening, the first of the week", "2026-03-04T20:00", ["ola"]],
    ["the next week the other", "2026-03-11T20:00", ["per"]],
    ["and then the first again", "2026-03-18T20:00", ["ola"]],
    ["a turn lasts to the end of its night", "2026-03-09T06:59", ["ola"]],
    ["and the next begins with the next shift", "2026-03-09T15:30", ["per"]],
    ["in the weekend", "2026-03-14T12:00", ["anne"]],
    ["on a holiday it is as in the weekend", "2026-01-01T12:00", ["anne"]],
    ["before the rotation began it turns as well", "2026-02-25T20:00", ["per"]],
  ])("%s", (_what, moment, expected) => {
    expect(onCallAt([office, night, weekend], at(moment))).toEqual(expected);
  });

  test("each once, whatever shifts they have", () => {
    const all = shift(daily, "00:00", "00:00", ["kari", "ola"]);
    expect(onCallAt([office, all], at("2026-03-11T10:00"))).toEqual(["kari", "ola"]);
  });

  test("nobody where no shift is open", () => {
    expect(onCallAt([office], at("2026-03-14T12:00"))).toEqual([]);
  });
});

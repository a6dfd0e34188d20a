import { describe, expect, it } from "vitest";
import { timeTicks } from "./ticks.ts";

const hour = 3_600_000;
const at = (text: string) => Date.parse(text);
const clock = (ms: number) =>
  new Date(ms).toLocaleTimeString("nb-NO", { timeZone: "Europe/Oslo", hour: "2-digit", minute: "2-digit" });

describe("marks on the axis of time", () => {
  it("stand on round clock times in Norway, and midnight says its day", () => {
    const ticks = timeTicks(at("2026-11-21T04:10:00Z"), at("2026-11-22T04:10:00Z"), 3 * hour);
    expect(ticks.map(({ time }) => clock(time))).toEqual([
      "06:00",
      "09:00",
      "12:00",
      "15:00",
      "18:00",
      "21:00",
      "00:00",
      "03:00",
    ]);
    expect(ticks.filter(({ says }) => says === "day").map(({ time }) => clock(time))).toEqual(["00:00"]);
  });

  it.each([
    ["2026-03-29", ["00:00", "01:00", "03:00", "04:00"]],
    ["2026-10-25", ["00:00", "01:00", "02:00", "02:00", "03:00"]],
  ])("in the night of %s are at %j", (day, expected) => {
    const begin = at(`${day}T00:00:00Z`) - (day.includes("-03-") ? 1 : 2) * hour;
    const ticks = timeTicks(begin, begin + (expected.length - 1) * hour, hour);
    expect(ticks.map(({ time }) => clock(time))).toEqual(expected);
  });

  it("are firsts of months over a year, and New Year says its year", () => {
    const ticks = timeTicks(at("2025-11-21T00:00:00Z"), at("2026-11-21T00:00:00Z"), 30 * 24 * hour);
    expect(ticks.length).toBe(12);
    expect(
      ticks.filter(({ says }) => says === "year").map(({ time }) => new Date(time).toISOString()),
    ).toEqual(["2025-12-31T23:00:00.000Z"]);
  });
});

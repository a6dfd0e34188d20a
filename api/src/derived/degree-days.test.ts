import { createZone } from "@kontrollrom/ingest/store/series/zone.ts";
import { describe, expect, it } from "vitest";
import { correctEnergy } from "./degree-days.ts";

const zone = createZone("Europe/Oslo");
const start = Date.parse("2025-12-31T23:00:00Z");
const end = Date.parse("2026-01-31T23:00:00Z");
const day = 86_400_000;
const derivation = {
  kind: "degree-day" as const,
  energy: 1,
  outdoor: 2,
  baseTemperature: 17,
  normalDegreeDays: [620, 550, 500, 340, 180, 60, 30, 50, 170, 320, 470, 590],
  heatingShare: 1,
};
const january = { start, end, from: start, to: end };
const means = (days: number, value: number) =>
  new Map(Array.from({ length: days }, (_, i) => [start + i * day, value] as const));

describe("energy corrected by degree days", () => {
  it("is what a normal month would have taken", () => {
    // 31 days at −3 °C: 620 degree days, as normal.
    expect(correctEnergy(derivation, 1000, january, means(31, -3), zone)).toEqual({
      value: 1000,
      partial: false,
    });
    // A mild January, 310 degree days: a normal one would have taken twice as much.
    expect(correctEnergy(derivation, 1000, january, means(31, 7), zone)?.value).toBeCloseTo(2000, 6);
  });

  it("corrects the share that heats rooms only", () => {
    const half = { ...derivation, heatingShare: 0.5 };
    expect(correctEnergy(half, 1000, january, means(31, 7), zone)?.value).toBeCloseTo(1500, 6);
  });

  it("is uncertain where days have no temperature, and absent where many have none", () => {
    const found = correctEnergy(derivation, 1000, january, means(25, -3), zone);
    expect(found?.value).toBeCloseTo(1000, 6);
    expect(found?.partial).toBe(true);
    expect(correctEnergy(derivation, 1000, january, means(20, -3), zone)).toBeUndefined();
  });

  it("leaves energy as it is, uncertain, where nothing had to be heated", () => {
    expect(correctEnergy(derivation, 1000, january, means(31, 20), zone)).toEqual({
      value: 1000,
      partial: true,
    });
  });

  it("takes the days of the period that is asked for, with the normal of those", () => {
    const cut = { ...january, to: start + 10 * day };
    expect(correctEnergy(derivation, 300, cut, means(10, -3), zone)).toEqual({
      value: expect.closeTo(300, 6),
      partial: false,
    });
    const yearly = { ...derivation, normalDegreeDays: 3880 };
    expect(correctEnergy(yearly, 300, cut, means(10, -3), zone)?.partial).toBe(true);
  });
});

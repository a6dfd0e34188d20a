import type { Point } from "@kontrollrom/contracts/point.ts";
import { describe, expect, it } from "vitest";
import { panesOf } from "./panes.ts";

const point = (id: number, quantity: string, unit: string, kind = "gauge") =>
  ({ id, quantity, unit, kind }) as unknown as Point;

describe("panes", () => {
  it("have points of one unit on one scale, and two scales at most", () => {
    const panes = panesOf([
      point(1, "temperature", "Cel"),
      point(2, "co2", "[ppm]"),
      point(3, "temperature", "Cel"),
      point(4, "energy", "kW.h", "counter"),
      point(5, "occupancy", "1", "state"),
      point(6, "supply-air-temperature", "Cel"),
    ]);
    expect(panes.map(({ axes }) => axes.map(({ points }) => points.map(({ id }) => id)))).toEqual([
      [[1, 3, 6], [2]],
      [[4]],
      [[5]],
    ]);
  });

  it("are none without points", () => {
    expect(panesOf([])).toEqual([]);
  });
});

import type { Point } from "@kontrollrom/contracts/point.ts";
import { describe, expect, it } from "vitest";
import { findPoints } from "./find-points.ts";

const point = (id: number, quantity: string, text: string, more: object = {}) =>
  ({ id, quantity, deviceName: text, diagnostic: false, ...more }) as unknown as Point;
const points = [
  point(1, "co2", "101 Klasserom CO₂"),
  point(2, "temperature", "101 Klasserom Temperatur"),
  point(3, "supply-air-temperature", "Ventilasjon", { binding: { by: "tfm-tag", tfmTag: "=360.001-RT401" } }),
  point(4, "battery-voltage", "101 Klasserom Batteri", { diagnostic: true }),
];

describe("points that are looked for", () => {
  it.each([
    ["", "", [1, 2, 3]],
    ["klasserom", "", [1, 2, 4]],
    ["101 co2", "", [1]],
    ["360.001", "", [3]],
    ["", "co2", [1]],
    ["101", "temperature", [2]],
    ["finnes ikke", "", []],
  ])("by %j and %j are %j", (words, quantity, expected) => {
    expect(
      findPoints(points, { words, quantity }, ({ deviceName }) => deviceName).map(({ id }) => id),
    ).toEqual(expected);
  });
});

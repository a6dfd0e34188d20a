import type { Polygon } from "@kontrollrom/contracts/building.ts";
import { describe, expect, it } from "vitest";
import { type LayerArea, measureLayer } from "./layer-figures.ts";

const box = (x: number, y: number, width: number, depth: number): Polygon => [
  [
    [x, y],
    [x + width, y],
    [x + width, y + depth],
    [x, y + depth],
  ],
];
/** Two rooms of 20 m² with a wall of 0.2 m between them, and one of 16.4 m² below. */
const storey = {
  storeyId: "first",
  rooms: [
    { spaceId: "101", polygon: box(0, 2.2, 4, 5), net: 20 },
    { spaceId: "102", polygon: box(4.2, 2.2, 4, 5), net: 20 },
    { spaceId: "103", polygon: box(0, 0, 8.2, 2), net: 16.4 },
  ],
};
const area = (id: string, roomIds: string[], ...polygons: Polygon[]): LayerArea => ({
  id,
  roomIds,
  outlines: polygons.map((polygon) => ({ storeyId: "first", polygon })),
});
const measure = (...areas: LayerArea[]) => measureLayer([storey], areas);
const one = (...areas: LayerArea[]) => measure(...areas).areas.get(areas[0]?.id ?? "")?.[0];

describe("figures of an area", () => {
  it("has the net area of its rooms, and the wall between them in its gross area", () => {
    const figures = one(area("a", ["101", "102"]));
    expect(figures?.net).toBe(40);
    expect(figures?.gross).toBeCloseTo(41, 3);
    expect(figures?.share).toBeCloseTo(40 / 56.4, 6);
    expect(figures?.perimeter).toBeCloseTo(26.4, 3);
  });

  it("has the part of each room that a drawn outline covers, and the rooms that it has the larger part of", () => {
    const figures = one(area("a", [], box(0, 0, 4, 5)));
    expect(figures?.gross).toBeCloseTo(20, 6);
    expect(figures?.net).toBeCloseTo(8 + 11.2, 6);
    expect(figures?.spaceIds).toEqual(["101"]);
  });

  it("counts floor once that is both in a room of its and in an outline", () => {
    const figures = one(area("a", ["101"], box(0, 2.2, 4, 5)));
    expect(figures?.net).toBe(20);
    expect(figures?.gross).toBeCloseTo(20, 6);
  });

  it("is on no storey where it has nothing", () => {
    expect(measure(area("a", ["elsewhere"])).areas.get("a")).toEqual([]);
  });
});

describe("a layer", () => {
  it("covers a storey without overlaps when every room is in one area", () => {
    const layer = measure(area("a", ["101", "102"]), area("b", ["103"]));
    expect(layer.gaps).toEqual([]);
    expect(layer.overlaps).toEqual([]);
    expect(layer.covered.get("first")).toBe(1);
  });

  it("names rooms that are in no area", () => {
    const layer = measure(area("a", ["101"]));
    expect(layer.gaps).toEqual([{ storeyId: "first", spaceIds: ["102", "103"], area: 36.4 }]);
    expect(layer.covered.get("first")).toBeCloseTo(20 / 56.4, 6);
  });

  it("names the rest of a room that outlines leave out", () => {
    const layer = measure(area("a", ["101", "102"], box(0, 0, 8.2, 1.5)));
    expect(layer.gaps[0]?.spaceIds).toEqual(["103"]);
    expect(layer.gaps[0]?.area).toBeCloseTo(4.1, 6);
  });

  it.each<[string, LayerArea, LayerArea, string[], number]>([
    ["a room in both", area("a", ["101"]), area("b", ["101"]), ["101"], 20],
    ["an outline over a room", area("a", ["101"]), area("b", [], box(3, 3, 1, 2)), ["101"], 2],
    ["outlines over each other", area("a", [], box(-9, 0, 3, 1)), area("b", [], box(-7, 0, 3, 1)), [], 1],
  ])("names the floor that two areas have: %s", (_, a, b, spaceIds, floor) => {
    const [overlap] = measure(a, b).overlaps;
    expect(overlap).toMatchObject({ areaIds: ["a", "b"], spaceIds });
    expect(overlap?.area).toBeCloseTo(floor, 6);
  });

  it("lets areas touch", () => {
    expect(measure(area("a", [], box(0, 0, 4, 9)), area("b", [], box(4, 0, 4, 9))).overlaps).toEqual([]);
  });
});

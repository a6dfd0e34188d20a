import { describe, expect, it } from "vitest";
import type { PointRecord } from "../register/catalogue.ts";
import { pointsInScope } from "./scope.ts";

const spaces = new Map(
  [
    ["s1", "Klasserom 1A"],
    ["s2", "Lærerværelse"],
  ].map(([id = "", name = ""]) => [id, { id, name, number: id, storeyId: "f1", buildingId: "b1" }]),
);

function point(
  id: number,
  quantity: PointRecord["quantity"],
  place: { spaceId?: string; buildingId?: string; removed?: boolean },
): [number, PointRecord] {
  return [
    id,
    {
      id,
      quantity,
      channel: undefined,
      device: {
        id: `d${id}`,
        externalId: `x${id}`,
        name: `Device ${id}`,
        decoder: undefined,
        buildingId: place.buildingId,
        storeyId: undefined,
        spaceId: place.spaceId,
        expectedIntervalS: undefined,
        removed: place.removed ?? false,
        points: new Map(),
      },
    },
  ];
}

const points = new Map([
  point(4, "co2", { spaceId: "s1", buildingId: "b1" }),
  point(2, "co2", { spaceId: "s2", buildingId: "b1" }),
  point(3, "temperature", { spaceId: "s1", buildingId: "b1" }),
  point(1, "co2", { buildingId: "b2" }),
  point(5, "co2", { spaceId: "s1", buildingId: "b1", removed: true }),
]);

describe("the points of a rule", () => {
  it.each([
    ["all of a quantity, in order", { quantity: "co2" as const }, [1, 2, 4]],
    ["of one room", { quantity: "co2" as const, spaceIds: ["s1"] }, [4]],
    [
      "of rooms by name, without regard to case",
      { quantity: "co2" as const, spaceNameContains: "KLASSEROM" },
      [4],
    ],
    [
      "of rooms by name with Norwegian letters",
      { quantity: "co2" as const, spaceNameContains: "lærer" },
      [2],
    ],
    ["of a building", { quantity: "co2" as const, buildingIds: ["b2"] }, [1]],
    ["by id, but only of the quantity", { quantity: "co2" as const, pointIds: [3, 4] }, [4]],
    [
      "none, where every condition must hold",
      { quantity: "co2" as const, spaceIds: ["s1"], buildingIds: ["b2"] },
      [],
    ],
  ])("%s", (_name, scope, expected) => {
    expect(pointsInScope(scope, { points, spaces })).toEqual(expected);
  });
});

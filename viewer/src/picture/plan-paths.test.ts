import type { Xy } from "@kontrollrom/contracts/building.ts";
import { describe, expect, it } from "vitest";
import { labelRoom, nextRoom, planViewBox, polygonPath, polygonsPath } from "./plan-paths.ts";

const square = (x: number, y: number, size: number): Xy[] => [
  [x, y],
  [x + size, y],
  [x + size, y + size],
  [x, y + size],
];

describe("paths", () => {
  it("turn y round and close every ring, holes too", () => {
    expect(polygonPath([square(0, 0, 4), square(1, 1, 1)])).toBe("M0 0L4 0L4 -4L0 -4ZM1 -1L2 -1L2 -2L1 -2Z");
  });

  it("round to centimetres and leave out what is no ring", () => {
    expect(polygonsPath([[square(0.123_456, 0, 1)], [[[0, 0]]], []])).toBe("M0.12 0L1.12 0L1.12 -1L0.12 -1Z");
  });

  it("have a view with a margin around the bounds", () => {
    expect(planViewBox([2, 3, 12, 8])).toEqual([1, -9, 12, 7]);
  });
});

describe("moving between rooms", () => {
  const room = (spaceId: string, label: Xy) => ({ spaceId, label });
  const from = room("m", [0, 0]);
  const rooms = [
    from,
    room("e", [5, 0.5]),
    room("ee", [9, 0]),
    room("w", [-4, 1]),
    room("n", [1, 6]),
    room("s", [0, -3]),
  ];

  it.each([
    ["right", "e"],
    ["left", "w"],
    ["up", "n"],
    ["down", "s"],
  ] as const)("%s leads to %s", (direction, expected) => {
    expect(nextRoom(rooms, from, direction)?.spaceId).toBe(expected);
  });

  it("stays where there is nothing that way", () => {
    expect(nextRoom(rooms, room("ee", [9, 0]), "right")).toBeUndefined();
  });
});

it.each([
  [10, "none"],
  [20, "number"],
  [40, "both"],
] as const)("at %i px a metre a room of 2 m shows %s", (scale, expected) => {
  expect(labelRoom([square(0, 0, 2)], scale)).toBe(expected);
});

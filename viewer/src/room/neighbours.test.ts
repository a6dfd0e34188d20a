import type { Plan } from "@kontrollrom/contracts/building.ts";
import { expect, it } from "vitest";
import { neighboursOf } from "./neighbours.ts";

const room = (spaceId: string, x: number, y: number, width = 4, height = 3): Plan["rooms"][number] => ({
  spaceId,
  number: spaceId,
  name: "",
  area: width * height,
  label: [x, y],
  polygon: [
    [
      [x, y],
      [x + width, y],
      [x + width, y + height],
      [x, y + height],
    ],
  ],
});

it("finds the rooms on the other side of the walls, the longest wall first, and not those at a corner or across the hall", () => {
  const rooms = [
    room("own", 0, 0),
    room("right", 4.2, 0, 4, 2),
    room("above", 0, 3.2),
    room("corner", 4.2, 3.2),
    room("far", -6, 0),
  ];
  expect(neighboursOf({ rooms }, "own").map(({ spaceId }) => spaceId)).toEqual(["above", "right"]);
  expect(neighboursOf({ rooms }, "unknown")).toEqual([]);
});

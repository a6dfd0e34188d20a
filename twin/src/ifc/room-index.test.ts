import { expect, it } from "vitest";
import type { Room } from "./room.ts";
import { createRoomIndex } from "./room-index.ts";

function room(name: string, x: number, width: number, floorZ: number): Room {
  const ring: [number, number][] = [
    [x, 0],
    [x + width, 0],
    [x + width, 4],
    [x, 4],
  ];
  return {
    name,
    bounds: [x, 0, x + width, 4],
    shape: { polygon: [ring], area: width * 4, parts: 1, floorZ, height: 2.5, volume: 0, bodies: [] },
  } as unknown as Room;
}

it.each<[string, [number, number, number], string | undefined]>([
  ["the room around it", [2, 2, 1], "101"],
  ["the room on its own storey", [2, 2, 4], "201"],
  ["the room below, above the suspended ceiling", [2, 2, 2.7], "101"],
  ["the room above, in its floor", [2, 2, 2.95], "201"],
  ["the smaller where two overlap", [8.5, 2, 1], "closet"],
  ["a very large one", [-70_000, 2, 11], "field"],
  ["none outside", [50, 2, 1], undefined],
  ["none far above", [2, 2, 9], undefined],
])("finds %s", (_, point, expected) => {
  const index = createRoomIndex([
    room("101", 0, 6, 0),
    room("102", 6, 6, 0),
    room("closet", 8, 1, 0),
    room("201", 0, 6, 3),
    room("field", -100_000, 90_000, 10),
  ]);
  expect(index.at(point)?.name).toBe(expected);
});

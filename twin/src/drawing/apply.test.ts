import type { Polygon, Xy } from "@kontrollrom/contracts/building.ts";
import type { DrawingCommand, DrawingRefusal } from "@kontrollrom/contracts/drawing.ts";
import { describe, expect, it } from "vitest";
import { areaOf, commonArea, union } from "../geometry/clip.ts";
import { polygonArea } from "../geometry/polygon.ts";
import { applyCommand, applyCommands } from "./apply.ts";
import type { EditDrawing } from "./drawing.ts";
import { box, grid } from "./grid.fixture.ts";

const id = "0b5f6c9e-0000-4000-8000-000000000001";
const id2 = "0b5f6c9e-0000-4000-8000-000000000002";
const areas = (drawing: EditDrawing) =>
  Object.fromEntries(drawing.rooms.map((room) => [room.id, Number(polygonArea(room.polygon).toFixed(3))]));
function done(drawing: EditDrawing, ...commands: DrawingCommand[]): EditDrawing {
  const result = applyCommands(drawing, commands);
  if (!result.ok) throw new Error(`${result.reason} at ${result.at}`);
  return result.drawing;
}
/** The edge of a room of `grid(2, 1, 0.2)` towards the other. */
const eastOfFirst: [Xy, Xy] = [
  [4, 0],
  [4, 5],
];

/** Two offices north of a corridor, with walls of 0.2 m, and a door from the first to the corridor. */
const offices: EditDrawing = {
  rooms: [
    { id: "a", number: "101", name: "Kontor", polygon: box(0, 2.2, 4, 5) },
    { id: "b", number: "102", name: "Kontor", polygon: box(4.2, 2.2, 4, 5) },
    { id: "c", number: "103", name: "Korridor", polygon: box(0, 0, 8.2, 2) },
  ],
  walls: [box(0, 2, 8.2, 0.2), box(4, 2.2, 0.2, 5), box(0, 7.2, 8.2, 0.3)],
  doors: [box(1, 2.05, 0.9, 0.1)],
  windows: [],
};
const wallArea = (drawing: EditDrawing) => areaOf(union(drawing.walls));

describe("moving a wall", () => {
  it.each([1, -1, 0.35, -2.5])("by %s m gives to the one room what it takes from the other", (offset) => {
    const after = done(grid(2, 1, 0.2), { kind: "moveWall", roomId: "r0", edge: eastOfFirst, offset });
    expect(areas(after).r0).toBeCloseTo(20 + 5 * offset, 3);
    expect(areas(after).r1).toBeCloseTo(20 - 5 * offset, 3);
  });

  it("keeps the thickness of the wall, and takes its door along", () => {
    const after = done(offices, {
      kind: "moveWall",
      roomId: "c",
      edge: [
        [0, 2],
        [8.2, 2],
      ],
      offset: 0.5,
    });
    expect(areas(after)).toEqual({ a: 18, b: 18, c: 20.5 });
    expect(after.doors[0]?.[0]?.[0]?.[1]).toBeCloseTo(2.55, 6);
    // The wall between the offices is half a metre shorter.
    expect(wallArea(after)).toBeCloseTo(wallArea(offices) - 0.2 * 0.5, 3);
    for (const room of after.rooms)
      for (const wall of after.walls) expect(commonArea(room.polygon, wall)).toBeLessThan(0.001);
  });

  it("moves for the rooms on both sides, whichever is named", () => {
    const ofOne = done(grid(2, 1, 0.2), { kind: "moveWall", roomId: "r0", edge: eastOfFirst, offset: 0.7 });
    const ofOther = done(grid(2, 1, 0.2), {
      kind: "moveWall",
      roomId: "r1",
      edge: [
        [4.2, 5],
        [4.2, 0],
      ],
      offset: -0.7,
    });
    expect(areas(ofOne)).toEqual(areas(ofOther));
  });

  it("takes a bite of a longer room, with walls around it", () => {
    const after = done(offices, {
      kind: "moveWall",
      roomId: "a",
      edge: [
        [0, 2.2],
        [4, 2.2],
      ],
      offset: 0.5,
    });
    expect(areas(after).a).toBeCloseTo(22, 3);
    // 4 m of the office and 0.2 m of wall beside it, which is the wall to the outside on the other side.
    expect(areas(after).c).toBeCloseTo(16.4 - 4.2 * 0.5, 3);
  });

  it("moves an outer wall out with the room", () => {
    const after = done(offices, {
      kind: "moveWall",
      roomId: "a",
      edge: [
        [4, 7.2],
        [0, 7.2],
      ],
      offset: 1,
    });
    expect(areas(after).a).toBeCloseTo(24, 3);
    expect(areas(after).b).toBeCloseTo(20, 3);
    const above = areaOf(after.walls.filter((wall) => (wall[0] ?? []).some(([, y]) => y > 8.4)));
    expect(above).toBeGreaterThan(1.2);
    for (const room of after.rooms)
      for (const wall of after.walls) expect(commonArea(room.polygon, wall)).toBeLessThan(0.001);
  });

  it.each<[string, EditDrawing, DrawingCommand, DrawingRefusal]>([
    [
      "an unknown room",
      offices,
      { kind: "moveWall", roomId: "x", edge: eastOfFirst, offset: 1 },
      "room-not-found",
    ],
    [
      "an unknown wall",
      offices,
      {
        kind: "moveWall",
        roomId: "a",
        edge: [
          [0, 0],
          [9, 9],
        ],
        offset: 1,
      },
      "wall-not-found",
    ],
    [
      "no way",
      grid(2, 1, 0.2),
      { kind: "moveWall", roomId: "r0", edge: eastOfFirst, offset: 0 },
      "nothing-changes",
    ],
    [
      "past its own other side",
      grid(2, 1, 0.2),
      { kind: "moveWall", roomId: "r0", edge: eastOfFirst, offset: -4.1 },
      "wall-too-far",
    ],
    [
      "over the whole neighbour",
      grid(2, 1, 0.2),
      { kind: "moveWall", roomId: "r0", edge: eastOfFirst, offset: 4.5 },
      "room-too-small",
    ],
    [
      "to a crack",
      grid(2, 1, 0.2),
      { kind: "moveWall", roomId: "r0", edge: eastOfFirst, offset: -3.8 },
      "room-too-narrow",
    ],
    [
      "leaving a neck of a corridor",
      {
        ...offices,
        rooms: offices.rooms.map((room) =>
          room.id === "c" ? { ...room, polygon: box(-4, 0, 12.2, 2) } : room,
        ),
      },
      {
        kind: "moveWall",
        roomId: "a",
        edge: [
          [0, 2.2],
          [4, 2.2],
        ],
        offset: 1.9,
      },
      "room-too-narrow",
    ],
  ])("refuses %s", (_, drawing, command, reason) => {
    expect(applyCommand(drawing, command)).toMatchObject({ ok: false, reason });
  });
});

describe("dividing a room", () => {
  const across = (x: number): Xy[] => [
    [x, -1],
    [x, 6],
  ];
  it.each<[string, Xy[], number, number]>([
    ["across", across(1), 15, 5],
    [
      "with ends inside",
      [
        [1, 2],
        [1, 3],
      ],
      15,
      5,
    ],
    [
      "with ends on the walls",
      [
        [1, 0],
        [1, 5],
      ],
      15,
      5,
    ],
    [
      "from corner to corner",
      [
        [0, 0],
        [4, 5],
      ],
      10,
      10,
    ],
    [
      "slanting",
      [
        [0, 1],
        [4, 3],
      ],
      12,
      8,
    ],
    [
      "along a bent line",
      [
        [1, -1],
        [1, 2],
        [3, 2],
        [3, 6],
      ],
      11,
      9,
    ],
    [
      "cutting a corner out",
      [
        [-1, 2],
        [2, 2],
        [2, -1],
      ],
      16,
      4,
    ],
  ])("%s", (_, line, larger, smaller) => {
    const after = done(grid(1, 1, 0), { kind: "split", roomId: "r0", line, newRoomId: id });
    const sizes = Object.values(areas(after)).toSorted((a, b) => b - a);
    expect(sizes[0]).toBeCloseTo(larger, 2);
    expect(sizes[1]).toBeCloseTo(smaller, 2);
    expect(areas(after).r0).toBeCloseTo(larger, 2);
  });

  it("lets the part that is pointed at keep the room's id", () => {
    const after = done(grid(1, 1, 0), {
      kind: "split",
      roomId: "r0",
      line: across(1),
      newRoomId: id,
      keepAt: [0.5, 2],
    });
    expect(areas(after)).toEqual({ r0: 5, [id]: 15 });
  });

  it("numbers the new room after the old one, and keeps its function", () => {
    const after = done(
      grid(1, 1, 0),
      { kind: "split", roomId: "r0", line: across(1), newRoomId: id },
      { kind: "split", roomId: "r0", line: across(2), newRoomId: id2, name: "Arkiv" },
    );
    expect(after.rooms.map(({ number, name, functionCode }) => [number, name, functionCode])).toEqual([
      ["101", "Kontor", "221"],
      ["101-3", "Arkiv", "221"],
      ["101-2", "Kontor", "221"],
    ]);
  });

  it("puts a wall between them", () => {
    const after = done(grid(1, 1, 0), {
      kind: "split",
      roomId: "r0",
      line: across(2),
      newRoomId: id,
      thickness: 0.1,
    });
    expect(areas(after)).toEqual({ r0: 9.75, [id]: 9.75 });
    expect(wallArea(after)).toBeCloseTo(0.5, 3);
  });

  const u: EditDrawing = {
    rooms: [
      {
        id: "u",
        number: "1",
        name: "",
        polygon: [
          [
            [0, 0],
            [9, 0],
            [9, 6],
            [6, 6],
            [6, 3],
            [3, 3],
            [3, 6],
            [0, 6],
          ],
        ],
      },
    ],
    walls: [],
    doors: [],
    windows: [],
  };
  const ring: EditDrawing = {
    ...u,
    rooms: [
      {
        id: "u",
        number: "1",
        name: "",
        polygon: [...box(0, 0, 9, 9), (box(3, 3, 3, 3)[0] ?? []).toReversed()],
      },
    ],
  };
  it("cuts one leg of a room where the line lies in one", () => {
    const after = done(u, {
      kind: "split",
      roomId: "u",
      line: [
        [-1, 4],
        [2, 4],
      ],
      newRoomId: id,
    });
    expect(areas(after)[id]).toBe(6);
  });
  it("leaves a hole with the part around it", () => {
    const after = done(ring, {
      kind: "split",
      roomId: "u",
      line: [
        [2, -1],
        [2, 10],
      ],
      newRoomId: id,
    });
    expect(areas(after)).toEqual({ u: 54, [id]: 18 });
  });

  it.each<[string, EditDrawing, Extract<DrawingCommand, { kind: "split" }>, DrawingRefusal]>([
    [
      "a line beside it",
      grid(1, 1, 0),
      { kind: "split", roomId: "r0", line: across(9), newRoomId: id },
      "line-misses-room",
    ],
    [
      "a line through both legs",
      u,
      {
        kind: "split",
        roomId: "u",
        line: [
          [-1, 5],
          [10, 5],
        ],
        newRoomId: id,
      },
      "line-leaves-room",
    ],
    [
      "a line to a hole",
      ring,
      {
        kind: "split",
        roomId: "u",
        line: [
          [4, -1],
          [4, 2],
        ],
        newRoomId: id,
      },
      "line-meets-hole",
    ],
    [
      "a sliver",
      grid(1, 1, 0),
      { kind: "split", roomId: "r0", line: across(0.2), newRoomId: id },
      "room-too-narrow",
    ],
    [
      "an id in use",
      grid(2, 1, 0),
      { kind: "split", roomId: "r0", line: across(1), newRoomId: "r1" },
      "id-taken",
    ],
    [
      "a number in use",
      grid(2, 1, 0),
      { kind: "split", roomId: "r0", line: across(1), newRoomId: id, number: "102" },
      "number-taken",
    ],
  ])("refuses %s", (_, drawing, command, reason) => {
    expect(applyCommand(drawing, command)).toMatchObject({ ok: false, reason });
  });
});

describe("joining rooms", () => {
  it("takes the wall between them away", () => {
    const after = done(offices, { kind: "merge", keepId: "a", otherId: "b" });
    expect(areas(after)).toEqual({ a: 41, c: 16.4 });
    expect(wallArea(after)).toBeCloseTo(wallArea(offices) - 1, 3);
  });
  it("is the sum where there is no wall", () => {
    expect(areas(done(grid(2, 1, 0), { kind: "merge", keepId: "r1", otherId: "r0" }))).toEqual({ r1: 40 });
  });
  it.each<[string, EditDrawing, string, string, DrawingRefusal]>([
    ["rooms apart", grid(3, 1, 0.2), "r0", "r2", "not-neighbours"],
    ["rooms that meet in a corner", grid(2, 2, 0), "r0", "r3", "not-neighbours"],
    ["a room with itself", grid(2, 1, 0), "r0", "r0", "nothing-changes"],
    ["an unknown room", grid(2, 1, 0), "r0", "x", "room-not-found"],
  ])("refuses %s", (_, drawing, keepId, otherId, reason) => {
    expect(applyCommand(drawing, { kind: "merge", keepId, otherId })).toMatchObject({ ok: false, reason });
  });
});

describe("drawing, deleting and naming", () => {
  const corners = (polygon: Polygon): Xy[] => polygon[0] ?? [];
  it("draws a room in free space, turned either way", () => {
    const after = done(grid(1, 1, 0), {
      kind: "draw",
      newRoomId: id,
      corners: corners(box(5, 0, 2, 2)).toReversed(),
      number: "9",
    });
    expect(areas(after)).toEqual({ r0: 20, [id]: 4 });
  });
  it.each<[string, Xy[], DrawingRefusal]>([
    ["over another room", corners(box(3, 0, 2, 2)), "rooms-overlap"],
    [
      "that crosses itself",
      [
        [9, 0],
        [12, 3],
        [12, 0],
        [9, 3],
      ],
      "outline-invalid",
    ],
    [
      "without area",
      [
        [9, 0],
        [12, 0],
        [10, 0],
      ],
      "outline-invalid",
    ],
    ["too small", corners(box(9, 0, 0.6, 0.6)), "room-too-small"],
    ["too narrow", corners(box(9, 0, 20, 0.2)), "room-too-narrow"],
  ])("refuses a room %s", (_, ring, reason) => {
    expect(
      applyCommand(grid(1, 1, 0), { kind: "draw", newRoomId: id, corners: ring, number: "9" }),
    ).toMatchObject({ ok: false, reason });
  });
  it("deletes, renames and sets functions", () => {
    const after = done(
      grid(3, 1, 0),
      { kind: "delete", roomId: "r1" },
      { kind: "rename", roomId: "r0", number: "102", name: "Lager" },
      { kind: "setFunction", roomId: "r0", functionCode: "311" },
      { kind: "setFunction", roomId: "r2", functionCode: null },
    );
    expect(after.rooms.map(({ number, name, functionCode }) => [number, name, functionCode])).toEqual([
      ["102", "Lager", "311"],
      ["103", "Kontor", undefined],
    ]);
  });
  it("carries out all or none, and counts the one that was refused", () => {
    expect(
      applyCommands(grid(2, 1, 0), [
        { kind: "delete", roomId: "r0" },
        { kind: "rename", roomId: "r0", name: "x" },
      ]),
    ).toEqual({ ok: false, at: 1, reason: "room-not-found", roomIds: ["r0"] });
    expect(applyCommand(grid(2, 1, 0), { kind: "rename", roomId: "r0", number: "102" })).toMatchObject({
      reason: "number-taken",
    });
  });
});

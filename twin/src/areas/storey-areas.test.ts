import type { Polygon } from "@kontrollrom/contracts/building.ts";
import { array, assert, integer, property, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { groupOf } from "./room-functions.ts";
import { type AreaRoom, type AreaStorey, measureStorey } from "./storey-areas.ts";

const box = (x: number, y: number, width: number, depth: number): Polygon => [
  [
    [x, y],
    [x + width, y],
    [x + width, y + depth],
    [x, y + depth],
  ],
];
const frame = (x: number, y: number, width: number, depth: number, wall: number): Polygon => [
  box(x - wall, y - wall, width + 2 * wall, depth + 2 * wall)[0] ?? [],
  (box(x, y, width, depth)[0] ?? []).toReversed(),
];
const room = (spaceId: string, polygon: Polygon, rest: Partial<AreaRoom> = {}): AreaRoom => ({
  spaceId,
  polygon,
  functionCode: "221",
  ...rest,
});
const storey = (rooms: AreaRoom[], walls: Polygon[] = [], fillings: Polygon[] = []): AreaStorey => ({
  rooms,
  walls,
  fillings,
});
/** A room 4 m wide and 5 m deep, under a roof from 1 m at the one side to 3 m at the other. */
const attic = {
  positions: [0, 0, 0, 4, 0, 0, 4, 0, -5, 0, 0, -5, 0, 1, 0, 4, 3, 0, 4, 3, -5, 0, 1, -5],
  indices: [
    0, 2, 1, 0, 3, 2, 4, 5, 6, 4, 6, 7, 0, 1, 5, 0, 5, 4, 1, 2, 6, 1, 6, 5, 2, 3, 7, 2, 7, 6, 3, 0, 4, 3, 4,
    7,
  ],
  origin: [0, 0, 0] as const,
};

describe("areas of a storey", () => {
  it.each<
    [string, AreaStorey, { net: number; usable: number; gross?: number; low?: number; openings?: number }]
  >([
    [
      "one room in its walls",
      storey([room("a", box(0, 0, 4, 5))], [frame(0, 0, 4, 5, 0.3)]),
      { net: 20, usable: 20, gross: 4.6 * 5.6 },
    ],
    [
      "two rooms with an inner wall",
      storey(
        [room("a", box(0, 0, 4, 5)), room("b", box(4.2, 0, 3, 5))],
        [frame(0, 0, 7.2, 5, 0.3), box(4, 0, 0.2, 5)],
      ),
      { net: 35, usable: 36, gross: 7.8 * 5.6 },
    ],
    [
      "a window and a door fill the gaps of the outer wall",
      storey(
        [room("a", box(0, 0, 4, 5))],
        [
          box(-0.3, -0.3, 0.3, 5.6),
          box(4, -0.3, 0.3, 5.6),
          box(0, 5, 4, 0.3),
          box(0, -0.3, 1.5, 0.3),
          box(2.5, -0.3, 1.5, 0.3),
        ],
        [box(1.5, -0.2, 1, 0.1)],
      ),
      // Beside the leaf of the door, 0.1 m and 0.1 m of the wall's depth are open air of a gap wider than 0.6 m.
      { net: 20, usable: 20 },
    ],
    ["no walls", storey([room("a", box(0, 0, 4, 5))]), { net: 20, usable: 20 }],
    ["too low", storey([room("a", box(0, 0, 4, 5), { height: 1.8 })]), { net: 0, usable: 0, low: 20 }],
    ["exactly high enough", storey([room("a", box(0, 0, 4, 5), { height: 1.9 })]), { net: 20, usable: 20 }],
    // The roof is 1.9 m above the floor at 1.8 m from the low side.
    [
      "a sloped roof",
      storey([room("a", box(0, 0, 4, 5), { height: 3, body: attic })]),
      { net: 2.2 * 5, usable: 11, low: 9 },
    ],
    [
      "a shaft between rooms",
      storey([room("a", [box(0, 0, 6, 5)[0] ?? [], (box(2, 2, 1, 1)[0] ?? []).toReversed()])]),
      { net: 29, usable: 30, openings: 0 },
    ],
    [
      "a hole in the floor",
      storey([room("a", [box(0, 0, 9, 9)[0] ?? [], (box(3, 3, 3, 3)[0] ?? []).toReversed()])]),
      { net: 72, usable: 72, openings: 1 },
    ],
    [
      "a space drawn around a room",
      storey([room("a", box(0, 0, 10, 10)), room("b", box(1, 1, 2, 2))]),
      { net: 100, usable: 100 },
    ],
    ["only a declared area", storey([{ spaceId: "a", declared: 12.5 }]), { net: 12.5, usable: 12.5 }],
    ["nothing", storey([]), { net: 0, usable: 0 }],
    [
      "a garden wall farther away",
      storey([room("a", box(0, 0, 4, 5))], [frame(0, 0, 4, 5, 0.3), box(10, 0, 0.2, 5)]),
      { net: 20, usable: 20, gross: 4.6 * 5.6 },
    ],
  ])("%s", (_, given, wanted) => {
    const found = measureStorey(given);
    expect(found.net).toBeCloseTo(wanted.net, 2);
    expect(found.usable).toBeCloseTo(wanted.usable, 2);
    if (wanted.gross !== undefined) expect(found.gross).toBeCloseTo(wanted.gross, 2);
    if (wanted.low !== undefined) expect(found.low).toBeCloseTo(wanted.low, 2);
    if (wanted.openings !== undefined) expect(found.openings).toHaveLength(wanted.openings);
  });

  it("divides net area by function, and says which rooms have none", () => {
    const found = measureStorey(
      storey([
        room("office", box(0, 0, 2, 2), { functionCode: "221" }),
        room("store", box(3, 0, 1, 2), { functionCode: "3" }),
        room("plant", box(5, 0, 3, 1), { functionCode: "411" }),
        room("corridor", box(9, 0, 5, 1), { functionCode: "511" }),
        room("empty", box(15, 0, 1, 1), { functionCode: "6" }),
        room("unknown", box(17, 0, 1, 1), { functionCode: undefined }),
        room("other list", box(19, 0, 1, 1), { functionCode: "13-55 11" }),
      ]),
    );
    expect(found.byGroup).toEqual({ functional: 6, technical: 3, circulation: 5, unassigned: 3 });
    expect(found.findings.find(({ code }) => code === "no-function")?.spaceIds).toEqual([
      "unknown",
      "other list",
    ]);
  });

  it("names rooms that cover each other", () => {
    const found = measureStorey(
      storey([room("roof", box(0, 0, 10, 10)), room("b", box(1, 1, 2, 2)), room("c", box(20, 0, 2, 2))]),
    );
    expect(found.findings.find(({ code }) => code === "rooms-overlap")?.spaceIds.toSorted()).toEqual([
      "b",
      "roof",
    ]);
    expect(found.rooms.get("roof")?.net).toBeCloseTo(96, 3);
  });

  it("says when walls are missing on a side", () => {
    const found = measureStorey(storey([room("a", box(0, 0, 10, 10))], [box(-0.3, 0, 0.3, 2)]));
    expect(found.findings.map(({ code }) => code)).toContain("outer-walls-incomplete");
  });

  it("never gives more net than usable, nor more usable than gross", () => {
    const metre = integer({ min: 0, max: 120 }).map((value) => value / 10);
    const size = integer({ min: 3, max: 60 }).map((value) => value / 10);
    const boxes = record({ x: metre, y: metre, width: size, depth: size }).map(({ x, y, width, depth }) =>
      box(x, y, width, depth),
    );
    assert(
      property(
        array(boxes, { minLength: 1, maxLength: 12 }),
        array(boxes, { maxLength: 6 }),
        (rooms, walls) => {
          const found = measureStorey(
            storey(
              rooms.map((polygon, i) => room(String(i), polygon)),
              walls,
            ),
          );
          expect(found.net).toBeLessThanOrEqual(found.usable + 0.02);
          expect(found.usable).toBeLessThanOrEqual((found.gross ?? Infinity) + 0.02);
          expect(Object.values(found.byGroup).reduce((sum, area) => sum + area, 0)).toBeCloseTo(found.net, 6);
        },
      ),
      { numRuns: 200 },
    );
  });
});

it.each([
  ["111", "functional"],
  ["12", "functional"],
  ["399", "functional"],
  ["411", "technical"],
  ["5", "circulation"],
  ["611", "unassigned"],
  ["711", "unassigned"],
  ["", "unassigned"],
  ["5111", "unassigned"],
  ["13-31 11", "unassigned"],
])("a room with function %s counts as %s", (code, group) => {
  expect(groupOf(code)).toBe(group);
});

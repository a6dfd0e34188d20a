import { describe, expect, it } from "vitest";
import { mergeRooms, paintRoom, roomAtTriangle, roomEdges } from "./room-mesh.ts";

/** A box, each face with its own four corners as exporters write them. */
function box(spaceId: string, storeyId: string, x: number, y: number, size = 2) {
  const corner = (i: number, j: number, k: number) => [x + i * size, y + j * size, k * size];
  const faces = [
    [corner(0, 0, 0), corner(1, 0, 0), corner(1, 1, 0), corner(0, 1, 0)],
    [corner(0, 0, 1), corner(1, 0, 1), corner(1, 1, 1), corner(0, 1, 1)],
    [corner(0, 0, 0), corner(0, 1, 0), corner(0, 1, 1), corner(0, 0, 1)],
    [corner(1, 0, 0), corner(1, 1, 0), corner(1, 1, 1), corner(1, 0, 1)],
    [corner(0, 0, 0), corner(1, 0, 0), corner(1, 0, 1), corner(0, 0, 1)],
    [corner(0, 1, 0), corner(1, 1, 0), corner(1, 1, 1), corner(0, 1, 1)],
  ];
  return {
    spaceId,
    storeyId,
    positions: faces.flat(2),
    indices: faces.flatMap((_, face) => [0, 1, 2, 0, 2, 3].map((index) => face * 4 + index)),
  };
}

describe("merged rooms", () => {
  const merged = mergeRooms(
    [box("up", "second", 0, 3), box("down", "first", 0, 0), box("beside", "first", 4, 0)],
    ["first", "second"],
  );

  it("lie storey by storey from the lowest, so that drawing less hides what is above", () => {
    expect(merged.ranges.map(({ spaceId }) => spaceId)).toEqual(["down", "beside", "up"]);
    expect(merged.drawCount.get("first")).toBe(72);
    expect(merged.drawCount.get("second")).toBe(108);
  });

  it("keep every corner where it was", () => {
    const up = merged.bySpace.get("up")!;
    const first = merged.indices[up.firstIndex]!;
    expect([...merged.positions.subarray(first * 3, first * 3 + 3)]).toEqual([0, 3, 0]);
    expect(up.centre).toEqual([1, 4, 1]);
    expect(up.top).toBe(5);
    expect(merged.box).toEqual({ min: [0, 0, 0], max: [6, 5, 2] });
  });

  it("tell which room a triangle belongs to", () => {
    expect([0, 11, 12, 24, 35, 36].map((triangle) => roomAtTriangle(merged, triangle)?.spaceId)).toEqual([
      "down",
      "down",
      "beside",
      "up",
      "up",
      undefined,
    ]);
  });

  it("tell the right room for any number of rooms", () => {
    for (const count of [1, 2, 3, 8, 37]) {
      const many = mergeRooms(
        Array.from({ length: count }, (_, i) => box(String(i), "s", i * 3, 0)),
        ["s"],
      );
      for (let triangle = 0; triangle < count * 12; triangle++) {
        expect(roomAtTriangle(many, triangle)?.spaceId).toBe(String(Math.floor(triangle / 12)));
      }
    }
  });

  it("are empty without rooms", () => {
    expect(mergeRooms([], []).ranges).toEqual([]);
  });
});

describe("edges", () => {
  it("of a box are its twelve sides, not the diagonals of its faces", () => {
    const { positions, indices } = box("a", "s", 0, 0);
    expect(roomEdges(positions, indices)).toHaveLength(12 * 6);
  });

  it("leave out triangles without an area", () => {
    expect(roomEdges([0, 0, 0, 1, 0, 0, 2, 0, 0], [0, 1, 2])).toEqual([]);
  });
});

describe("painting", () => {
  it("writes the room's corners only, and says whether anything changed", () => {
    const merged = mergeRooms([box("a", "s", 0, 0), box("b", "s", 4, 0)], ["s"]);
    const colours = new Uint8Array((merged.positions.length / 3) * 4);
    const b = merged.bySpace.get("b")!;
    expect(paintRoom(colours, b, [1, 2, 3], 255)).toBe(true);
    expect(paintRoom(colours, b, [1, 2, 3], 255)).toBe(false);
    expect(paintRoom(colours, b, [1, 2, 3], 0)).toBe(true);
    expect(colours.slice(0, 24 * 4).every((part) => part === 0)).toBe(true);
    expect([...colours.slice(24 * 4, 24 * 4 + 4)]).toEqual([1, 2, 3, 0]);
    expect([...colours.slice(-4)]).toEqual([1, 2, 3, 0]);
  });
});

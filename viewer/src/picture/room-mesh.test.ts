import { Ray, Vector3 } from "three";
import { describe, expect, it } from "vitest";
import { pickRoom } from "./pick-room.ts";
import { mergeRooms, paintRoom, roomEdges } from "./room-mesh.ts";

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

describe("the room under a ray", () => {
  const merged = mergeRooms(
    [box("down", "first", 0, 0), box("up", "second", 0, 3), box("beside", "first", 4, 0)],
    ["first", "second"],
  );
  const seen = () => 0;
  const all = () => true;
  const down = new Ray(new Vector3(1, 20, 1), new Vector3(0, -1, 0));

  it("is the nearest, with the point that is met", () => {
    const hit = pickRoom(merged, down, seen, all);
    expect([hit?.room.spaceId, hit?.at.y]).toEqual(["up", 5]);
  });

  it("is not one of a storey that is hidden", () => {
    const hit = pickRoom(merged, down, ({ storeyId }) => (storeyId === "second" ? undefined : 0), all);
    expect([hit?.room.spaceId, hit?.at.y]).toEqual(["down", 2]);
  });

  it("is met where it is lifted to", () => {
    const lift = ({ storeyId }: { storeyId: string }) => (storeyId === "second" ? 4 : 0);
    expect(pickRoom(merged, down, lift, all)?.at.y).toBe(9);
  });

  it("is met behind the section: what was cut away takes no click", () => {
    expect(pickRoom(merged, down, seen, ({ y }) => y <= 4)?.at.y).toBe(3);
  });

  it("is nothing where nothing is", () => {
    expect(
      pickRoom(merged, new Ray(new Vector3(20, 20, 1), new Vector3(0, -1, 0)), seen, all),
    ).toBeUndefined();
  });
});

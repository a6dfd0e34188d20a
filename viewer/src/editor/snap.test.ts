import type { Xy } from "@kontrollrom/contracts/building.ts";
import { describe, expect, it } from "vitest";
import { readCorner, readLength } from "./exact.ts";
import { edgesOf, mainAxis, nearestEdge, rectangle, ringArea, roomAt, roomOfLine } from "./geometry.ts";
import { type SnapContext, snapOffset, snapPoint } from "./snap.ts";

const box = (spaceId: string, x: number, y: number, width: number, depth: number) => ({
  spaceId,
  polygon: [
    [
      [x, y],
      [x + width, y],
      [x + width, y + depth],
      [x, y + depth],
    ] as Xy[],
  ],
});
const rooms = [box("a", 0, 0, 4, 5), box("b", 4.2, 0, 4, 5)];
const edges = rooms.flatMap(edgesOf);
const context: SnapContext = {
  corners: rooms.flatMap(({ polygon }) => polygon.flat()),
  edges,
  axis: 0,
  grid: 0.1,
  reach: 0.2,
};

describe("a point near something", () => {
  it.each<[string, Xy, Partial<SnapContext>, Xy, string[]]>([
    ["goes to the corner", [4.15, 5.05], {}, [4.2, 5], ["corner"]],
    ["goes to the wall", [2.03, 0.1], { corners: [] }, [2.03, 0], ["edge"]],
    [
      "goes out at a right angle by whole steps",
      [13.14, 8.1],
      { previous: [11, 8] },
      [13.1, 8],
      ["right-angle"],
    ],
    [
      "meets the wall at a right angle",
      [2.1, 0.1],
      { corners: [], previous: [2, 3] },
      [2, 0],
      ["edge", "right-angle"],
    ],
    ["lies in line with a corner", [10.1, 5.1], { grid: undefined }, [10.1, 5], ["align"]],
    ["lies on the grid", [12.34, 9.07], {}, [12.3, 9.1], ["grid"]],
    ["stays where it is without anything near", [12.3456, 9.07], { grid: undefined }, [12.346, 9.07], []],
  ])("%s", (_, raw, more, at, kinds) => {
    const snapped = snapPoint(raw, { ...context, ...more });
    expect(snapped.at).toEqual(at);
    expect(snapped.guides.map(({ kind }) => kind).sort()).toEqual(kinds);
  });

  it("follows the walls of a house that lies askew", () => {
    const axis = Math.PI / 6;
    const { at } = snapPoint([100.9, 100.52], {
      ...context,
      corners: [],
      edges: [],
      axis,
      previous: [100, 100],
    });
    expect(Math.atan2(at[1] - 100, at[0] - 100)).toBeCloseTo(axis, 2);
  });
});

describe("a wall that is moved", () => {
  const wall = edges.find(({ roomId, from, to }) => roomId === "a" && from[0] === 4 && to[0] === 4);
  it("goes by steps of 5 cm, and in line with another wall near it", () => {
    if (wall === undefined) throw new Error("no wall");
    expect(snapOffset(wall, -1.02, edges, context).offset).toBe(-1);
    const line = snapOffset(wall, 0.16, edges, context);
    expect(line.offset).toBe(0.2);
    expect(line.guides.map(({ kind }) => kind)).toEqual(["align"]);
  });
});

describe("the drawing under the hand", () => {
  it("finds edges, rooms and the room that a line divides", () => {
    expect(nearestEdge(edges, [3.95, 2], 0.2)?.roomId).toBe("a");
    expect(nearestEdge(edges, [2, 2], 0.2)).toBeUndefined();
    expect(roomAt([...rooms, box("all", -1, -1, 20, 20)], [1, 1])?.spaceId).toBe("a");
    expect(
      roomOfLine(rooms, [
        [-0.5, 1],
        [4.4, 1],
      ])?.spaceId,
    ).toBe("a");
  });

  it("knows how the house lies", () => {
    expect(mainAxis(edges)).toBe(0);
    const askew = rectangle([0, 0], [3, 2.5], 0.3);
    expect(mainAxis(edgesOf({ spaceId: "r", polygon: [askew] }))).toBeCloseTo(0.3, 2);
    expect(ringArea(rectangle([3, 3], [1, 1], 0))).toBeCloseTo(4, 9);
  });
});

describe("what is written", () => {
  it.each<[string, number | undefined]>([
    ["3,5", 3.5],
    ["-10 mm", -0.01],
    ["120cm", 1.2],
    ["tre", undefined],
  ])("%s is a length", (text, length) => expect(readLength(text)).toBe(length));

  it.each<[string, Xy | undefined]>([
    ["12,3; 4,5", [12.3, 4.5]],
    ["@1; -2", [2, -1]],
    ["5", [4, 5]],
    ["", undefined],
  ])("%s is a corner", (text, corner) => expect(readCorner(text, [1, 1], [4, 5])).toEqual(corner));
});

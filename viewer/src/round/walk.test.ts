import { describe, expect, it } from "vitest";
import { fragmentAround } from "./fragment-around.ts";
import { labelCode } from "./label-code.ts";
import { type WalkOrder, walk } from "./walk.ts";

const now = Date.UTC(2026, 10, 21, 9);
const hour = 3_600_000;
const endOfDay = now + 14 * hour;
const elevations = new Map([
  ["cellar", -3],
  ["first", 0],
  ["second", 3],
]);
const order = (id: string, more: Partial<WalkOrder> = {}): WalkOrder => ({
  id,
  priority: 3,
  buildingName: "Skolen",
  storeyId: "first",
  spaceLabel: "101",
  createdAt: "2026-11-20T08:00:00Z",
  ...more,
});
const due = (hours: number) => ({ dueAt: new Date(now + hours * hour).toISOString() });
const ids = (orders: readonly WalkOrder[]) =>
  walk(orders, elevations, now, endOfDay).map(({ kind, stops }) => [
    kind,
    ...stops.flatMap((stop) => stop.orders.map(({ id }) => id)),
  ]);

describe("the way through a round", () => {
  it("has what is overdue first, then today, then the rest; the urgent are for today whatever their deadline", () => {
    expect(
      ids([
        order("later", due(40)),
        order("today", due(3)),
        order("late", due(-1)),
        order("urgent", { priority: 1 }),
      ]),
    ).toEqual([
      ["overdue", "late"],
      ["today", "urgent", "today"],
      ["later", "later"],
    ]);
  });

  it("goes from the cellar up, room by room as numbers go, and the most urgent first in a room", () => {
    const way = [
      order("10", { spaceLabel: "10 Lager", storeyId: "second" }),
      order("9", { spaceLabel: "9 Kontor", storeyId: "second" }),
      order("nowhere", { storeyId: undefined, spaceLabel: undefined }),
      order("cellar", { storeyId: "cellar" }),
      order("calm", { priority: 4 }),
      order("first"),
    ];
    expect(ids(way)).toEqual([["later", "nowhere", "cellar", "first", "calm", "9", "10"]]);
  });

  it("begins in the building that has the most urgent", () => {
    const way = [
      order("a", { buildingName: "A", ...due(1) }),
      order("b", { buildingName: "B", priority: 1, ...due(1) }),
    ];
    expect(ids(way)).toEqual([["today", "b", "a"]]);
  });
});

describe("the code of a label", () => {
  it.each([
    ["abcdefgh2345", "abcdefgh2345"],
    ["  abcdefgh2345 ", "abcdefgh2345"],
    ["https://kontrollrom.example.no/meld/abcdefgh2345", "abcdefgh2345"],
    ["http://127.0.0.1:8080/meld/abcdefgh2345/", "abcdefgh2345"],
    ["https://example.no/other/abcdefgh2345", undefined],
    ["javascript:alert(1)", undefined],
    ["360.001", undefined],
    ["", undefined],
  ])("of %j is %j", (text, code) => expect(labelCode(text)).toBe(code));
});

describe("the part of a plan around a room", () => {
  const square = (x: number, y: number, side = 4) => [
    [
      [x, y],
      [x + side, y],
      [x + side, y + side],
      [x, y + side],
    ] as [number, number][],
  ];
  const room = (spaceId: string, x: number) => ({
    spaceId,
    number: spaceId,
    name: "",
    area: 16,
    polygon: square(x, 0),
    label: [x + 2, 2] as [number, number],
  });
  const plan = {
    storeyId: "s",
    buildingId: "b",
    name: "1. etasje",
    elevation: 0,
    bounds: [0, 0, 104, 4] as [number, number, number, number],
    rooms: [room("near", 0), room("mine", 5), room("far", 100)],
    walls: [square(4, 0, 1), square(99, 0, 1)],
    doors: [],
    windows: [],
    stairs: [],
  };

  it("has the room and what is near it", () => {
    const fragment = fragmentAround(plan, "mine");
    expect(fragment?.rooms.map(({ spaceId }) => spaceId)).toEqual(["near", "mine"]);
    expect(fragment?.walls).toHaveLength(1);
    expect(fragment?.bounds).toEqual([-1, -6, 15, 10]);
  });
  it("is none where the plan does not have the room", () =>
    expect(fragmentAround(plan, "x")).toBeUndefined());
});

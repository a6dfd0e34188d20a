import { describe, expect, it } from "vitest";
import {
  type AreaDraft,
  did,
  emptyHistory,
  isDirty,
  type LayerDraft,
  noWork,
  rebaseLayer,
  redone,
  undone,
  withRoomToggled,
} from "./work.ts";

const area = (id: string, ...roomIds: string[]): AreaDraft => ({
  id,
  code: id,
  name: "",
  colour: 0,
  properties: {},
  roomIds,
  outlines: [],
});
const layer = (...areas: AreaDraft[]): LayerDraft => ({
  id: "l",
  kind: "cleaning",
  name: "Renhold",
  revision: 1,
  areas,
});
const rooms = ({ areas }: LayerDraft) => Object.fromEntries(areas.map(({ id, roomIds }) => [id, roomIds]));

describe("work that is not saved", () => {
  it("is taken back and done again step by step, until something new is done", () => {
    const one = { ...noWork, placements: { sensor: "101" } };
    const two = { ...one, placements: { sensor: "102" } };
    const after = did(did(emptyHistory, one), two);
    expect(undone(after).now).toBe(one);
    expect(isDirty(undone(undone(after)).now)).toBe(false);
    expect(redone(undone(after)).now).toBe(two);
    expect(did(undone(after), two).future).toEqual([]);
    expect(undone(emptyHistory)).toEqual(emptyHistory);
  });
});

describe("a room that is chosen for an area", () => {
  it("leaves the other areas of a layer without overlaps", () => {
    const before = layer(area("a", "1", "2"), area("b"));
    expect(rooms(withRoomToggled(before, "b", "1", true))).toEqual({ a: ["2"], b: ["1"] });
    expect(rooms(withRoomToggled(before, "b", "1", false))).toEqual({ a: ["1", "2"], b: ["1"] });
    expect(rooms(withRoomToggled(before, "a", "1", true))).toEqual({ a: ["2"], b: [] });
  });
});

describe("a layer that somebody else saved meanwhile", () => {
  const base = layer(area("a", "1"), area("b", "2"));
  it("has what each of us changed", () => {
    const mine = { ...layer(area("a", "1", "3"), area("b", "2")), base };
    const theirs = { ...layer(area("a", "1"), area("b", "2", "4"), area("c")), revision: 2 };
    const { layer: now, both } = rebaseLayer(mine, theirs);
    expect(rooms(now)).toEqual({ a: ["1", "3"], b: ["2", "4"], c: [] });
    expect(now.revision).toBe(2);
    expect(both).toEqual([]);
  });

  it("keeps mine where both changed, and says so", () => {
    const mine = { ...layer(area("a", "9"), area("b", "2")), base };
    const { layer: now, both } = rebaseLayer(mine, layer(area("a", "8"), area("b", "2")));
    expect(rooms(now).a).toEqual(["9"]);
    expect(both).toEqual(["a"]);
  });
});

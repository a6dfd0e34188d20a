import { describe, expect, it } from "vitest";
import { building } from "./building.fixture.ts";
import type { DrawnElement } from "./drawn-building.ts";
import { matchElements } from "./match-elements.ts";
import { identity } from "./similarity.ts";

const lamp = (id: string, more: Partial<DrawnElement> = {}): DrawnElement => ({
  id,
  ifcClass: "IfcLightFixture",
  name: "Lampe",
  storeyId: "u1",
  position: [1, 2, 3],
  ...more,
});
function find(olds: DrawnElement[], news: DrawnElement[]) {
  const { matches } = matchElements(
    building([], olds),
    building([], news),
    new Map([["u1", "u1"]]),
    { toOld: identity, certain: true, fit: 1 },
    (id) => [`n${id}`],
  );
  return matches.map(({ kind, sure, reason, newIds }) => ({ kind, sure, reason, newIds }));
}

describe("an element of an old drawing", () => {
  const cases: [string, DrawnElement[], DrawnElement[], Partial<ReturnType<typeof find>[number]>][] = [
    [
      "is found by GlobalId where name, tag or place bear it out",
      [lamp("a", { ifcGlobalId: "G" })],
      [lamp("n", { ifcGlobalId: "G", position: [9, 9, 3] })],
      { kind: "moved", sure: true, reason: "same-id" },
    ],
    [
      "is unsure where its GlobalId is on another thing",
      [lamp("a", { ifcGlobalId: "G" })],
      [lamp("n", { ifcGlobalId: "G", ifcClass: "IfcPump", name: "Pumpe", position: [9, 9, 3] })],
      { sure: false, reason: "id-on-another-room" },
    ],
    [
      "is found by its mark, wherever it was moved",
      [lamp("a", { tag: "=433.001-LA001" })],
      [lamp("n", { tag: "=433.001-LA001", name: "Armatur", position: [40, 9, 3] })],
      { kind: "renamed", sure: true, reason: "same-tag" },
    ],
    [
      "is told from others of its name by where it lies",
      [lamp("a"), lamp("b", { position: [5, 2, 3] })],
      [lamp("nb", { position: [5.02, 2, 3] }), lamp("n")],
      { kind: "unchanged", sure: true, reason: "same-name-and-place", newIds: ["n"] },
    ],
    [
      "is unsure among others that lie in the same place",
      [lamp("a"), lamp("b")],
      [lamp("n"), lamp("m")],
      { sure: false, reason: "several-candidates" },
    ],
    ["is gone where nothing of its kind is left", [lamp("a")], [], { kind: "gone", sure: true }],
  ];
  it.each(cases)("%s", (_, olds, news, expected) => {
    expect(find(olds, news)[0]).toMatchObject(expected);
  });
});

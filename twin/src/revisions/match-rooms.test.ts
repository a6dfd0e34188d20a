import { describe, expect, it } from "vitest";
import { box, building, room, row } from "./building.fixture.ts";
import type { DrawnRoom } from "./drawn-building.ts";
import { matchRevision } from "./match-revision.ts";

const change = (rooms: DrawnRoom[], number: string, to: Partial<DrawnRoom>): DrawnRoom[] =>
  rooms.map((one) => (one.number === number ? { ...one, ...to } : one));
const without = (rooms: DrawnRoom[], ...numbers: string[]): DrawnRoom[] =>
  rooms.filter(({ number }) => !numbers.includes(number));

function find(before: DrawnRoom[], after: DrawnRoom[], id: string) {
  const { rooms } = matchRevision(building(before), building(after));
  const match = rooms.find(({ oldId }) => oldId === id);
  if (match === undefined) throw new Error(`${id} was forgotten`);
  const { kind, sure, reason, newIds } = match;
  return { kind, sure, reason, newIds };
}

describe("a room of an old drawing", () => {
  const cases: [name: string, after: DrawnRoom[], expected: ReturnType<typeof find>][] = [
    [
      "is unchanged where its outline is the same, whatever GlobalId it got",
      row("n"),
      { kind: "unchanged", sure: true, reason: "same-outline", newIds: ["n103"] },
    ],
    [
      "is renamed where only the number is another",
      change(row("n"), "103", { number: "B7" }),
      { kind: "renamed", sure: true, reason: "same-outline", newIds: ["n103"] },
    ],
    [
      "is moved where a wall was moved and the number is the same",
      change(row("n"), "103", { polygon: box(10.2, 2.2, 3.5, 5.6) }),
      { kind: "moved", sure: true, reason: "overlap-and-number", newIds: ["n103"] },
    ],
    [
      "is unsure where a wall was moved and the number is another",
      change(row("n"), "103", { polygon: box(10.2, 2.2, 3.5, 5.6), number: "B7" }),
      { kind: "moved", sure: false, reason: "overlap", newIds: ["n103"] },
    ],
    [
      "is split where parts cover it, the one with its number first",
      [
        ...without(row("n"), "103"),
        room("n103a", box(10.2, 2.2, 2, 4.2), { number: "103A" }),
        room("n103b", box(12.2, 2.2, 1.5, 4.2), { number: "103" }),
      ],
      { kind: "split", sure: true, reason: "covered-by-parts", newIds: ["n103b", "n103a"] },
    ],
    [
      "is merged where one covers it and its neighbour",
      [...without(row("n"), "103", "104"), room("nX", box(10.2, 2.2, 10.1, 4.25), { number: "103" })],
      { kind: "merged", sure: true, reason: "covers-several", newIds: ["nX"] },
    ],
    [
      "is gone where nothing is in its place",
      without(row("n"), "103"),
      { kind: "gone", sure: true, reason: "nothing-fits", newIds: [] },
    ],
    [
      "is unsure where its number is found somewhere else",
      change(row("n"), "103", { polygon: box(60, 30, 3.5, 4.2) }),
      { kind: "moved", sure: false, reason: "only-number", newIds: ["n103"] },
    ],
  ];
  it.each(cases)("%s", (_, after, expected) => {
    expect(find(row(), after, "103")).toEqual(expected);
  });

  it("is unsure where its GlobalId is on quite another room", () => {
    const withIds = (prefix: string, swap: boolean) =>
      row(prefix).map((one) => ({
        ...one,
        ifcGlobalId:
          swap && one.number === "103" ? "G105" : swap && one.number === "105" ? "G103" : `G${one.number}`,
      }));
    expect(find(withIds("", false), withIds("n", true), "103")).toEqual({
      kind: "moved",
      sure: false,
      reason: "id-on-another-room",
      newIds: ["n103", "n105"],
    });
    expect(find(withIds("", false), withIds("n", true), "102")).toMatchObject({
      sure: true,
      reason: "same-id",
    });
  });

  it("is found without geometry by number and name, and not by the number alone", () => {
    const bare = (prefix: string, name: string) => change(row(prefix), "103", { polygon: undefined, name });
    expect(find(bare("", "Bod"), bare("n", "Bod"), "103")).toMatchObject({
      sure: true,
      reason: "number-and-name",
    });
    expect(find(bare("", "Bod"), bare("n", "Kjøkken"), "103")).toMatchObject({
      sure: false,
      reason: "only-number",
    });
  });

  it("is told from one that lies on it by its height and number, and is unsure where nothing tells", () => {
    const twice = (prefix: string, floors: [number, number], numbers: [string, string]) =>
      [0, 1].map((i) =>
        room(`${prefix}t${i}`, box(0, 20, 5, 5), { number: numbers[i] ?? "", floorZ: floors[i] ?? 0 }),
      );
    const all = (prefix: string, ...args: [[number, number], [string, string]]) => [
      ...row(prefix),
      ...twice(prefix, ...args),
    ];
    expect(find(all("", [0, 2], ["X", "Y"]), all("n", [0, 2], ["P", "Q"]), "t1")).toMatchObject({
      sure: true,
      newIds: ["nt1"],
    });
    expect(find(all("", [0, 0], ["X", "X"]), all("n", [0, 0], ["X", "X"]), "t1")).toMatchObject({
      sure: false,
      reason: "several-candidates",
    });
  });

  it("moves with its neighbours to another part of the house", () => {
    const wing = (prefix: string, x: number) =>
      [3, 4.2, 5.1].map((width, i) =>
        room(`${prefix}w${i}`, box(x + ([0, 3.1, 7.4][i] ?? 0), 20, width, 4 + i / 7), {
          number: `2${i}`,
          name: `Grupperom ${i}`,
        }),
      );
    const ids = (rooms: DrawnRoom[], ...some: string[]) =>
      rooms.map((one) => (some.includes(one.number) ? { ...one, ifcGlobalId: `G${one.number}` } : one));
    const { rooms } = matchRevision(
      building([...row(), ...ids(wing("", 0), "20", "22")]),
      building([...row("n"), ...ids(wing("n", 200), "20", "22")]),
    );
    expect(rooms.filter(({ oldId }) => oldId.startsWith("w"))).toMatchObject([
      { kind: "moved", sure: true, reason: "same-id-and-number" },
      { kind: "moved", sure: true, reason: "moved-with-neighbours" },
      { kind: "moved", sure: true, reason: "same-id-and-number" },
    ]);
  });
});

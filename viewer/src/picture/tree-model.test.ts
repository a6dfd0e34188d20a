import type { Space, Storey } from "@kontrollrom/contracts/building.ts";
import { describe, expect, it } from "vitest";
import { buildTree, pathsTo, visibleRows } from "./tree-model.ts";

const storey = (id: string) => ({ id, name: id, spaces: 1 }) as Storey;
const space = (id: string, storeyId: string, number: string, zones: string[] = []) =>
  ({ id, storeyId, number, name: "Rom", zones }) as unknown as Space;
const spaces = [
  space("a", "first", "10"),
  space("b", "first", "9"),
  space("c", "second", "201", ["Vest"]),
  space("d", "second", "202", ["Vest", "Brann 1"]),
  space("e", "second", "203"),
];
const tree = (contents = new Map()) =>
  buildTree({ id: "x", name: "Skolen" }, [storey("first"), storey("second")], spaces, contents, "Uten sone");
const labels = (open: string[]) =>
  visibleRows(tree(), new Set(open)).map(({ node, level }) => `${level} ${node.label}`);

describe("the tree of a building", () => {
  it("has the storeys as they stand on each other", () => {
    expect(labels(["b"])).toEqual(["1 Skolen", "2 second", "2 first"]);
  });

  it("has rooms under their zones, each in all of its own, by number", () => {
    expect(labels(["b", "b/second", "b/second/z:Vest", "b/second/z", "b/first"])).toEqual([
      "1 Skolen",
      "2 second",
      "3 Brann 1",
      "3 Vest",
      "4 201 Rom",
      "4 202 Rom",
      "3 Uten sone",
      "4 203 Rom",
      "2 first",
      "3 9 Rom",
      "3 10 Rom",
    ]);
  });

  it("opens what a room is under", () => {
    expect(pathsTo(tree(), "c")).toEqual(["b", "b/second", "b/second/z:Vest"]);
    expect(pathsTo(tree(), "nowhere")).toEqual([]);
  });

  it("shows what is in a room once it has been read", () => {
    const inside = new Map([["a", [{ path: "p:1", kind: "sensor" as const, id: "1", label: "Temperatur" }]]]);
    const rows = visibleRows(tree(inside), new Set(["b", "b/first", "b/first/a"]));
    expect(rows.at(-1)).toMatchObject({ level: 4, parent: "b/first/a", node: { path: "b/first/a/p:1" } });
  });
});

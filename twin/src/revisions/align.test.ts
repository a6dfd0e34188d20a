import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alignDrawings } from "./align.ts";
import { box, building, room, row } from "./building.fixture.ts";
import type { DrawnRoom } from "./drawn-building.ts";
import { matchRevision } from "./match-revision.ts";
import { inverse, moved, movedPolygon, type Similarity, shifted, turning } from "./similarity.ts";

const laid = (rooms: readonly DrawnRoom[], by: Similarity): DrawnRoom[] =>
  rooms.map((one) => ({ ...one, polygon: one.polygon && movedPolygon(by, one.polygon) }));

const anyWay = fc
  .record({
    angle: fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
    mirrored: fc.boolean(),
    scale: fc.constantFrom(1, 1000, 0.3048),
    x: fc.double({ min: -5000, max: 5000, noNaN: true }),
    y: fc.double({ min: -5000, max: 5000, noNaN: true }),
  })
  .map(({ angle, mirrored, scale, x, y }) => shifted(turning(angle, mirrored, scale), x, y));

describe("two drawings of a building", () => {
  it("are laid on each other however one was shifted, turned, mirrored or scaled", () => {
    fc.assert(
      fc.property(anyWay, (by) => {
        const { toOld, certain, fit } = alignDrawings(building(row()), building(laid(row("n"), by)));
        expect(certain).toBe(true);
        expect(fit).toBeGreaterThan(0.95);
        for (const corner of [
          [0, 0],
          [31, 7],
        ] as const) {
          const [x, y] = moved(toOld, moved(by, corner));
          expect(Math.hypot(x - corner[0], y - corner[1])).toBeLessThan(0.05);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("are laid on each other by the sizes of their rooms where all numbers are others", () => {
    const renumbered = row("n").map((one, i) => ({ ...one, number: `X${i}`, name: "" }));
    const { rooms } = matchRevision(
      building(row()),
      building(laid(renumbered, shifted(turning(0.7), 300, -80))),
    );
    expect(rooms.map(({ oldId, newIds, sure }) => [oldId, newIds[0], sure])).toEqual(
      row().map(({ id }) => [id, `n${id}`, true]),
    );
  });

  it("leave it to a person when the house is the same from both ends and no number helps", () => {
    const symmetric = (prefix: string, numbers: string[]) =>
      numbers.map((number, i) => room(`${prefix}${i}`, box(i * 6, 0, 5.8, 4), { number, name: "" }));
    const { alignment, rooms } = matchRevision(
      building(symmetric("", ["1", "2", "3", "4"])),
      building(laid(symmetric("n", ["A", "B", "C", "D"]), shifted(turning(Math.PI / 2), 500, 20))),
    );
    expect(alignment.certain).toBe(false);
    expect(rooms.filter(({ sure, kind }) => sure && kind !== "gone")).toEqual([]);
  });

  it("go back by the inverse", () => {
    fc.assert(
      fc.property(anyWay, (by) => {
        const [x, y] = moved(inverse(by), moved(by, [3, 4]));
        expect(Math.hypot(x - 3, y - 4)).toBeLessThan(1e-3);
      }),
    );
  });
});

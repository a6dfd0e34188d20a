import type { Xy } from "@kontrollrom/contracts/building.ts";
import type { DrawingCommand } from "@kontrollrom/contracts/drawing.ts";
import { array, assert, constantFrom, double, integer, property, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { areaOf, commonArea, grow, union } from "../geometry/clip.ts";
import { boundsOverlap, polygonArea, ringBounds } from "../geometry/polygon.ts";
import { applyCommand } from "./apply.ts";
import { type EditDrawing, usualLimits } from "./drawing.ts";
import { edgesOf } from "./edges.ts";
import { extrudeRoom } from "./extrude.ts";
import { grid } from "./grid.fixture.ts";
import { type HistoryEntry, undoAndRedo } from "./history.ts";

/** A hand that does not know what it points at: numbers that are read against the drawing as it is. */
const gesture = record({
  kind: constantFrom("moveWall" as const, "moveWall" as const, "split" as const, "merge" as const),
  room: integer({ min: 0, max: 1000 }),
  other: integer({ min: 0, max: 1000 }),
  a: double({ min: 0.05, max: 0.95, noNaN: true }),
  b: double({ min: 0.05, max: 0.95, noNaN: true }),
});
type Gesture = typeof gesture extends { generate: (...args: never[]) => { value: infer V } } ? V : never;

function commandOf(drawing: EditDrawing, { kind, room, other, a, b }: Gesture, n: number): DrawingCommand {
  const one = drawing.rooms[room % drawing.rooms.length] as EditDrawing["rooms"][number];
  const edges = edgesOf(one.polygon);
  const edge = edges[other % edges.length] as (typeof edges)[number];
  if (kind === "moveWall")
    return { kind, roomId: one.id, edge: [edge.from, edge.to], offset: Math.round((a - b) * 80) / 20 };
  if (kind === "merge")
    return { kind, keepId: one.id, otherId: drawing.rooms[other % drawing.rooms.length]?.id ?? "" };
  const [left, bottom, right, top] = ringBounds(one.polygon[0] ?? []);
  const across = other % 2 === 0;
  const at = (part: number, low: number, high: number) => low + part * (high - low);
  const line: Xy[] = across
    ? [
        [at(a, left, right), bottom - 1],
        [at(b, left, right), top + 1],
      ]
    : [
        [left - 1, at(a, bottom, top)],
        [right + 1, at(b, bottom, top)],
      ];
  return { kind, roomId: one.id, line, newRoomId: `n${n}` };
}

const sum = ({ rooms }: EditDrawing) => areaOf(rooms.map(({ polygon }) => polygon));
const onBorder = (command: DrawingCommand, size: Xy): boolean => {
  if (command.kind !== "moveWall") return false;
  const [[ax, ay], [bx, by]] = command.edge;
  const same = (p: number, q: number) => Math.abs(p - q) < 0.01;
  return (
    (same(ax, bx) && (same(ax, 0) || same(ax, size[0]))) ||
    (same(ay, by) && (same(ay, 0) || same(ay, size[1])))
  );
};

const leaves = ({ rooms }: EditDrawing, size: Xy): boolean =>
  rooms.some(({ polygon }) => {
    const [left, bottom, right, top] = ringBounds(polygon[0] ?? []);
    return left < -0.01 || bottom < -0.01 || right > size[0] + 0.01 || top > size[1] + 0.01;
  });

function expectSound(drawing: EditDrawing) {
  for (const [i, room] of drawing.rooms.entries()) {
    expect(polygonArea(room.polygon)).toBeGreaterThanOrEqual(usualLimits.leastArea - 0.001);
    expect(grow([room.polygon], -usualLimits.leastWidth / 2)).not.toHaveLength(0);
    const bounds = ringBounds(room.polygon[0] ?? []);
    for (const other of drawing.rooms.slice(i + 1))
      if (boundsOverlap(bounds, ringBounds(other.polygon[0] ?? [])))
        expect(commonArea(room.polygon, other.polygon)).toBeLessThan(0.05);
  }
  expect(new Set(drawing.rooms.map(({ id }) => id)).size).toBe(drawing.rooms.length);
}

describe("any sequence of commands", () => {
  it("leaves a floor without walls covered once: nothing lost, nothing twice, no cracks", () => {
    const size: Xy = [12, 10];
    assert(
      property(array(gesture, { minLength: 1, maxLength: 14 }), (gestures) => {
        let drawing = grid(3, 2, 0);
        for (const [n, one] of gestures.entries()) {
          // Slanting lines round to millimetres at every step: here everything is square, so that nothing may be lost.
          const command = commandOf(drawing, { ...one, b: one.kind === "split" ? one.a : one.b }, n);
          if (onBorder(command, size)) continue;
          const result = applyCommand(drawing, command);
          if (!result.ok || leaves(result.drawing, size)) continue;
          drawing = result.drawing;
          expect(Math.abs(sum(drawing) - 120)).toBeLessThan(0.06);
          const covered = union(drawing.rooms.map(({ polygon }) => polygon));
          expect(Math.abs(areaOf(covered) - 120)).toBeLessThan(0.06);
        }
        expectSound(drawing);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  }, 60_000);

  it("keeps rooms apart by their walls, also where the house is turned", () => {
    assert(
      property(
        array(gesture, { minLength: 1, maxLength: 12 }),
        constantFrom(0, 0.3, 0.785),
        (gestures, turn) => {
          let drawing = grid(3, 2, 0.2, [4, 5], turn);
          for (const [n, one] of gestures.entries()) {
            const before = drawing;
            const result = applyCommand(drawing, commandOf(drawing, one, n));
            // The drawing that was given stays as it was: undoing is taking it again.
            expect(drawing).toBe(before);
            if (result.ok) drawing = result.drawing;
          }
          expectSound(drawing);
          for (const wall of drawing.walls)
            for (const { polygon } of drawing.rooms) expect(commonArea(polygon, wall)).toBeLessThan(0.05);
        },
      ),
      { numRuns: 40, endOnFailure: true },
    );
  }, 60_000);

  it("gives every room a closed body of its area times its height", () => {
    assert(
      property(array(gesture, { maxLength: 8 }), (gestures) => {
        let drawing = grid(2, 2, 0.2);
        for (const [n, one] of gestures.entries()) {
          const result = applyCommand(drawing, commandOf(drawing, one, n));
          if (result.ok) drawing = result.drawing;
        }
        for (const { polygon } of drawing.rooms) {
          const { positions, indices } = extrudeRoom(polygon, 3, 2.5, [1, 2, 0]);
          let volume = 0;
          for (let i = 0; i < indices.length; i += 3) {
            const [a, b, c] = [0, 1, 2].map((k) =>
              positions.slice((indices[i + k] ?? 0) * 3, (indices[i + k] ?? 0) * 3 + 3),
            ) as [number[], number[], number[]];
            const at = (p: number[], k: number) => p[k] as number;
            volume +=
              (at(a, 0) * (at(b, 1) * at(c, 2) - at(b, 2) * at(c, 1)) -
                at(a, 1) * (at(b, 0) * at(c, 2) - at(b, 2) * at(c, 0)) +
                at(a, 2) * (at(b, 0) * at(c, 1) - at(b, 1) * at(c, 0))) /
              6;
          }
          expect(volume).toBeCloseTo(polygonArea(polygon) * 2.5, 3);
        }
      }),
      { numRuns: 20, endOnFailure: true },
    );
  }, 60_000);
});

it("undo and redo go through the history as through two stacks, and undo after do is where one was", () => {
  assert(
    property(
      array(constantFrom("edit" as const, "undo" as const, "redo" as const), { maxLength: 40 }),
      (steps) => {
        const entries: HistoryEntry[] = [];
        const past: number[][] = [];
        let now: number[] = [];
        let future: number[][] = [];
        for (const kind of steps) {
          const { undo, redo } = undoAndRedo(entries);
          const number = entries.length + 1;
          if (kind === "edit") {
            past.push(now);
            now = [...now, number];
            future = [];
            entries.push({ number, kind });
          } else if (kind === "undo") {
            expect(undo).toBe(now.at(-1));
            if (undo === undefined) continue;
            future.push(now);
            now = past.pop() ?? [];
            entries.push({ number, kind, of: undo });
          } else {
            expect(redo).toBe(future.at(-1)?.at(-1));
            if (redo === undefined) continue;
            past.push(now);
            now = future.pop() ?? [];
            entries.push({ number, kind, of: redo });
          }
        }
      },
    ),
  );
});

import { describe, expect, it } from "vitest";
import { createPointerMoves, wheelMove } from "./pointer-moves.ts";

describe("the hand on a plot", () => {
  it("drags the view with it", () => {
    const moves = createPointerMoves();
    moves.down(1, 0.5, false);
    expect(moves.move(1, 0.7)).toEqual({ kind: "pan", part: -0.19999999999999996 });
    expect(moves.dragged()).toBe(true);
    expect(moves.up(1)).toBeUndefined();
    expect(moves.move(1, 0.9)).toBeUndefined();
  });

  it("pinches around the middle of two fingers", () => {
    const moves = createPointerMoves();
    moves.down(1, 0.4, false);
    moves.down(2, 0.6, false);
    const move = moves.move(2, 0.8);
    expect(move).toMatchObject({ kind: "zoom" });
    if (move?.kind !== "zoom") return;
    expect(move.factor).toBeCloseTo(0.5);
    expect(move.place).toBeCloseTo(0.6);
  });

  it("marks a stretch with Shift, whichever way it is drawn, and a mere press is none", () => {
    const moves = createPointerMoves();
    moves.down(1, 0.8, true);
    expect(moves.move(1, 0.3)).toBeUndefined();
    expect(moves.marked()).toEqual({ from: 0.8, to: 0.3 });
    expect(moves.up(1)).toEqual({ kind: "stretch", from: 0.3, to: 0.8 });
    moves.down(1, 0.8, true);
    expect(moves.up(1)).toBeUndefined();
  });

  it.each([
    [
      { deltaX: 0, deltaY: 100, deltaMode: 0, shiftKey: false },
      { kind: "zoom", factor: 1.2, place: 0.25 },
    ],
    [
      { deltaX: 50, deltaY: 0, deltaMode: 0, shiftKey: false },
      { kind: "pan", part: 0.05 },
    ],
    [
      { deltaX: 0, deltaY: 100, deltaMode: 0, shiftKey: true },
      { kind: "pan", part: 0.1 },
    ],
  ])("turns the wheel %j into %j", (event, move) => {
    expect(wheelMove(event, 0.25)).toEqual(move);
  });
});

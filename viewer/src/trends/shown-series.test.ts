import { describe, expect, it } from "vitest";
import { entryAt, figuresOf, joinTiles, linesOf } from "./shown-series.ts";

const line = (...times: number[]) => times.map((time) => ({ time, avg: time, min: time - 1, max: time + 1 }));

describe("lines", () => {
  it("keep what was shown where finer values are on their way, and nothing where there is nothing", () => {
    const before = new Map([[1, line(0, 10, 20, 30)]]);
    const tiles = [
      { from: 0, to: 10, lines: new Map([[1, line(0, 5)]]) },
      { from: 10, to: 20, lines: undefined },
      { from: 20, to: 40, lines: new Map([[1, []]]) },
    ];
    expect(
      joinTiles(tiles, before, [1])
        .get(1)
        ?.map(({ time }) => time),
    ).toEqual([0, 5, 10]);
  });

  it("have of a meter what it counted", () => {
    const lines = linesOf([{ pointId: 1, entries: [{ time: 0, consumption: 3.5 }, { time: 10 }] }]);
    expect(lines.get(1)).toEqual([{ time: 0, avg: 3.5, min: 3.5, max: 3.5 }]);
  });

  it.each([
    [9, undefined],
    [10, 10],
    [14, 10],
    [26, undefined],
  ])("at %i hold %s", (time, expected) => {
    expect(entryAt(line(10, 15.5), time, 10)?.time).toBe(expected);
  });

  it("are summed up over what is in the view", () => {
    expect(figuresOf(line(0, 10, 20, 30), 10, 30)).toMatchObject({ min: 9, mean: 15, max: 21, count: 2 });
    expect(figuresOf(line(0), 10, 30)).toBeUndefined();
  });
});

import { describe, expect, it } from "vitest";
import { groupMarks, type Mark } from "./mark-groups.ts";

const mark = (at: number): Mark => ({
  kind: "alarm",
  id: String(at),
  at,
  until: undefined,
  priority: 2,
  text: "",
});

describe("marks on the axis", () => {
  it("are gathered where they would lie over each other, and left out where they are not in the view", () => {
    const groups = groupMarks(
      [mark(-5), mark(0), mark(1), mark(50), mark(200)],
      { from: 0, to: 100 },
      1000,
      20,
    );
    expect(groups.map(({ place, marks }) => [place, marks.map(({ at }) => at)])).toEqual([
      [0, [0, 1]],
      [0.5, [50]],
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { pointsOf, textOf } from "./checklist-text.ts";

describe("a checklist that is typed", () => {
  it("is one point a line, with a unit after a bar", () => {
    expect(pointsOf(" Steng vannet \n\nMål trykket | Pa\n| Pa\n")).toEqual([
      { text: "Steng vannet" },
      { text: "Mål trykket", unit: "Pa" },
    ]);
  });

  it("is shown again as it is kept", () => {
    const items = [{ text: "Steng vannet" }, { text: "Mål trykket", unit: "Pa" }];
    expect(pointsOf(textOf(items))).toEqual(items);
  });
});

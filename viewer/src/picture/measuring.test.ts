import { describe, expect, it } from "vitest";
import { distances, snap, type Xyz } from "./measuring.ts";

/** Ten pixels a metre, seen from above. */
const project = ([x, , z]: Xyz) => ({ x: x * 10, y: z * 10 });
const wall = [0, 0, 0, 10, 0, 0];

describe("a point that is measured from", () => {
  it.each([
    ["is drawn to a corner nearby", [0.5, 0, 0.6], { at: [0, 0, 0], to: "corner" }],
    ["is drawn to an edge where no corner is near", [5, 0, 0.5], { at: [5, 0, 0], to: "edge" }],
    ["stays where it was set on a bare surface", [5, 0, 3], { at: [5, 0, 3], to: "surface" }],
  ] as const)("%s", (_, surface, expected) => expect(snap(surface, wall, project)).toEqual(expected));

  it("is drawn to the nearer of two corners that are behind one another", () => {
    const post = [0, 0, 0, 0, 3, 0];
    expect(snap([0.1, 3, 0.1], post, project)).toEqual({ at: [0, 3, 0], to: "corner" });
    expect(snap([0.1, 0, 0.1], post, project)).toEqual({ at: [0, 0, 0], to: "corner" });
  });

  it("is not drawn to what is behind the camera", () => {
    const ahead = (at: Xyz) => (at[0] === 0 ? undefined : project(at));
    expect(snap([0.2, 0, 0.2], wall, ahead)).toEqual({ at: [0.2, 0, 0.2], to: "surface" });
  });
});

it("tells the straight line, the way along the floor and the rise", () => {
  expect(distances([0, 0, 0], [3, 12, 4])).toEqual({ whole: 13, level: 5, rise: 12 });
});

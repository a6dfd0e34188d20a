import { describe, expect, it } from "vitest";
import { entryByKey } from "./reading-frame.tsx";

describe("an entry by its key", () => {
  it.each([
    ["ArrowLeft", 5, 4],
    ["ArrowLeft", 0, 0],
    ["ArrowRight", 9, 9],
    ["PageUp", 5, 0],
    ["PageDown", 2, 9],
    ["Home", 5, 0],
    ["End", 5, 9],
    ["a", 5, undefined],
  ])("%s from %i of ten leads to %s", (key, at, expected) => {
    expect(entryByKey(key, at, 9)).toBe(expected);
  });
});

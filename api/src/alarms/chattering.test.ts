import { describe, expect, test } from "vitest";
import { isChattering } from "./chattering.ts";

const s = 1000;
const min = 60 * s;

describe("an alarm chatters", () => {
  test.each<[string, number[], boolean]>([
    ["not when it came once", [0], false],
    ["not when it came twice in a minute", [0, 30 * s], false],
    ["when it came three times in a minute", [0, 20 * s, 59 * s], true],
    ["not when the third came a minute after the first", [0, 20 * s, 60 * s], false],
    ["whatever order the moments are in", [59 * s, 0, 20 * s], true],
    ["when it came six times in an hour", [0, 10 * min, 20 * min, 30 * min, 40 * min, 59 * min], true],
    ["not when it came six times in more than an hour", [0, 10, 20, 30, 40, 60].map((m) => m * min), false],
    ["not any more when it was quiet since", [0, 10 * s, 20 * s, 100 * min], false],
  ])("%s", (_what, times, expected) => {
    expect(isChattering(times)).toBe(expected);
  });
});

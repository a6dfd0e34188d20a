import { describe, expect, it } from "vitest";
import { deviceState, framesLost } from "./health.ts";

describe("frames lost between two uplinks", () => {
  it.each([
    [undefined, 7, 0],
    [7, undefined, 0],
    [7, 8, 0],
    [7, 11, 3],
    [7, 7, 0],
    [500, 1, 0],
    [7, 5000, 0],
  ])("counter %s then %s: %s", (before, now, lost) => {
    expect(framesLost(before, now)).toBe(lost);
  });
});

describe("state of a device", () => {
  it.each([
    ["that was never heard", undefined, 600, "never-heard"],
    ["heard within three expected intervals", 1_000_000 - 1_800_000, 600, "ok"],
    ["not heard for longer", 1_000_000 - 1_800_001, 600, "silent"],
    ["without an expected interval", 0, undefined, "ok"],
  ] as const)("%s", (_name, lastSeenAt, expectedIntervalS, state) => {
    expect(deviceState(lastSeenAt, expectedIntervalS, 1_000_000)).toBe(state);
  });
});

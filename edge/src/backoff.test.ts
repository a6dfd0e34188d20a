import { expect, test } from "vitest";
import { backoffMs } from "./backoff.ts";

test.each([
  [1, 0, 500],
  [1, 1, 1000],
  [2, 1, 2000],
  [5, 1, 16_000],
  [6, 1, 30_000],
  [5000, 0, 15_000],
])("after %i failures, by chance %d: %i ms", (failures, random, expected) => {
  expect(backoffMs(failures, { minMs: 1000, maxMs: 30_000 }, random)).toBe(expected);
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countedBytes, TooMuchWork } from "./counted-bytes.ts";
import { fuzzTargets } from "./targets.ts";

describe("countedBytes", () => {
  it("ends a reader that never stops", () => {
    const { bytes } = countedBytes(Uint8Array.of(1, 2, 3), 100);
    expect(() => {
      for (let i = 0; ; i = (i + 1) % 3) if (bytes[i] === 9) break;
    }).toThrow(TooMuchWork);
  });
});

// A few runs each, always the same; `npm run fuzz -- --runs 1000000` tries many more.
describe.each(fuzzTargets().map((target) => [target.name, target] as const))("%s", (_name, { property }) => {
  it("reads or refuses whatever comes", () => {
    fc.assert(property, { numRuns: 40, seed: 20_261_121 });
  });
});

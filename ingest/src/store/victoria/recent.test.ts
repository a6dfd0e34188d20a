import { describe, expect, it } from "vitest";
import { createRecent } from "./recent.ts";
import type { Row } from "./row.ts";

const row = (pointId: number, time: number, value = time): Row => ({
  sample: { pointId, time, value, quality: "good", frameId: "1", receivedAt: time },
  rev: 0,
});

describe("what was written of late", () => {
  it("gives the rows of a point and period in the order in which they were written", () => {
    const recent = createRecent(() => 0);
    recent.add([row(1, 5), row(2, 5), row(1, 3)]);
    recent.add([row(1, 5, 50), row(1, 9)]);
    expect(recent.of(1, 3, 9).map(({ sample }) => sample.value)).toEqual([5, 3, 50]);
    expect(recent.of(2, 0, 5)).toEqual([]);
    expect(recent.of(3, 0, 9)).toEqual([]);
  });

  it("forgets after half a minute what the server shows by then, the oldest first", () => {
    let clock = 0;
    const recent = createRecent(() => clock);
    for (let second = 0; second < 1000; second++) {
      clock = second * 1000;
      recent.admit(2);
      recent.add([row(1, second), row(second % 2, 100_000 + second)]);
      const kept = recent.of(1, 0, 100_000).map(({ sample }) => sample.time);
      expect(kept).toEqual(
        Array.from({ length: Math.min(second + 1, 30) }, (_, i) => second - Math.min(second, 29) + i),
      );
    }
    clock += 60_000;
    recent.admit(0);
    expect(recent.of(1, 0, 1_000_000)).toEqual([]);
  });

  it("takes no more than it can hold so long", () => {
    let clock = 0;
    const recent = createRecent(() => clock);
    recent.add([row(1, 1)]);
    expect(() => recent.admit(3_000_000)).toThrow(/more than 3000000 samples within 30 s/);
    clock = 30_001;
    expect(() => recent.admit(3_000_000)).not.toThrow();
  });
});

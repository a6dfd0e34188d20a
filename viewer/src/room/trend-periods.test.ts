import { describe, expect, it } from "vitest";
import { periods, viewOf } from "./trend-periods.ts";

describe("a period of a trend", () => {
  it.each(periods)("%s is asked for in few enough entries to be drawn, and enough to tell", (period) => {
    for (const kind of ["gauge", "counter", "state"] as const) {
      const { span, bucketMs } = viewOf(kind, period);
      expect(span / bucketMs).toBeGreaterThan(5);
      expect(span / bucketMs).toBeLessThan(400);
    }
  });

  it("is consumption of a meter, and the course of anything else", () => {
    expect(viewOf("counter", "1y")).toMatchObject({ bucket: "P1M", aggregates: "consumption" });
    expect(viewOf("gauge", "1y")).toMatchObject({ bucket: "P1D", aggregates: "avg,min,max" });
  });
});

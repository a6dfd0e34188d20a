import { describe, expect, test } from "vitest";
import type { Reading, SitePoint } from "../source.ts";
import { createReportFilter, type ReportReason } from "./report-filter.ts";

const point: SitePoint = {
  device: "d",
  quantity: "temperature",
  unit: undefined,
  channel: undefined,
  resolution: 0.5,
  heartbeatMs: 1000,
};

function judgeAll(readings: readonly Reading[]): ReportReason[] {
  const filter = createReportFilter();
  return readings.map((reading) => {
    const reason = filter.judge(reading);
    if (reason !== "within-resolution") filter.sent(reading);
    return reason;
  });
}

describe("what is news", () => {
  test("the first value, a change beyond the resolution, and everything now and then", () => {
    const readings = [
      [0, 20],
      [100, 20.5],
      [200, 20.6],
      [300, 20.1],
      [1199, 20.3],
      [1200, 20.3],
    ].map(([time = 0, value = 0]) => ({ point, time, value }));
    expect(judgeAll(readings)).toEqual([
      "first",
      "within-resolution",
      "changed",
      "within-resolution",
      "within-resolution",
      "heartbeat",
    ]);
  });

  test("a slow drift is compared with what was sent, not with the reading before", () => {
    const readings = [20, 20.3, 20.6].map((value, index) => ({ point, time: index, value }));
    expect(judgeAll(readings)).toEqual(["first", "within-resolution", "changed"]);
  });

  test("a clock that is set back does not make a point silent", () => {
    const readings = [1_000_000, 5].map((time) => ({ point, time, value: 20 }));
    expect(judgeAll(readings)).toEqual(["first", "clock-set-back"]);
  });

  test("a state changes whatever the resolution below one", () => {
    const readings = [false, false, true].map((value, index) => ({ point, time: index, value }));
    expect(judgeAll(readings)).toEqual(["first", "within-resolution", "changed"]);
  });

  test("a reading that could not be kept is news again", () => {
    const filter = createReportFilter();
    const reading = { point, time: 0, value: 20 };
    expect([filter.judge(reading), filter.judge(reading)]).toEqual(["first", "first"]);
  });
});

import type { Reading, SitePoint } from "../source.ts";

export type ReportReason = "first" | "changed" | "heartbeat" | "clock-set-back" | "within-resolution";

export interface ReportFilter {
  /** Whether a reading is worth sending, and why. */
  judge(reading: Reading): ReportReason;
  /** It was kept for sending: what comes next is compared with it. */
  sent(reading: Reading): void;
}

/** Sends what changed, and everything now and then, so that silence means something. */
export function createReportFilter(): ReportFilter {
  const last = new Map<SitePoint, Reading>();
  return {
    judge(reading) {
      const before = last.get(reading.point);
      return before === undefined ? "first" : compareReadings(before, reading);
    },
    sent(reading) {
      last.set(reading.point, reading);
    },
  };
}

export function compareReadings(before: Reading, reading: Reading): ReportReason {
  const { resolution, heartbeatMs } = reading.point;
  if (Math.abs(Number(reading.value) - Number(before.value)) > resolution) return "changed";
  const passed = reading.time - before.time;
  // A clock that was wrong and is set back would keep the point silent until it has caught up.
  if (passed < 0) return "clock-set-back";
  return passed >= heartbeatMs ? "heartbeat" : "within-resolution";
}

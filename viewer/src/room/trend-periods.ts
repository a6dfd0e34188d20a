import type { Bucket } from "@kontrollrom/contracts/sample.ts";

const hour = 3_600_000;
const day = 24 * hour;

/** Time spans that a trend is shown over, shortest first. */
export const periods = ["24h", "7d", "30d", "1y"] as const;
export type Period = (typeof periods)[number];

interface View {
  readonly span: number;
  readonly bucket: Exclude<Bucket, "raw">;
  /** The bucket, or of those of the calendar the longest. */
  readonly bucketMs: number;
}

const lines: Readonly<Record<Period, View>> = {
  "24h": { span: day, bucket: "PT10M", bucketMs: hour / 6 },
  "7d": { span: 7 * day, bucket: "PT1H", bucketMs: hour },
  "30d": { span: 30 * day, bucket: "PT6H", bucketMs: 6 * hour },
  "1y": { span: 365 * day, bucket: "P1D", bucketMs: 25 * hour },
};
const bars: Readonly<Record<Period, View>> = {
  "24h": { span: day, bucket: "PT1H", bucketMs: hour },
  "7d": { span: 7 * day, bucket: "P1D", bucketMs: 25 * hour },
  "30d": { span: 30 * day, bucket: "P1D", bucketMs: 25 * hour },
  "1y": { span: 365 * day, bucket: "P1M", bucketMs: 31 * day + hour },
};

/** How a period of a point is asked for: of a meter what it counted in each bar, of others the course of the values. */
export function viewOf(
  kind: "gauge" | "counter" | "state",
  period: Period,
): View & { readonly aggregates: string } {
  return kind === "counter"
    ? { ...bars[period], aggregates: "consumption" }
    : { ...lines[period], aggregates: "avg,min,max" };
}

import type { CommittedSample, Quality } from "@kontrollrom/contracts/sample.ts";

/**
 * A sample is one point of the measurement `kr_sample` with the tag `point`, so that there are as many series as points and a later
 * write of the same time replaces all of it. Fields: `v` the value, `q` the quality, `f` the frame, `r` when it was received (ms).
 */
export const measurement = "kr_sample";

/** Qualities by their number in `q`, from the best to the worst, so that the highest in a bucket is the worst. Never reorder. */
const stored: readonly Quality[] = ["good", "substituted", "uncertain", "stale", "out-of-range", "bad"];
const numbers: ReadonlyMap<Quality, number> = new Map(stored.map((quality, number) => [quality, number]));
/** Values with this `q` or a higher one enter no aggregate. */
export const firstNotCounted = stored.indexOf("out-of-range");

export function storedQuality(number: unknown): Quality {
  return stored[Number(number)] ?? "bad";
}

/** InfluxDB line protocol with times in ms. */
export function sampleLine({ pointId, time, value, quality, frameId, receivedAt }: CommittedSample): string {
  return `${measurement},point=${pointId} v=${value},q=${numbers.get(quality) ?? stored.length - 1}i,f=${frameId}i,r=${receivedAt}i ${time}`;
}

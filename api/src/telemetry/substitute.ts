import type { CommittedSample, CorrectionChange, Quality } from "@kontrollrom/contracts/sample.ts";

/** A value to interpolate from. */
export interface Anchor {
  readonly time: number;
  readonly value: number;
}

/** What stands in place of a sample. `anchors` are the good values before and after the period, for `interpolate`. */
export function substitute(
  sample: Pick<CommittedSample, "time" | "value">,
  change: CorrectionChange,
  anchors: { before: Anchor; after: Anchor } | undefined,
): { value: number; quality: Quality } {
  if (change.kind === "exclude") return { value: sample.value, quality: "bad" };
  if (change.kind === "value") return { value: change.value, quality: "substituted" };
  if (!anchors) throw new Error("interpolation needs the values before and after");
  const { before, after } = anchors;
  const share = (sample.time - before.time) / (after.time - before.time);
  return { value: before.value + (after.value - before.value) * share, quality: "substituted" };
}

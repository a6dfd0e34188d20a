import type { PresentValue } from "@kontrollrom/contracts/sample.ts";
import type { Catalogue } from "../register/catalogue.ts";

const intervals = 3;

/** Present values as they are told: `stale` when they are older than three expected intervals of their device. */
export interface Freshness {
  get(pointId: number): PresentValue | undefined;
  many(pointIds: readonly number[]): PresentValue[];
}

/** A value as it is told at `now` (ms): its own quality, or `stale`. */
export function judgeAge(value: PresentValue, now: number, intervalS: number | undefined): PresentValue {
  if (value.quality !== "good" && value.quality !== "uncertain") return value;
  if (intervalS === undefined || now - value.time <= intervalS * 1000 * intervals) return value;
  return { ...value, quality: "stale" };
}

export function createFreshness(deps: {
  readonly present: {
    get(pointId: number): PresentValue | undefined;
    many(pointIds: readonly number[]): PresentValue[];
  };
  readonly catalogue: Pick<Catalogue, "points">;
  now(): number;
}): Freshness {
  const judge = (value: PresentValue, now: number): PresentValue =>
    judgeAge(value, now, deps.catalogue.points.get(value.pointId)?.device.expectedIntervalS);
  return {
    get(pointId) {
      const value = deps.present.get(pointId);
      return value && judge(value, deps.now());
    },
    many(pointIds) {
      const now = deps.now();
      return deps.present.many(pointIds).map((value) => judge(value, now));
    },
  };
}

import type { BuildingState, BuildingStateSpan, Marks, StateStep } from "@kontrollrom/contracts/history.ts";
import type { PresentValue } from "@kontrollrom/contracts/sample.ts";
import type { SampleStore } from "@kontrollrom/ingest/store/sample-store.ts";
import { bucketLengthMs } from "@kontrollrom/ingest/store/series/bucket-edges.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Catalogue } from "../register/catalogue.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso } from "../registry/row.ts";
import { judgeAge } from "../telemetry/freshness.ts";
import { alarmAt, alarmsAround, orderAt, pastAlarms, pastOrders, type Where } from "./happenings.ts";
import { qualityOfLast, valuesAt } from "./values-at.ts";

const mostSteps = 1500;
/** Of a span, which is held in memory. */
const mostValues = 200_000;

/** What the caller may see besides values. */
export interface MaySee {
  readonly alarms: boolean;
  readonly orders: boolean;
}

export interface BuildingHistory {
  /** @throws ProblemError 404 `building-not-found`, 400 `future-moment` */
  state(buildingId: string, at: number, may: MaySee): Promise<BuildingState>;
  /** @throws ProblemError 404 `building-not-found`, 400 `empty-period`, 413 `too-many-steps` or `too-many-values` */
  span(
    buildingId: string,
    period: { from: number; to: number; step: StateStep },
    may: MaySee,
  ): Promise<BuildingStateSpan>;
  marks(pointIds: readonly number[], period: { from: number; to: number }, may: MaySee): Promise<Marks>;
}

/** The past of buildings, from what is stored: nothing is kept twice for it. */
export function createBuildingHistory(deps: {
  readonly db: RegistryDatabase;
  readonly store: Pick<SampleStore, "series">;
  readonly catalogue: Catalogue;
  now(): number;
}): BuildingHistory {
  const { db, store, catalogue } = deps;

  function pointsOf(buildingId: string): number[] {
    if (!catalogue.buildings.has(buildingId))
      throw new ProblemError(
        404,
        "building-not-found",
        `there is no building "${buildingId}": see GET /buildings`,
      );
    return catalogue.pointsIn({ buildingIds: [buildingId] });
  }

  async function start(pointIds: readonly number[], at: number): Promise<PresentValue[]> {
    const values = await valuesAt(store, pointIds, at);
    return [...values.values()].map((value) =>
      judgeAge(value, at, catalogue.points.get(value.pointId)?.device.expectedIntervalS),
    );
  }

  async function happenings(where: Where, from: number, to: number, may: MaySee) {
    const [alarms, orders] = await Promise.all([
      may.alarms ? pastAlarms(db, where, from, to) : undefined,
      may.orders ? pastOrders(db, where, from, to) : undefined,
    ]);
    return { alarms, orders, truncated: alarms?.truncated === true || orders?.truncated === true };
  }

  return {
    async state(buildingId, at, may) {
      const pointIds = pointsOf(buildingId);
      if (at > deps.now())
        throw new ProblemError(
          400,
          "future-moment",
          `${iso(at)} has not been yet: ask for a moment up to now (${iso(deps.now())})`,
        );
      const [values, { alarms, orders, truncated }, around] = await Promise.all([
        start(pointIds, at),
        happenings({ buildingId }, at, at, may),
        may.alarms ? alarmsAround(db, buildingId, at) : {},
      ]);
      return {
        at: iso(at),
        values,
        ...(alarms && { alarms: alarms.items.flatMap((one) => alarmAt(one, at) ?? []) }),
        ...(orders && { orders: orders.items.flatMap((one) => orderAt(one, at) ?? []) }),
        ...around,
        ...(truncated && { truncated }),
      };
    },

    async span(buildingId, { from, to, step }, may) {
      const pointIds = pointsOf(buildingId);
      if (to <= from)
        throw new ProblemError(400, "empty-period", `"to" (${iso(to)}) must lie after "from" (${iso(from)})`);
      const stepMs = bucketLengthMs(step) ?? 1;
      if ((to - from) / stepMs > mostSteps)
        throw new ProblemError(
          413,
          "too-many-steps",
          `from ${iso(from)} to ${iso(to)} there are more than ${mostSteps} steps of ${step}: ask for a shorter span or longer steps`,
        );
      const [first, series, { alarms, orders, truncated }] = await Promise.all([
        start(pointIds, from),
        pointIds.length === 0
          ? new Map()
          : store.series({
              pointIds,
              from: from + 1,
              to,
              bucket: step,
              aggregates: ["last"],
              limit: mostSteps + 1,
              maxEntries: mostValues,
            }),
        happenings({ buildingId }, from, to, may),
      ]);
      const points: BuildingStateSpan["points"] = [];
      const doubts: BuildingStateSpan["doubts"] = [];
      let total = 0;
      for (const [pointId, entries] of series) {
        total += entries.length;
        const offsets: number[] = [];
        const values: number[] = [];
        for (const { time, last, quality } of entries) {
          if (last === undefined) continue;
          const told = qualityOfLast(quality);
          if (told !== "good") doubts.push({ pointId, index: values.length, quality: told });
          // What a step ended with holds from its end on.
          offsets.push(Math.ceil((Math.min(time + stepMs, to) - from) / 1000));
          values.push(last);
        }
        if (values.length > 0) points.push({ pointId, offsets, values });
      }
      if (total > mostValues)
        throw new ProblemError(
          413,
          "too-many-values",
          `this asks for more than ${mostValues} values: ask for a shorter span or longer steps than ${step}`,
        );
      return {
        from: iso(from),
        to: iso(to),
        start: first,
        points,
        doubts,
        ...(alarms && { alarms: [...alarms.items] }),
        ...(orders && { orders: [...orders.items] }),
        ...(truncated && { truncated }),
      };
    },

    async marks(pointIds, { from, to }, may) {
      const spaceIds = new Set<string>();
      for (const id of pointIds) {
        const spaceId = catalogue.points.get(id)?.device.spaceId;
        if (spaceId !== undefined) spaceIds.add(spaceId);
      }
      const { alarms, orders, truncated } = await happenings(
        { pointIds, spaceIds: [...spaceIds] },
        from,
        to,
        may,
      );
      return {
        ...(alarms && { alarms: [...alarms.items] }),
        ...(orders && { orders: [...orders.items] }),
        ...(truncated && { truncated }),
      };
    },
  };
}

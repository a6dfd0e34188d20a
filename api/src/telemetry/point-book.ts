import type { Point } from "@kontrollrom/contracts/point.ts";
import { type QuantityKind, quantities } from "@kontrollrom/contracts/quantity.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Catalogue } from "../register/catalogue.ts";
import type { PointLabel } from "./formats/series-encoder.ts";

/** What telemetry has to know of a point, measured or derived. */
export interface PointInfo extends PointLabel {
  readonly kind: QuantityKind;
  readonly derived: boolean;
  /** How often its device is expected to be heard. */
  readonly expectedIntervalS: number | undefined;
}

export interface PointBook {
  find(pointId: number): PointInfo | undefined;
  /** @throws ProblemError 404 `point-not-found` */
  get(pointId: number): PointInfo;
}

/** Measured points of the catalogue and derived ones, by their ids. */
export function createPointBook(deps: {
  readonly catalogue: Catalogue;
  derivedPoint(pointId: number): Point | undefined;
}): PointBook {
  function find(pointId: number): PointInfo | undefined {
    const record = deps.catalogue.points.get(pointId);
    if (record) {
      const { unit, kind } = quantities[record.quantity];
      const { name: device, expectedIntervalS } = record.device;
      return {
        id: pointId,
        device,
        quantity: record.quantity,
        unit,
        kind,
        derived: false,
        expectedIntervalS,
      };
    }
    const point = deps.derivedPoint(pointId);
    if (!point) return undefined;
    const { deviceName: device, quantity, unit, kind } = point;
    return { id: pointId, device, quantity, unit, kind, derived: true, expectedIntervalS: undefined };
  }
  return {
    find,
    get(pointId) {
      const info = find(pointId);
      if (!info)
        throw new ProblemError(404, "point-not-found", `there is no point ${pointId}: see GET /points`);
      return info;
    },
  };
}

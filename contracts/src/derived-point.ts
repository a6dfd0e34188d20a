import { z } from "zod";
import { Id, PageQuery, PointId, Time } from "./primitives.ts";
import { Quantity } from "./quantity.ts";
import { Bucket, SeriesEntry } from "./sample.ts";

/** Ids of derived points begin here: no measured point gets that far, so an id tells which of the two it is. */
export const firstDerivedPointId = 2_000_000_000;

/** Most points that one is computed of, and most levels of points that are computed of computed ones. */
export const maxInputs = 50;
export const maxDepth = 5;

const Points = z.array(PointId).min(1).max(maxInputs);

/**
 * How a point is computed of others, bucket by bucket. Of a counter its consumption in the bucket is taken, of anything else the
 * time-weighted mean. What is missing: a `sum`, and the outlets of a `balance`, are answered of those that are there, with quality
 * `uncertain`; everything else is absent where one of its inputs is.
 */
export const Derivation = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("sum"), points: Points }),
  z.strictObject({ kind: z.literal("difference"), from: PointId, subtract: Points }),
  /** Over a bucket: the ratio of the two totals, not the mean of ratios. */
  z.strictObject({ kind: z.literal("ratio"), numerator: PointId, denominator: PointId }),
  /** `(p12 + p13) * 0.5`: + − × ÷, parentheses, numbers, and points as `p` and their id. */
  z.strictObject({ kind: z.literal("formula"), expression: z.string().trim().min(1).max(500) }),
  /**
   * Energy corrected to a normal year: E · ((1 − h) + h · G_normal / G_actual), where h is the share that heats rooms and G are
   * degree days, Σ max(0, base − daily mean). By months with the twelve normals of the months, by years also with that of the year.
   * `uncertain` where days have no temperature or the year is not whole; absent where more than a quarter of the days have none.
   */
  z.strictObject({
    kind: z.literal("degree-day"),
    energy: PointId,
    outdoor: PointId,
    /** °C; 17 is what Norwegian energy statistics use. */
    baseTemperature: z.number().min(-20).max(30).default(17),
    normalDegreeDays: z.union([
      z.number().positive().max(20_000),
      z.array(z.number().min(0).max(2000)).length(12),
    ]),
    heatingShare: z.number().min(0).max(1).default(1),
  }),
  /** By the net area of the building's rooms as the register has it, or by an area that is given (such as BRA), m². */
  z.strictObject({
    kind: z.literal("per-area"),
    point: PointId,
    area: z.union([z.literal("net"), z.number().positive().max(10_000_000)]),
  }),
  /** What went in and did not come out: the volume, or its percentage of what went in. */
  z.strictObject({
    kind: z.literal("balance"),
    in: Points,
    out: Points,
    answer: z.enum(["volume", "percent"]),
  }),
]);
export type Derivation = z.infer<typeof Derivation>;

/** Body of `POST /derived-points`. */
export const DerivedPointInput = z.strictObject({
  name: z.string().trim().min(1).max(200),
  derivation: Derivation,
  /** What it tells, for names and decimals on pages; `computed` where the dictionary has no word for it. */
  quantity: Quantity.default("computed"),
  /** UCUM code that the result is given in; of the same dimension as what is computed. That of the computation where not given. */
  unit: z.string().min(1).max(40).optional(),
  /** Where it belongs: a building, or a room of it. `per-area` with the net area needs the building. */
  buildingId: Id.optional(),
  spaceId: Id.optional(),
  /** The bucket of its raw entries. */
  resolution: Bucket.exclude(["raw"]).optional(),
});
export type DerivedPointInput = z.input<typeof DerivedPointInput>;

/** Body of `PATCH /derived-points/{id}`. */
export const DerivedPointPatch = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  derivation: Derivation.optional(),
  unit: z.string().min(1).max(40).optional(),
});

export const DerivedPoint = z.object({
  id: PointId,
  name: z.string(),
  derivation: Derivation,
  quantity: Quantity,
  unit: z.string(),
  /** An `amount` adds up over time (energy, water); a `level` does not. */
  nature: z.enum(["amount", "level"]),
  resolution: Bucket,
  buildingId: Id.optional(),
  spaceId: Id.optional(),
  createdAt: Time,
  createdBy: z.string(),
});
export type DerivedPoint = z.infer<typeof DerivedPoint>;

/** Body of `POST /derived-points/preview`: what one would be, and a period to see it over. */
export const DerivedPointPreviewInput = DerivedPointInput.extend({
  /** The point that would be changed; absent for a new one. */
  id: PointId.optional(),
  from: Time,
  to: Time,
  /** That of its raw entries where not given. */
  bucket: Bucket.exclude(["raw"]).optional(),
});
export const DerivedPointPreview = z.object({
  unit: z.string(),
  nature: DerivedPoint.shape.nature,
  resolution: Bucket,
  bucket: Bucket,
  /** `consumption` of an amount, `avg` of a level. Not more than 2000. */
  entries: z.array(SeriesEntry),
});

export const DerivedPointQuery = PageQuery.extend({ buildingId: Id.optional() });

import { z } from "zod";
import { areaColours } from "./area-layer-kinds.ts";
import { Polygon } from "./building.ts";
import { Id, Time } from "./primitives.ts";

/** What the areas of a layer are. `own` is anything that a municipality divides its buildings by besides these. */
export const AreaLayerKind = z.enum(["fire-compartment", "cleaning", "lease", "escape-route", "risk", "own"]);
export type AreaLayerKind = z.infer<typeof AreaLayerKind>;

/** What is known of an area. Which of them fit a kind is in `areaPropertiesOf` of area-layer-kinds.ts. */
export const AreaProperties = z.strictObject({
  /** Resistance of what encloses it (NS-EN 13501-2): "EI 60", "REI 120-M", "EI2 30-Sa". */
  fireClass: z
    .string()
    .trim()
    .regex(
      /^(R|E|I|W|RE|EI|EW|REI|REW|EI1|EI2) ?(15|20|30|45|60|90|120|180|240)([- ][A-Za-z0-9 ,-]{1,20})?$/,
      "a fire class is letters and minutes, as EI 60 or REI 120-M (NS-EN 13501-2)",
    )
    .optional(),
  /** TEK17 § 11-2, 1–6. */
  riskClass: z.int().min(1).max(6).optional(),
  /** NS-INSTA 800, 0–5. */
  qualityLevel: z.int().min(0).max(5).optional(),
  /** So many times in each. */
  frequency: z
    .strictObject({ times: z.int().min(1).max(50), per: z.enum(["day", "week", "month", "year"]) })
    .optional(),
  method: z.string().trim().max(200).optional(),
  tenant: z.string().trim().max(200).optional(),
  /** Number or address of the contract in the archive. */
  contract: z.string().trim().max(200).optional(),
  leaseFrom: z.iso.date().optional(),
  leaseTo: z.iso.date().optional(),
  /** Persons that it holds or lets out. */
  capacity: z.int().min(0).max(1_000_000).optional(),
  note: z.string().trim().max(2000).optional(),
});
export type AreaProperties = z.infer<typeof AreaProperties>;

/** An outline that was drawn on a storey, metres of its plan. */
export const AreaOutline = z.strictObject({ storeyId: Id, polygon: Polygon });
export type AreaOutline = z.infer<typeof AreaOutline>;

const Corner = z.tuple([z.number().min(-1e7).max(1e7), z.number().min(-1e7).max(1e7)]);
const area = {
  /** Short and unique in the layer, as "B1" or "Sone 3". */
  code: z.string().trim().min(1).max(30),
  name: z.string().trim().max(200).default(""),
  colour: z
    .int()
    .min(0)
    .max(areaColours - 1)
    .default(0),
  properties: AreaProperties.default({}),
  /** Its rooms, wherever they are in the building; they follow the drawing. */
  roomIds: z.array(Id).max(5000).default([]),
};

/** One area as it is written: rooms, outlines or both. A new one may come with an id of its own, a UUID. */
export const AreaOfLayerInput = z.strictObject({
  id: Id.optional(),
  ...area,
  outlines: z
    .array(z.strictObject({ storeyId: Id, polygon: z.array(z.array(Corner).min(3).max(500)).min(1).max(50) }))
    .max(200)
    .default([]),
});
export type AreaOfLayerInput = z.infer<typeof AreaOfLayerInput>;

const layer = {
  name: z.string().trim().min(1).max(200),
  /** Every room shall be in an area: those that are not are reported. */
  covers: z.boolean().optional(),
  /** No floor shall be in two areas: what is is reported. */
  exclusive: z.boolean().optional(),
  areas: z.array(AreaOfLayerInput).max(1000).default([]),
};
/** Body of `POST /buildings/{id}/area-layers`. */
export const AreaLayerInput = z.strictObject({
  /** What it shall be known by; one is given without. */
  id: z.uuid().optional(),
  kind: AreaLayerKind,
  ...layer,
});
export type AreaLayerInput = z.infer<typeof AreaLayerInput>;

/** Body of `PUT /area-layers/{id}`: the layer as it shall be. `revision` is the one that was read. */
export const AreaLayerChange = z.strictObject({ revision: z.int().min(1), ...layer });
export type AreaLayerChange = z.infer<typeof AreaLayerChange>;

/** An area on one storey. */
export const AreaOnStorey = z.object({
  storeyId: Id,
  /** Net area of its rooms, or of the part of them that it covers, m² (NS 3940 NTA). */
  net: z.number(),
  /** Inside its outline, inner walls included, m². */
  gross: z.number(),
  /** Its part of the storey's net area, 0–1. */
  share: z.number(),
  /** Around its outline and the holes in it, m. */
  perimeter: z.number(),
  /** Rooms that it has the larger part of. */
  spaceIds: z.array(Id),
});
export type AreaOnStorey = z.infer<typeof AreaOnStorey>;

export const AreaOfLayer = z.object({
  id: Id,
  ...area,
  outlines: z.array(AreaOutline),
  net: z.number(),
  gross: z.number(),
  rooms: z.int(),
  storeys: z.array(AreaOnStorey),
});
export type AreaOfLayer = z.infer<typeof AreaOfLayer>;

/** What a person should look at. */
export const AreaLayerFinding = z.object({
  code: z.enum([
    /** The areas have this floor in common, m². */
    "overlap",
    /** These rooms, or this much of them, are in no area. */
    "gap",
    /** These rooms are not in the newest drawing, and it is not known what they became. */
    "room-ended",
    /** Outlines lie on a storey that the building no longer has. */
    "storey-ended",
    /** Outlines were drawn on a drawing that has been replaced. */
    "drawing-changed",
    /** It has neither rooms nor outlines. */
    "empty",
  ]),
  areaIds: z.array(Id),
  spaceIds: z.array(Id),
  storeyId: Id.optional(),
  /** m² */
  area: z.number().optional(),
});
export type AreaLayerFinding = z.infer<typeof AreaLayerFinding>;

/** An item of `GET /buildings/{id}/area-layers`. */
export const AreaLayerHead = z.object({
  id: Id,
  buildingId: Id,
  kind: AreaLayerKind,
  name: z.string(),
  covers: z.boolean(),
  exclusive: z.boolean(),
  /** Counts its changes. */
  revision: z.int(),
  areas: z.int(),
  changedAt: Time,
  changedBy: z.string(),
});
export type AreaLayerHead = z.infer<typeof AreaLayerHead>;

/** `GET /area-layers/{id}` */
export const AreaLayer = AreaLayerHead.extend({
  areas: z.array(AreaOfLayer),
  findings: z.array(AreaLayerFinding),
  /** Part of each storey's net area that is in some area, 0–1. */
  covered: z.array(z.object({ storeyId: Id, share: z.number() })),
});
export type AreaLayer = z.infer<typeof AreaLayer>;

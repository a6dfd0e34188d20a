import { z } from "zod";
import { Id, IfcGlobalId, Position, Time } from "./primitives.ts";

/** What a building is used for at the time. */
export const BuildingStatus = z.enum(["planned", "under-construction", "in-use", "out-of-use", "demolished"]);
export type BuildingStatus = z.infer<typeof BuildingStatus>;

/** Metres east and north in the model's own system (IFC x and y). */
export const Xy = z.tuple([z.number(), z.number()]);
export type Xy = z.infer<typeof Xy>;

/** Outer ring first, then holes; rings are not closed (the first corner is not repeated). Outer counter-clockwise. */
export const Polygon = z.array(z.array(Xy));
export type Polygon = z.infer<typeof Polygon>;

export const Building = z.object({
  id: Id,
  name: z.string(),
  ifcGlobalId: IfcGlobalId.optional(),
  /** Matrikkelen: bygningsnummer, nine digits. */
  buildingNumber: z.string().optional(),
  /** NS 3457-3 building type, three digits. */
  buildingType: z.string().optional(),
  address: z.string().optional(),
  /** The property that it stands on. */
  propertyId: Id.optional(),
  yearBuilt: z.int().optional(),
  status: BuildingStatus.optional(),
  position: Position.optional(),
  /** Footprint, [lon, lat] in degrees, not closed. */
  footprint: z.array(z.tuple([z.number(), z.number()])).optional(),
  storeys: z.int(),
  spaces: z.int(),
  /** The model whose geometry is shown. */
  modelId: Id.optional(),
});
export type Building = z.infer<typeof Building>;

/** Body of `POST /buildings`: a building without a drawing. Known by `buildingNumber` where given: posting again changes it. */
export const BuildingInput = z.strictObject({
  name: z.string().trim().min(1).max(200),
  buildingNumber: z
    .string()
    .regex(/^\d{9}$/, "a building number has nine digits (Matrikkelen)")
    .optional(),
  buildingType: z
    .string()
    .regex(/^\d{3}$/, "a building type has three digits (NS 3457-3)")
    .optional(),
  address: z.string().max(300).optional(),
  propertyId: Id.nullable().optional(),
  yearBuilt: z.int().min(1000).max(2200).nullable().optional(),
  status: BuildingStatus.optional(),
  position: Position.optional(),
  footprint: z
    .array(z.tuple([z.number(), z.number()]))
    .min(3)
    .max(1000)
    .optional(),
});
export type BuildingInput = z.infer<typeof BuildingInput>;

/** Body of `PATCH /buildings/{id}`. */
export const BuildingPatch = BuildingInput.partial();

export const Storey = z.object({
  id: Id,
  buildingId: Id,
  name: z.string(),
  ifcGlobalId: IfcGlobalId.optional(),
  /** Metres above the building's zero. */
  elevation: z.number(),
  spaces: z.int(),
  /** Sum of the rooms' measured net areas, m². */
  netArea: z.number(),
});
export type Storey = z.infer<typeof Storey>;

export const Space = z.object({
  id: Id,
  buildingId: Id,
  storeyId: Id,
  /** Room number (IfcSpace.Name). */
  number: z.string(),
  /** Room name (IfcSpace.LongName). */
  name: z.string(),
  ifcGlobalId: IfcGlobalId.optional(),
  /** Measured from the geometry, m², when it has any. */
  area: z.number().optional(),
  /** As written in the file, m². */
  areaDeclared: z.number().optional(),
  /** m */
  height: z.number().optional(),
  /** Names of the IfcZones that it belongs to. */
  zones: z.array(z.string()),
  /** NS 3457-4 function or other classification code. */
  functionCode: z.string().optional(),
});
export type Space = z.infer<typeof Space>;

/** `GET /spaces/{id}`: the room with all that a room panel shows. */
export const SpaceDetail = Space.extend({
  /** The newest drawing does not have it, or it is not known where in it: it counts nowhere, what hangs on it stays. */
  ended: z.object({ at: Time, revisionId: Id, reviewId: Id.optional() }).optional(),
  buildingName: z.string(),
  storeyName: z.string(),
  pointIds: z.array(z.int()),
  /** Elements placed in the room, with their TFM tags. */
  elements: z.array(
    z.object({ ifcGlobalId: z.string(), ifcClass: z.string(), name: z.string(), tag: z.string().optional() }),
  ),
});
export type SpaceDetail = z.infer<typeof SpaceDetail>;

/** `GET /storeys/{id}/plan`: the storey cut at about 1.2 m, metres. */
export const Plan = z.object({
  storeyId: Id,
  buildingId: Id,
  name: z.string(),
  elevation: z.number(),
  /** minX, minY, maxX, maxY */
  bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  rooms: z.array(
    z.object({
      spaceId: Id,
      number: z.string(),
      name: z.string(),
      area: z.number(),
      polygon: Polygon,
      label: Xy,
    }),
  ),
  walls: z.array(Polygon),
  doors: z.array(Polygon),
  windows: z.array(Polygon),
  stairs: z.array(Polygon),
});
export type Plan = z.infer<typeof Plan>;

/**
 * `GET /buildings/{id}/rooms`: the room bodies as triangles for live colours. Metres, Y up as three.js has it
 * (x, z, −y of IFC), relative to `origin`.
 */
export const RoomMeshes = z.object({
  buildingId: Id,
  modelId: Id,
  /** IFC x, y, z of the local zero. */
  origin: z.tuple([z.number(), z.number(), z.number()]),
  rooms: z.array(
    z.object({ spaceId: Id, storeyId: Id, positions: z.array(z.number()), indices: z.array(z.int()) }),
  ),
});
export type RoomMeshes = z.infer<typeof RoomMeshes>;

import { z } from "zod";
import { Polygon } from "./building.ts";
import { Id } from "./primitives.ts";

/** The edition of the standard that the figures follow. It is answered with them, and stored where they are written down. */
export const areaEdition = "NS 3940:2023";

/**
 * What net area is divided into by the room's function (NS 3457-4): functional (FUA: 1 human needs, 2 work, 3 storage),
 * technical (TEA: 4), circulation (KOA: 5). `unassigned` has 6 (not at disposal) and rooms whose function nobody has said.
 */
export const AreaGroup = z.enum(["functional", "technical", "circulation", "unassigned"]);
export type AreaGroup = z.infer<typeof AreaGroup>;

/** m² of each group. */
export const AreaByGroup = z.record(AreaGroup, z.number());
export type AreaByGroup = z.infer<typeof AreaByGroup>;

/** What a person should look at before the figures are used. */
export const AreaFinding = z.object({
  code: z.enum([
    /** The plan has no walls, so gross area cannot be measured. */
    "no-outer-walls",
    /** The walls of the plan do not go all around: gross area may be too small. */
    "outer-walls-incomplete",
    /** These rooms cover each other; what two cover is counted once, in the smaller. */
    "rooms-overlap",
    /** These rooms have no outline: their area is the drawing's own, and they are not in usable and gross area. */
    "no-outline",
    /** These rooms have no function of NS 3457-4. */
    "no-function",
    /** Net area is above usable, or usable above gross. */
    "out-of-order",
  ]),
  spaceIds: z.array(Id),
});
export type AreaFinding = z.infer<typeof AreaFinding>;

export const RoomArea = z.object({
  spaceId: Id,
  number: z.string(),
  name: z.string(),
  functionCode: z.string().optional(),
  group: AreaGroup,
  /** Net area (NTA), m² with one decimal: where it is at least 1.9 m high over a width of at least 0.6 m. */
  net: z.number(),
  /** Floor that is too low to count, m² with one decimal. */
  low: z.number(),
});
export type RoomArea = z.infer<typeof RoomArea>;

const figures = {
  /** NTA, m². */
  net: z.number(),
  /** BRA: inside the enclosing walls, inner walls included, m². */
  usable: z.number(),
  /** BTA: outside the outer walls, m². Absent where the drawing has no walls. */
  gross: z.number().optional(),
  /** Floor too low to count, m². */
  low: z.number(),
  byGroup: AreaByGroup,
  findings: z.array(AreaFinding),
};

/** `GET /storeys/{id}/areas`: m² with one decimal. */
export const StoreyAreas = z.object({
  edition: z.literal(areaEdition),
  storeyId: Id,
  buildingId: Id,
  name: z.string(),
  ...figures,
  rooms: z.array(RoomArea),
  /** Holes in the floor and yards: inside the walls, and not counted. */
  openings: z.array(z.object({ area: z.number(), polygon: Polygon })),
});
export type StoreyAreas = z.infer<typeof StoreyAreas>;

/** `GET /buildings/{id}/areas`: the building in whole m², its storeys with one decimal. */
export const BuildingAreas = z.object({
  edition: z.literal(areaEdition),
  buildingId: Id,
  name: z.string(),
  ...figures,
  storeys: z.array(z.object({ storeyId: Id, name: z.string(), rooms: z.int(), ...figures })),
});
export type BuildingAreas = z.infer<typeof BuildingAreas>;

/** One function of a room, NS 3457-4. */
export const RoomFunction = z.object({
  code: z.string(),
  nb: z.string(),
  en: z.string(),
  group: AreaGroup,
});
export type RoomFunction = z.infer<typeof RoomFunction>;

/** `GET /room-functions` */
export const RoomFunctions = z.object({
  edition: z.string(),
  /** What the list is, and what it is not. */
  licence: z.string(),
  items: z.array(RoomFunction),
});
export type RoomFunctions = z.infer<typeof RoomFunctions>;

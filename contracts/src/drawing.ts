import { z } from "zod";
import { AreaByGroup } from "./area.ts";
import { Plan, Polygon, Xy } from "./building.ts";
import { Id, Time } from "./primitives.ts";

const Corner = z.tuple([z.number().min(-1e7).max(1e7), z.number().min(-1e7).max(1e7)]);
const Metres = z.number().min(-1000).max(1000);
const RoomNumber = z.string().trim().min(1).max(50);
const RoomName = z.string().trim().max(200);
/** NS 3457-4: one to three digits, the first 1–6. */
export const FunctionCode = z
  .string()
  .regex(/^[1-6]\d{0,2}$/, "a room function has one to three digits, the first 1–6");

/** One change of a drawing. Corners are metres of the plan; new rooms come with the id that they shall have. */
export const DrawingCommand = z.discriminatedUnion("kind", [
  /** Moves an edge of a room, with the wall and the rooms behind it. Positive makes the room larger. */
  z.strictObject({
    kind: z.literal("moveWall"),
    roomId: Id,
    edge: z.tuple([Corner, Corner]),
    offset: Metres,
  }),
  /** Divides a room along a line. The larger part keeps the room's id, unless `keepAt` is a place in the other. */
  z.strictObject({
    kind: z.literal("split"),
    roomId: Id,
    line: z.array(Corner).min(2).max(50),
    newRoomId: z.uuid(),
    number: RoomNumber.optional(),
    name: RoomName.optional(),
    /** Of the wall that is put between them, m; none without it. */
    thickness: z.number().min(0).max(1).optional(),
    keepAt: Corner.optional(),
  }),
  /** Makes one room of two neighbours and the wall between them. What hangs on the other goes to the one that is kept. */
  z.strictObject({ kind: z.literal("merge"), keepId: Id, otherId: Id }),
  z.strictObject({
    kind: z.literal("draw"),
    newRoomId: z.uuid(),
    corners: z.array(Corner).min(3).max(500),
    number: RoomNumber,
    name: RoomName.optional(),
    functionCode: FunctionCode.optional(),
  }),
  z.strictObject({ kind: z.literal("delete"), roomId: Id }),
  z.strictObject({
    kind: z.literal("rename"),
    roomId: Id,
    number: RoomNumber.optional(),
    name: RoomName.optional(),
  }),
  z.strictObject({ kind: z.literal("setFunction"), roomId: Id, functionCode: FunctionCode.nullable() }),
]);
export type DrawingCommand = z.infer<typeof DrawingCommand>;

/** Why a command was not carried out. */
export const DrawingRefusal = z.enum([
  "room-not-found",
  "wall-not-found",
  "wall-too-short",
  "id-taken",
  "number-taken",
  "nothing-changes",
  /** The wall would pass the next corner. */
  "wall-too-far",
  /** Slanting walls beside it would leave a gap, or cover a room twice. */
  "walls-slant",
  "room-too-small",
  "room-too-narrow",
  /** A room would come apart. */
  "room-divided",
  "rooms-overlap",
  "line-misses-room",
  "line-leaves-room",
  /** The line ends at a hole in the room. */
  "line-meets-hole",
  "not-neighbours",
  /** Its edges cross each other, or it encloses nothing. */
  "outline-invalid",
]);
export type DrawingRefusal = z.infer<typeof DrawingRefusal>;

export const DrawingRoom = z.object({
  spaceId: Id,
  number: z.string(),
  name: z.string(),
  functionCode: z.string().optional(),
  /** m², to the millimetre of the outline: for figures that follow a hand. The storey's areas are at `/storeys/{id}/areas`. */
  area: z.number(),
  polygon: Polygon,
  label: Xy,
});
export type DrawingRoom = z.infer<typeof DrawingRoom>;

/** Tells one state of a drawing from another; a new import of the building is another as well. */
export const DrawingRevision = z.string().min(1).max(100);

/** `GET /storeys/{id}/drawing` */
export const Drawing = Plan.omit({ rooms: true }).extend({
  revision: DrawingRevision,
  rooms: z.array(DrawingRoom),
  /** Sum of the rooms, m². */
  net: z.number(),
  byGroup: AreaByGroup,
  /** Of a preview that asks for them: the storey as it would be (NS 3940), m² with one decimal. */
  areas: z.object({ net: z.number(), usable: z.number(), gross: z.number().optional() }).optional(),
  /** What undo and redo would do, as commands that were saved together. */
  undo: z.object({ number: z.int(), by: z.string(), at: Time }).optional(),
  redo: z.object({ number: z.int(), by: z.string(), at: Time }).optional(),
});
export type Drawing = z.infer<typeof Drawing>;

/** Body of `POST /storeys/{id}/drawing/commands`: all of them or none. `…/preview` gives the drawing as it would be. */
export const DrawingCommands = z.strictObject({
  revision: DrawingRevision,
  commands: z.array(DrawingCommand).min(1).max(500),
});
export type DrawingCommands = z.infer<typeof DrawingCommands>;

/** Body of `…/preview`. */
export const DrawingTrial = DrawingCommands.extend({
  /** Whether the storey's areas are measured as well: that takes longer than the rooms. */
  areas: z.boolean().default(false),
});
export type DrawingTrial = z.infer<typeof DrawingTrial>;

/** Of undo and redo. */
export const DrawingStep = z.strictObject({ revision: DrawingRevision });

/** One time that somebody saved, undid or did again. Nothing changes it afterwards. */
export const DrawingChange = z.object({
  number: z.int(),
  kind: z.enum(["edit", "undo", "redo"]),
  /** For `undo` and `redo`: the change that was undone or done again. */
  of: z.int().optional(),
  by: z.string(),
  at: Time,
  commands: z.array(DrawingCommand),
  rooms: z.array(z.object({ spaceId: Id, number: z.string(), what: z.enum(["new", "changed", "ended"]) })),
});
export type DrawingChange = z.infer<typeof DrawingChange>;

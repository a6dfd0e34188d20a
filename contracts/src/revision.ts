import { z } from "zod";
import { Polygon } from "./building.ts";
import { Id, Time } from "./primitives.ts";

/** What became of a room or element from one drawing to the next. */
export const MatchKind = z.enum(["unchanged", "moved", "renamed", "split", "merged", "new", "gone"]);
export type MatchKind = z.infer<typeof MatchKind>;

/** Why it is held to be so. */
export const MatchReason = z.enum([
  /** The GlobalId is the same, and so is the place. */
  "same-id",
  /** The GlobalId and the number are the same; the place is another. */
  "same-id-and-number",
  /** The outline lies on the old one. */
  "same-outline",
  /** The outline covers most of the old one, and the number is the same. */
  "overlap-and-number",
  /** The outline covers most of the old one, and nothing else does. */
  "overlap",
  /** The number and the name are the same; there is no geometry to compare. */
  "number-and-name",
  /** Number, name and size are the same, and its neighbours moved with it. */
  "moved-with-neighbours",
  /** Several new rooms together cover the old one. */
  "covered-by-parts",
  /** One new room covers several old ones. */
  "covers-several",
  /** The mark of the plant is the same. */
  "same-tag",
  /** Class, name and place are the same. */
  "same-name-and-place",
  /** Class and name are the same, and nothing else has them. */
  "same-name",
  /** The GlobalId is found on quite another room. */
  "id-on-another-room",
  /** Several new rooms could be it. */
  "several-candidates",
  /** Rooms were changed together in a way that cannot be taken apart. */
  "rooms-rearranged",
  /** The number is found, in another place or with another name. */
  "only-number",
  /** The outline fits, but the drawings can be laid on each other in more than one way. */
  "alignment-unclear",
  /** Nothing of the new drawing fits. */
  "nothing-fits",
  /** It was not in the old drawing. */
  "not-in-old",
]);
export type MatchReason = z.infer<typeof MatchReason>;

/** Who drew it: architect (ARK), ventilation, heating and plumbing (RIV), electrical (RIE), structure (RIB). */
export const Discipline = z.enum(["architecture", "mechanical", "electrical", "structure", "other"]);
export type Discipline = z.infer<typeof Discipline>;

const Count = z.int().min(0);
export const RevisionCounts = z.object({
  unchanged: Count,
  moved: Count,
  renamed: Count,
  split: Count,
  merged: Count,
  new: Count,
  gone: Count,
  /** Waited for a person when the drawing came. */
  unsure: Count,
});
export type RevisionCounts = z.infer<typeof RevisionCounts>;

/** One drawing of a building, as it was. Nothing changes it afterwards. */
export const Revision = z.object({
  id: Id,
  buildingId: Id,
  discipline: Discipline,
  /** Counted within its building and discipline, from 1. */
  number: z.int().min(1),
  modelId: Id.optional(),
  name: z.string(),
  importedAt: Time,
  importedBy: z.string().optional(),
  /** Whether it is the newest of its discipline. */
  current: z.boolean(),
  rooms: RevisionCounts,
  elements: RevisionCounts,
  /** How the drawing was laid on the one before: how far it was shifted (m), turned (degrees), and whether mirrored or scaled. */
  alignment: z
    .object({
      shift: z.tuple([z.number(), z.number()]),
      turn: z.number(),
      mirrored: z.boolean(),
      scale: z.number(),
      certain: z.boolean(),
    })
    .optional(),
});
export type Revision = z.infer<typeof Revision>;

export const RevisionDetail = Revision.extend({
  storeys: z.array(
    z.object({ storeyId: Id, name: z.string(), elevation: z.number(), spaces: Count, hasPlan: z.boolean() }),
  ),
});

/** A room as a revision had it. */
export const RevisionSpace = z.object({
  spaceId: Id,
  storeyId: Id.optional(),
  number: z.string(),
  name: z.string(),
  area: z.number().optional(),
  ifcGlobalId: z.string().optional(),
  kind: MatchKind,
  reason: MatchReason,
  sure: z.boolean(),
  /** For `split` and `merged`: the rooms it became. */
  becameIds: z.array(Id),
});
export type RevisionSpace = z.infer<typeof RevisionSpace>;

/** What hangs on a room: how many of each kind. */
export const Linked = z.object({
  devices: z.array(z.object({ id: Id, name: z.string() })),
  /** Records of other kinds, by the name of their table. */
  others: z.record(z.string(), z.int()),
});
export type Linked = z.infer<typeof Linked>;

/** A part of a plan around a room, for a picture. */
export const PlanFragment = z.object({
  /** minX, minY, maxX, maxY */
  bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  storeyName: z.string(),
  rooms: z.array(z.object({ spaceId: Id, number: z.string(), name: z.string(), polygon: Polygon })),
  walls: z.array(Polygon),
});
export type PlanFragment = z.infer<typeof PlanFragment>;

/** Something that a person decides: where the things of an old room belong now. */
export const Review = z.object({
  id: Id,
  buildingId: Id,
  revisionId: Id,
  state: z.enum(["open", "decided"]),
  kind: MatchKind,
  reason: MatchReason,
  space: z.object({
    id: Id,
    number: z.string(),
    name: z.string(),
    area: z.number().optional(),
    storeyName: z.string(),
    ifcGlobalId: z.string().optional(),
  }),
  /** The best first: the first is the suggestion. */
  candidates: z.array(
    z.object({
      spaceId: Id,
      number: z.string(),
      name: z.string(),
      area: z.number().optional(),
      storeyName: z.string(),
    }),
  ),
  linked: Linked,
  createdAt: Time,
  decision: z.enum(["accept", "other", "new", "gone"]).optional(),
  decidedSpaceId: Id.optional(),
  decidedAt: Time.optional(),
  decidedBy: z.string().optional(),
});
export type Review = z.infer<typeof Review>;

/** `GET /reviews/{id}`: with pictures of both drawings; one is missing where its drawing has no plan. */
export const ReviewDetail = Review.extend({
  before: PlanFragment.optional(),
  after: PlanFragment.optional(),
});
export type ReviewDetail = z.infer<typeof ReviewDetail>;

export const ReviewDecision = z.discriminatedUnion("decision", [
  /** It is the first candidate. */
  z.strictObject({ decision: z.literal("accept"), devices: z.record(Id, Id).optional() }),
  /** It is this room. */
  z.strictObject({ decision: z.literal("other"), spaceId: Id, devices: z.record(Id, Id).optional() }),
  /** The candidates are new rooms; the old one is no more. */
  z.strictObject({ decision: z.literal("new") }),
  /** The room is no more. What hangs on it stays with it in the history. */
  z.strictObject({ decision: z.literal("gone") }),
]);
export type ReviewDecision = z.infer<typeof ReviewDecision>;

import { z } from "zod";
import { Id, PageQuery, Time } from "./primitives.ts";
import { Discipline } from "./revision.ts";

const metres = z.number().min(-100_000).max(100_000);

/** Where one looks from and at, in the building's own coordinates (IFC: metres, z up), so that plan and 3D share it. */
export const PictureCamera = z.strictObject({
  /** What is in the middle of the picture. */
  x: metres,
  y: metres,
  z: metres,
  /** Degrees clockwise from north that one looks towards. */
  bearing: z.number().min(-360).max(360),
  /** Degrees: 0 looks straight down, 90 along the floor. */
  tilt: z.number().min(0).max(180),
  /** Height of the picture at the middle, m. */
  span: z.number().positive().max(100_000),
  /** Parallel lines stay parallel. */
  parallel: z.boolean(),
});
export type PictureCamera = z.infer<typeof PictureCamera>;

/** A plane that takes away what is on its one side: above or beyond `at`, or below where it is flipped. */
export const PictureSection = z.strictObject({
  axis: z.enum(["x", "y", "z"]),
  /** m along the axis, in the building's own coordinates. */
  at: metres,
  flipped: z.boolean(),
});
export type PictureSection = z.infer<typeof PictureSection>;

/** All that makes a picture of a building what it is, but the moment. */
export const PictureState = z.strictObject({
  view: z.enum(["3d", "plan", "list"]),
  /** `alarm`, or a quantity of the dictionary. */
  layer: z.string().regex(/^[a-z][a-z0-9.-]{0,59}$/, "a layer is alarm, or the name of a quantity"),
  storeyId: Id.optional(),
  spaceId: Id.optional(),
  camera: PictureCamera.optional(),
  section: PictureSection.optional(),
  /** Whose drawings are not shown. */
  hiddenModels: z.array(Discipline).max(5).default([]),
  /** The storeys are lifted apart. */
  spread: z.boolean().default(false),
  /** Values are written over the rooms. */
  labels: z.boolean().default(false),
});
export type PictureState = z.infer<typeof PictureState>;

/** A view of a building that somebody has given a name. */
export const SavedView = z.object({
  id: Id,
  buildingId: Id,
  name: z.string(),
  /** Who made it; only they and administrators change it. */
  owner: z.string(),
  own: z.boolean(),
  /** Others see it too. */
  shared: z.boolean(),
  state: PictureState,
  updatedAt: Time,
});
export type SavedView = z.infer<typeof SavedView>;

const name = z.string().trim().min(1).max(80);
export const SavedViewInput = z.strictObject({
  buildingId: Id,
  name,
  shared: z.boolean().default(false),
  state: PictureState,
});
export type SavedViewInput = z.input<typeof SavedViewInput>;
/** Body of `PATCH /saved-views/{id}`: what is left out stays. */
export const SavedViewPatch = z.strictObject({
  name: name.optional(),
  shared: z.boolean().optional(),
  state: PictureState.optional(),
});
export const SavedViewQuery = PageQuery.extend({ buildingId: Id.optional() });

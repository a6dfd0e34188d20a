import { z } from "zod";
import { Id, IfcGlobalId, PageQuery, Time } from "./primitives.ts";
import { Reporter, WorkOrderStatus } from "./work-order.ts";

/** Printed on a label: tells the place, and is no secret. */
export const PlaceToken = z.string().regex(/^[0-9A-Za-z]{12}$/, "expected the 12 characters of a label");
/** Shown once, to who reported: whoever has it can follow the report. */
export const ReportSecret = z
  .string()
  .regex(/^[0-9A-Za-z_-]{43}$/, "expected the secret of a report's own link");

/** A place that faults can be reported for by scanning its label. */
export const ReportPlace = z.object({
  token: PlaceToken,
  kind: z.enum(["building", "room", "component"]),
  buildingId: Id,
  buildingName: z.string(),
  storeyId: Id.optional(),
  spaceId: Id.optional(),
  /** Room or component, as a person would say it. */
  label: z.string(),
  tfmTag: z.string().optional(),
  /** Where its label leads. */
  url: z.url(),
});
export type ReportPlace = z.infer<typeof ReportPlace>;

/** Which places get a label. One that has its label keeps it. */
export const ReportPlacesInput = z.union([
  z.strictObject({ spaceIds: z.array(Id).min(1).max(500) }),
  z.strictObject({ storeyId: Id }),
  /** The building itself; with `rooms` all its rooms too. */
  z.strictObject({ buildingId: Id, rooms: z.boolean().default(false) }),
  z.strictObject({ buildingId: Id, elementGlobalIds: z.array(IfcGlobalId).min(1).max(500) }),
]);
export const ReportPlaceQuery = PageQuery.extend({ buildingId: Id.optional(), spaceId: Id.optional() });
export const ReportSheetQuery = z.object({
  buildingId: Id,
  storeyId: Id.optional(),
  spaceId: Id.optional(),
  /** What the labels say. */
  language: z.enum(["nb", "en"]).default("nb"),
});

/** What a stranger who scanned a label is told. */
export const ReportTarget = z.object({
  buildingName: z.string(),
  label: z.string(),
  kind: z.enum(["building", "room", "component"]),
  /** Reports of this place that are not done yet. */
  open: z.int(),
});
export type ReportTarget = z.infer<typeof ReportTarget>;

export const ReportInput = z.strictObject({
  kind: z.enum(["fault", "request"]).default("fault"),
  text: z.string().trim().min(3).max(4000),
  reporter: Reporter.optional(),
});
/** `secret` is answered this once: it makes the address of the report's own page. */
export const ReportReceipt = z.object({ number: z.string(), secret: ReportSecret });
export type ReportReceipt = z.infer<typeof ReportReceipt>;

/** How far a report has come. Names nobody. */
export const ReportStatus = z.object({
  number: z.string(),
  status: WorkOrderStatus,
  text: z.string(),
  buildingName: z.string().optional(),
  label: z.string().optional(),
  createdAt: Time,
  dueAt: Time.optional(),
  photos: z.int(),
  steps: z.array(z.object({ at: Time, status: WorkOrderStatus })),
  /** What was done, once it is done. */
  action: z.string().optional(),
  /** What the reporter has added. */
  comments: z.array(z.object({ at: Time, text: z.string() })),
});
export type ReportStatus = z.infer<typeof ReportStatus>;

export const ReportComment = z.strictObject({ text: z.string().trim().min(1).max(4000) });

import { z } from "zod";
import { Id, Time } from "./primitives.ts";

/** What a document is for whoever runs the building (FDV). */
export const DocumentKind = z.enum([
  "manual",
  "data-sheet",
  "maintenance-plan",
  "drawing",
  "fire-plan",
  "certificate",
  "inspection",
  "warranty",
  "contract",
  "photo",
  "other",
]);
export type DocumentKind = z.infer<typeof DocumentKind>;

/** What a document hangs on. */
export const DocumentSubject = z.enum(["property", "building", "room", "component"]);
export type DocumentSubject = z.infer<typeof DocumentSubject>;

/** Media types that are taken, each with the first bytes that such a file has. Office files are zip files inside. */
export const documentMediaTypes = {
  "application/pdf": ["25504446"],
  "image/jpeg": ["ffd8ff"],
  "image/png": ["89504e47"],
  "image/webp": ["52494646"],
  "image/tiff": ["49492a00", "4d4d002a"],
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ["504b0304"],
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ["504b0304"],
  "application/vnd.openxmlformats-officedocument.presentationml.presentation": ["504b0304"],
  "application/vnd.oasis.opendocument.text": ["504b0304"],
  "application/vnd.oasis.opendocument.spreadsheet": ["504b0304"],
} as const satisfies Record<string, readonly string[]>;

const title = z.string().trim().min(1).max(200);
/** Query of `POST /documents`. */
export const DocumentQuery = z.object({
  subject: DocumentSubject,
  subjectId: Id,
  title: title,
  kind: DocumentKind.default("other"),
  /** Name of the file. */
  name: z.string().trim().min(1).max(200),
  /** The document that this is a newer version of; subject and title may be others than its own. */
  replaces: Id.optional(),
});
/** Body of `PATCH /documents/{id}`. */
export const DocumentPatch = z.strictObject({ title: title.optional(), kind: DocumentKind.optional() });

export const Document = z.object({
  id: Id,
  subject: DocumentSubject,
  subjectId: Id,
  /** Name of the room, component, building or property. */
  subjectName: z.string(),
  buildingId: Id.optional(),
  title: z.string(),
  kind: DocumentKind,
  /** 1 for the first; each newer one counts on. */
  version: z.int(),
  /** True where no newer version has taken its place. */
  newest: z.boolean(),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.int(),
  at: Time,
  by: z.string(),
});
export type Document = z.infer<typeof Document>;
export const DocumentDetail = Document.extend({
  /** All versions, the newest first. */
  versions: z.array(
    z.object({ id: Id, version: z.int(), name: z.string(), bytes: z.int(), at: Time, by: z.string() }),
  ),
});

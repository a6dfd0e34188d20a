import { z } from "zod";
import { Backup } from "./backup.ts";
import { FrameReplayResult } from "./codec.ts";
import { ExportResult } from "./export.ts";
import { IfcExportResult } from "./ifc-export.ts";
import { Id, Time } from "./primitives.ts";
import { RegisterImportResult } from "./register-file.ts";
import { Discipline, RevisionCounts } from "./revision.ts";

/** Something odd in a drawing that a person can act on. */
export const ImportWarning = z.object({
  code: z.string(),
  message: z.string(),
  /** The entities it is about; at most 100 are named, `count` tells them all. */
  globalIds: z.array(z.string()),
  count: z.int(),
});
export type ImportWarning = z.infer<typeof ImportWarning>;

export const ModelImportResult = z.object({
  modelId: Id,
  buildings: z.array(
    z.object({
      id: Id,
      name: z.string(),
      storeys: z.int(),
      spaces: z.int(),
      /** The revision of the building that the drawing became. */
      revision: z
        .object({
          id: Id,
          discipline: Discipline,
          number: z.int(),
          rooms: RevisionCounts,
          elements: RevisionCounts,
          /** How many rooms wait for a person. */
          reviews: z.int(),
        })
        .optional(),
    }),
  ),
  warnings: z.array(ImportWarning),
});
export type ModelImportResult = z.infer<typeof ModelImportResult>;

const JobFacts = z.object({
  id: Id,
  state: z.enum(["queued", "running", "succeeded", "failed", "cancelled"]),
  /** 0 to 1 */
  progress: z.number().min(0).max(1),
  createdAt: Time,
  finishedAt: Time.optional(),
  name: z.string(),
  /** What went wrong, for a person, when the state is `failed`. */
  error: z.object({ code: z.string(), detail: z.string() }).optional(),
});

/** Long work that can be left and come back to. What it leads to depends on its kind. */
export const Job = z.discriminatedUnion("kind", [
  JobFacts.extend({ kind: z.literal("model-import"), result: ModelImportResult.optional() }),
  JobFacts.extend({ kind: z.literal("frame-replay"), result: FrameReplayResult.optional() }),
  JobFacts.extend({ kind: z.literal("series-export"), result: ExportResult.optional() }),
  JobFacts.extend({ kind: z.literal("ifc-export"), result: IfcExportResult.optional() }),
  JobFacts.extend({ kind: z.literal("backup"), result: Backup.optional() }),
  JobFacts.extend({ kind: z.literal("register-import"), result: RegisterImportResult.optional() }),
]);
export type Job = z.infer<typeof Job>;
export const JobKinds = z.enum([
  "model-import",
  "frame-replay",
  "series-export",
  "ifc-export",
  "backup",
  "register-import",
]);
export type JobKind = Job["kind"];
export type JobResult<K extends JobKind> = NonNullable<Extract<Job, { kind: K }>["result"]>;

export const Model = z.object({
  id: Id,
  name: z.string(),
  schema: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  importedAt: Time,
  buildingIds: z.array(Id),
});
export type Model = z.infer<typeof Model>;

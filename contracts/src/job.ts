import { z } from "zod";
import { Id, Time } from "./primitives.ts";

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
  buildings: z.array(z.object({ id: Id, name: z.string(), storeys: z.int(), spaces: z.int() })),
  warnings: z.array(ImportWarning),
});
export type ModelImportResult = z.infer<typeof ModelImportResult>;

/** Long work that can be left and come back to. */
export const Job = z.object({
  id: Id,
  kind: z.enum(["model-import"]),
  state: z.enum(["queued", "running", "succeeded", "failed"]),
  /** 0 to 1 */
  progress: z.number().min(0).max(1),
  createdAt: Time,
  finishedAt: Time.optional(),
  name: z.string(),
  result: ModelImportResult.optional(),
  /** What went wrong, for a person, when the state is `failed`. */
  error: z.object({ code: z.string(), detail: z.string() }).optional(),
});
export type Job = z.infer<typeof Job>;

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

import { createHash } from "node:crypto";
import { DxfImportInput } from "@kontrollrom/contracts/exchange.ts";
import { Id } from "@kontrollrom/contracts/primitives.ts";
import { Discipline } from "@kontrollrom/contracts/revision.ts";
import { z } from "zod";
import type { RegistryDatabase } from "../registry/database.ts";

/** What a job of importing works on: a stored file, and what its sender said about it. */
const UploadInput = z.object({
  fileKey: z.string(),
  by: z.string().optional(),
  buildingId: Id.optional(),
  discipline: Discipline.optional(),
  /** For a DXF drawing: the storey that it becomes. */
  dxf: DxfImportInput.optional(),
});
export type UploadInput = z.infer<typeof UploadInput>;

export function writeUpload(input: { [K in keyof UploadInput]: UploadInput[K] | undefined }): string {
  return JSON.stringify(input);
}

/** Jobs that waited from before drawings had a sender hold the key alone. */
export function readUpload(text: string): UploadInput {
  return text.startsWith("{") ? UploadInput.parse(JSON.parse(text)) : { fileKey: text };
}

/**
 * What makes a drawing the same as another: the bytes of an IFC file. One DXF file can be several storeys, and be laid
 * anew, so each import of one is a drawing of its own.
 */
export function drawingKey(upload: UploadInput, jobId: string): string {
  return upload.dxf === undefined
    ? upload.fileKey
    : createHash("sha256").update(`${upload.fileKey} ${jobId}`).digest("hex");
}

export async function isBuilding(db: RegistryDatabase, id: string): Promise<boolean> {
  return (await db.selectFrom("building").select("id").where("id", "=", id).executeTakeFirst()) !== undefined;
}

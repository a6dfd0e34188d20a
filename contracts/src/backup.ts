import { z } from "zod";
import { Time } from "./primitives.ts";

/** Names a folder: letters, digits, points, lines; never a path. */
export const BackupName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, "expected 1 to 64 letters, digits, points and lines");

/** What `manifest.json` in a backup says: which files belong to it, and how they are known to be whole. */
export const BackupManifest = z.strictObject({
  format: z.literal(1),
  /** Of the platform that made it. */
  version: z.string(),
  createdAt: Time,
  files: z.array(
    z.strictObject({
      /** Below the folder, parts divided by "/". */
      path: z.string(),
      bytes: z.int(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});
export type BackupManifest = z.infer<typeof BackupManifest>;

export const Backup = z.object({
  name: z.string(),
  /** Where it lies on the machine of the platform. */
  path: z.string(),
  createdAt: Time,
  bytes: z.int(),
  files: z.int(),
});
export type Backup = z.infer<typeof Backup>;

/** Body of `POST /backups`. */
export const NewBackup = z.strictObject({
  /** The moment in UTC where none is given. */
  name: BackupName.optional(),
});

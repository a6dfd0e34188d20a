import { constants, copyFile, mkdir, readdir, rename, rm, rmdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { BackupManifest } from "@kontrollrom/contracts/backup.ts";
import { BrokenBackupError, manifestName, syncToDisk, verifyBackup } from "./manifest.ts";

/** The folder has something in it: restore into an empty one. */
export class DataThereError extends Error {
  readonly code = "data-there";
}

/**
 * Puts a backup into a data folder that is empty or missing. The folder is there whole or not at all.
 * @param keepManifest so that what comes of it is a backup again, elsewhere
 * @throws BrokenBackupError, DataThereError
 */
export async function restoreBackup(
  backup: string,
  dataDir: string,
  { keepManifest = false } = {},
): Promise<BackupManifest> {
  const target = resolve(dataDir);
  const there = await readdir(target).catch(() => []);
  if (there.length > 0)
    throw new DataThereError(
      `${target} is not empty (${there.slice(0, 3).join(", ")}${there.length > 3 ? ", …" : ""}): move it away, or set KR_DATA_DIR to another folder`,
    );
  const manifest = await verifyBackup(backup);
  const partial = `${target}.restoring`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true, mode: 0o700 });
  const paths = manifest.files.map(({ path }) => path);
  for (const path of keepManifest ? [...paths, manifestName] : paths) {
    const to = join(partial, path);
    if (!to.startsWith(`${partial}/`) && !to.startsWith(`${partial}\\`))
      throw new BrokenBackupError(
        `the manifest names "${path}", which lies outside of the backup: do not use it`,
      );
    await mkdir(dirname(to), { recursive: true });
    await copyFile(join(backup, path), to, constants.COPYFILE_FICLONE);
    await syncToDisk(to);
  }
  await rmdir(target).catch(() => undefined);
  await rename(partial, target);
  await syncToDisk(dirname(target));
  return manifest;
}

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { BackupManifest } from "@kontrollrom/contracts/backup.ts";

export const manifestName = "manifest.json";

/** The folder is no backup, or not the one that was made: the message says which file. */
export class BrokenBackupError extends Error {
  readonly code = "broken-backup";
  readonly status = 422;
}

async function digest(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  await pipeline(createReadStream(path), async (chunks) => {
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  });
  return { bytes, sha256: hash.digest("hex") };
}

/** All files below a folder, as paths of it with "/", but for the manifest. */
async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((path) => path !== manifestName)
    .toSorted();
}

/** Waits until a file or folder is on the disk. */
export async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Lists what is in a folder and writes that into it: from then on it is a backup. */
export async function writeManifest(
  folder: string,
  about: { readonly version: string; readonly createdAt: string },
): Promise<BackupManifest> {
  const files: BackupManifest["files"] = [];
  for (const path of await filesOf(folder)) {
    await syncToDisk(join(folder, path));
    files.push({ path, ...(await digest(join(folder, path))) });
  }
  const manifest: BackupManifest = { format: 1, ...about, files };
  const handle = await open(join(folder, manifestName), "w");
  try {
    await handle.writeFile(JSON.stringify(manifest, null, 1));
    await handle.sync();
  } finally {
    await handle.close();
  }
  return manifest;
}

/** @throws BrokenBackupError */
export async function readManifest(folder: string): Promise<BackupManifest> {
  let text: string;
  try {
    text = await readFile(join(folder, manifestName), "utf8");
  } catch (cause) {
    throw new BrokenBackupError(`${folder} is not a backup: it has no ${manifestName}`, { cause });
  }
  try {
    return BackupManifest.parse(JSON.parse(text));
  } catch (cause) {
    throw new BrokenBackupError(`${join(folder, manifestName)} is not understood: take another backup`, {
      cause,
    });
  }
}

/**
 * Reads every file of a backup and compares it with the manifest.
 * @throws BrokenBackupError naming the first file that is missing, changed, or outside of the folder
 */
export async function verifyBackup(folder: string): Promise<BackupManifest> {
  const manifest = await readManifest(folder);
  const there = new Set(await filesOf(folder));
  for (const { path, bytes, sha256 } of manifest.files) {
    if (!there.has(path))
      throw new BrokenBackupError(`${join(folder, path)} is missing: take another backup`);
    const found = await digest(join(folder, path));
    if (found.bytes !== bytes || found.sha256 !== sha256)
      throw new BrokenBackupError(
        `${join(folder, path)} is not what was written (${found.bytes} bytes, ${bytes} expected): take another backup`,
      );
  }
  return manifest;
}

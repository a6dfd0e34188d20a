import { constants, copyFile, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { backup as copyDatabase, DatabaseSync } from "node:sqlite";
import type { Backup } from "@kontrollrom/contracts/backup.ts";
import { readManifest, syncToDisk, writeManifest } from "./manifest.ts";

export interface BackupConfig {
  readonly dataDir: string;
  /** Folder that backups are made in. */
  readonly backupDir: string;
  readonly version: string;
}

/** A backup of that name is there already; choose another. */
export class BackupExistsError extends Error {
  readonly code = "backup-exists";
  readonly status = 409;
}

// Of so many pages SQLite copies all in one go: otherwise it begins anew whenever somebody writes.
const allPages = 2_147_483_647;
/** Made anew by whoever needs them. */
const passing =
  /^(telemetry|telemetry\.duckdb.*|backups|exports|incoming)$|\.(tmp|partial)$|-(wal|shm|journal)$/;

async function copyRegistry(from: string, to: string, jobId: string | undefined): Promise<void> {
  const source = new DatabaseSync(from, { readOnly: true, timeout: 5000 });
  try {
    await copyDatabase(source, to, { rate: allPages });
  } finally {
    source.close();
  }
  const copy = new DatabaseSync(to);
  try {
    const [check] = copy.prepare("PRAGMA quick_check(1)").all();
    if (Object.values(check ?? {})[0] !== "ok")
      throw new Error(`${from} is damaged: ${JSON.stringify(check)}`);
    // The work that makes this copy is not to begin again where it is restored.
    if (jobId !== undefined) copy.prepare("DELETE FROM job WHERE id = ?").run(jobId);
    copy.exec("PRAGMA journal_mode = DELETE");
  } finally {
    copy.close();
  }
}

async function copyFolder(from: string, to: string, signal: AbortSignal): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    signal.throwIfAborted();
    if (passing.test(entry.name)) continue;
    if (entry.isDirectory()) await copyFolder(join(from, entry.name), join(to, entry.name), signal);
    else if (entry.isFile())
      await copyFile(join(from, entry.name), join(to, entry.name), constants.COPYFILE_FICLONE);
  }
}

/**
 * Copies what the platform keeps, while it runs. First the telemetry as of one moment, then the registry, then the files: so the registry
 * knows every point that has samples, and every file that the registry names is there.
 */
export function createBackups(
  config: BackupConfig,
  deps: { readonly telemetry: (folder: string) => Promise<void>; readonly now: () => number },
) {
  const { dataDir, backupDir } = config;

  async function describe(name: string): Promise<Backup | undefined> {
    try {
      const path = join(backupDir, name);
      const { createdAt, files } = await readManifest(path);
      return {
        name,
        path,
        createdAt,
        bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
        files: files.length,
      };
    } catch {
      return undefined;
    }
  }

  return {
    /** The name that a backup gets which is given none. */
    nameNow: () =>
      new Date(deps.now())
        .toISOString()
        .replaceAll(":", "-")
        .replace(/\.\d+Z$/, "Z"),

    async exists(name: string): Promise<boolean> {
      return (await stat(join(backupDir, name)).catch(() => undefined)) !== undefined;
    },

    async list(): Promise<Backup[]> {
      const names = await readdir(backupDir).catch(() => []);
      const found = await Promise.all(names.filter((name) => !name.endsWith(".partial")).map(describe));
      return found
        .filter((backup) => backup !== undefined)
        .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt) || b.name.localeCompare(a.name));
    },

    /**
     * Makes a backup. What a break leaves behind is in `<name>.partial` and is removed by the next attempt.
     * @throws BackupExistsError
     */
    async make(
      name: string,
      jobId: string | undefined,
      progress: (fraction: number) => void,
      signal: AbortSignal,
    ): Promise<Backup> {
      const path = join(backupDir, name);
      if ((await stat(path).catch(() => undefined)) !== undefined)
        throw new BackupExistsError(`there is a backup "${name}" already: choose another name`);
      const partial = `${path}.partial`;
      await rm(partial, { recursive: true, force: true });
      await mkdir(partial, { recursive: true, mode: 0o700 });
      try {
        const createdAt = new Date(deps.now()).toISOString();
        await deps.telemetry(partial);
        signal.throwIfAborted();
        progress(0.6);
        for (const entry of await readdir(dataDir, { withFileTypes: true })) {
          signal.throwIfAborted();
          if (passing.test(entry.name) || join(dataDir, entry.name) === backupDir) continue;
          const [from, to] = [join(dataDir, entry.name), join(partial, entry.name)];
          if (entry.isDirectory()) await copyFolder(from, to, signal);
          else if (/\.(sqlite|db)$/.test(entry.name))
            await copyRegistry(from, to, entry.name === "registry.sqlite" ? jobId : undefined);
          else if (entry.isFile()) await copyFile(from, to, constants.COPYFILE_FICLONE);
        }
        progress(0.8);
        await writeManifest(partial, { version: config.version, createdAt });
        await syncToDisk(partial);
        await rename(partial, path);
        await syncToDisk(dirname(path));
      } catch (error) {
        await rm(partial, { recursive: true, force: true });
        throw error;
      }
      return (await describe(name)) as Backup;
    },
  };
}
export type Backups = ReturnType<typeof createBackups>;

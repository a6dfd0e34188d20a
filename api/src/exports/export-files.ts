import { createReadStream } from "node:fs";
import { mkdir, readdir, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { ProblemError } from "../http/problem-error.ts";

/** How long the file of an export is kept. */
export const keptMs = 24 * 3_600_000;
/** What must be left on the disk: telemetry comes first. */
const spareBytes = 1024 ** 3;

/** Files of exports, each under the id of its job, until they expire. */
export interface ExportFiles {
  start(): Promise<void>;
  stop(): void;
  /** Where a file is written before it is whole. */
  partPath(jobId: string): string;
  path(jobId: string): string;
  /** @throws ProblemError 507 `disk-full` */
  refuseFull(): Promise<void>;
  size(jobId: string): Promise<number | undefined>;
  stream(jobId: string, from: number): Readable;
  remove(jobId: string): Promise<void>;
}

export function createExportFiles(
  folder: string,
  deps: { now(): number; onError(error: unknown): void },
): ExportFiles {
  let timer: NodeJS.Timeout | undefined;

  function path(jobId: string): string {
    if (!/^[0-9a-f-]{36}$/.test(jobId)) throw new Error(`"${jobId}" is not the id of a job`);
    return join(folder, jobId);
  }

  async function removeOld(): Promise<void> {
    for (const name of await readdir(folder)) {
      const file = join(folder, name);
      const info = await stat(file).catch(() => undefined);
      if (info && info.mtimeMs < deps.now() - keptMs) await rm(file, { force: true });
    }
  }

  return {
    path,
    partPath: (jobId) => `${path(jobId)}.part`,
    async start() {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      // What a crash cut off is written anew by its job.
      for (const name of await readdir(folder))
        if (name.endsWith(".part")) await rm(join(folder, name), { force: true });
      await removeOld();
      timer = setInterval(() => void removeOld().catch(deps.onError), keptMs / 48);
    },
    stop: () => clearInterval(timer),
    async refuseFull() {
      const { bavail, bsize } = await statfs(folder);
      if (bavail * bsize > spareBytes) return;
      throw new ProblemError(
        507,
        "disk-full",
        "less than 1 GB is left on the server's disk: ask for a shorter period or longer buckets, or remove exports",
      );
    },
    size: async (jobId) => (await stat(path(jobId)).catch(() => undefined))?.size,
    stream: (jobId, start) => createReadStream(path(jobId), { start }),
    async remove(jobId) {
      await rm(path(jobId), { force: true });
    },
  };
}

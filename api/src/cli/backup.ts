import { rm, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Job } from "@kontrollrom/contracts/job.ts";
import { z } from "zod";
import { BrokenBackupError, verifyBackup } from "../backup/manifest.ts";
import { DataThereError, restoreBackup } from "../backup/restore.ts";
import { CliError } from "./cli-error.ts";
import type { Client } from "./client.ts";

const told = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

/** Has a running platform copy all it keeps, and puts the copy into a folder of this machine. */
export async function makeBackup({
  client,
  folder,
  write,
}: {
  client: Client;
  folder: string;
  write(line: string): void;
}): Promise<void> {
  const target = resolve(folder);
  if ((await stat(target).catch(() => undefined)) !== undefined)
    throw new CliError(`${target} is there already: name a folder that is not`);
  const answer = await client.request("POST", "/backups", { json: {} });
  const { jobId } = z.object({ jobId: z.string() }).parse(answer);
  for (;;) {
    const job = Job.parse(await client.request("GET", `/jobs/${jobId}`));
    if (job.state === "failed")
      throw new CliError(`The backup failed (${job.error?.code}): ${job.error?.detail}`);
    if (job.state === "cancelled") throw new CliError("The backup was given up.");
    if (job.kind === "backup" && job.state === "succeeded" && job.result) {
      const { path, files, bytes } = job.result;
      if ((await stat(path).catch(() => undefined)) === undefined) {
        write(`The backup is whole: ${files} files, ${told(bytes)}, on the platform's machine in ${path}`);
        return;
      }
      // A copy that is verified first and given its name last: the restore of the same files does just that.
      await guarded(() => restoreBackup(path, target, { keepManifest: true }));
      await rm(path, { recursive: true });
      write(`${target}: ${files} files, ${told(bytes)}`);
      return;
    }
    await sleep(250);
  }
}

/** Puts a backup into an empty data folder, on a machine where the platform does not run. */
export async function restore({
  folder,
  dataDir,
  write,
}: {
  folder: string;
  dataDir: string;
  write(line: string): void;
}): Promise<void> {
  const { files, createdAt, version } = await guarded(() => restoreBackup(folder, dataDir));
  write(
    `${resolve(dataDir)}: ${files.length} files as of ${createdAt} (version ${version}). Start the platform now.`,
  );
}

/** Says whether a backup is whole. */
export async function verify({
  folder,
  write,
}: {
  folder: string;
  write(line: string): void;
}): Promise<void> {
  const { files, createdAt } = await guarded(() => verifyBackup(folder));
  write(`${folder} is whole: ${files.length} files as of ${createdAt}.`);
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BrokenBackupError || error instanceof DataThereError)
      throw new CliError(error.message);
    throw error;
  }
}

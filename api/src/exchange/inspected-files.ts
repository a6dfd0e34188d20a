import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { createFileStore, type FileStore } from "../files/file-store.ts";

/** How long a drawing that was looked at waits for being imported. */
const keptMs = 24 * 3_600_000;

/** Drawings that were looked at and not imported yet: apart from what is kept, so that they can go by themselves. */
export interface InspectedFiles extends Pick<FileStore, "putStream" | "path" | "stream"> {
  start(): Promise<void>;
  stop(): void;
  has(key: string): Promise<boolean>;
}

export function createInspectedFiles(
  folder: string,
  deps: { now(): number; onError(error: unknown): void },
): InspectedFiles {
  const store = createFileStore(folder);
  let timer: NodeJS.Timeout | undefined;

  async function removeOld(): Promise<void> {
    for (const shelf of await readdir(folder)) {
      if (!/^[0-9a-f]{2}$/.test(shelf)) continue;
      for (const name of await readdir(join(folder, shelf))) {
        const file = join(folder, shelf, name);
        const info = await stat(file).catch(() => undefined);
        if (info && info.mtimeMs < deps.now() - keptMs) await rm(file, { force: true });
      }
    }
  }

  return {
    putStream: store.putStream,
    path: store.path,
    stream: store.stream,
    async start() {
      await store.start();
      await removeOld();
      timer = setInterval(() => void removeOld().catch(deps.onError), keptMs / 48);
    },
    stop: () => clearInterval(timer),
    has: (key) =>
      store.size(key).then(
        () => true,
        () => false,
      ),
  };
}

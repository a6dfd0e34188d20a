import { Worker } from "node:worker_threads";
import type { DrawnBuilding } from "./drawn-building.ts";
import { matchRevision } from "./match-revision.ts";
import type { RevisionMatch } from "./matches.ts";

/** Up to here matching takes a few milliseconds, less than a worker needs to begin. */
const SMALL = 2000;

/** `matchRevision` in a worker thread, so that a tower does not hold up live values for a second. */
export async function matchInWorker(before: DrawnBuilding, after: DrawnBuilding): Promise<RevisionMatch> {
  if (size(before) === 0 || size(before) + size(after) < SMALL) return matchRevision(before, after);
  const worker = new Worker(new URL("./match-worker.ts", import.meta.url), {
    workerData: { before, after },
    execArgv: [],
  });
  try {
    return await new Promise<RevisionMatch>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
      worker.once("exit", (code) =>
        reject(new Error(`the matching of two drawings ended early with code ${code}`)),
      );
    });
  } finally {
    await worker.terminate();
  }
}

function size({ rooms, elements }: DrawnBuilding): number {
  return 4 * rooms.length + elements.length;
}

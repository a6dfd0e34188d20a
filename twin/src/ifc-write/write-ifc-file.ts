import { Worker } from "node:worker_threads";
import { ImportError, type ImportErrorCode, outOfMemory } from "../ifc/import-error.ts";
import type { IfcWanted, IfcWriteReport } from "./ifc-wanted.ts";

/** What the worker is started with. */
export interface IfcWriteTask {
  readonly source: string;
  readonly out: string;
  readonly wanted: IfcWanted;
  readonly maxBytes: number;
  readonly memoryBytes: number;
}

export type IfcWriteMessage =
  | { readonly type: "progress"; readonly fraction: number }
  | { readonly type: "failed"; readonly code: ImportErrorCode; readonly detail: string }
  | { readonly type: "done"; readonly report: IfcWriteReport };

export interface IfcWriteOptions {
  readonly signal?: AbortSignal;
  /** @param fraction 0 to 1 */
  onProgress?(fraction: number): void;
  /** Defaults: 1 GiB unpacked, 15 minutes, and 3072 MiB for each of JavaScript and web-ifc. */
  readonly limits?: { readonly bytes?: number; readonly timeMs?: number; readonly memoryMb?: number };
}

const MIB = 1024 * 1024;

/**
 * Writes what the register says into a copy of a drawing, reads the copy again and compares, all in a worker thread of its
 * own.
 * @param paths `source`: .ifc, .ifczip or gzipped .ifc; `out`: where the .ifc is written, whole only when this resolves
 * @throws ImportError with a code and a detail for a person
 */
export async function writeIfcFile(
  paths: { readonly source: string; readonly out: string },
  wanted: IfcWanted,
  options: IfcWriteOptions = {},
): Promise<IfcWriteReport> {
  const { bytes = 1024 * MIB, timeMs = 15 * 60_000, memoryMb = 3072 } = options.limits ?? {};
  const cancelled = () => new ImportError("cancelled", "The export was cancelled.");
  if (options.signal?.aborted) throw cancelled();
  const workerData: IfcWriteTask = { ...paths, wanted, maxBytes: bytes, memoryBytes: memoryMb * MIB };
  const worker = new Worker(new URL("./ifc-write-worker.ts", import.meta.url), {
    workerData,
    stdout: true,
    stderr: true,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  worker.stdout.resume();
  worker.stderr.resume();
  const { promise, resolve, reject } = Promise.withResolvers<IfcWriteReport>();
  const onAbort = (): void => reject(cancelled());
  const tooSlow = new ImportError(
    "timeout",
    `The export took longer than ${Math.round(timeMs / 1000)} s. Split the drawing by building, or raise the limit.`,
  );
  const timer = setTimeout(() => reject(tooSlow), timeMs);
  options.signal?.addEventListener("abort", onAbort, { once: true });
  worker.on("message", (message: IfcWriteMessage) => {
    if (message.type === "done") resolve(message.report);
    else if (message.type === "failed") reject(new ImportError(message.code, message.detail));
    else options.onProgress?.(message.fraction);
  });
  worker.on("error", (cause) => reject(crashed(cause)));
  worker.on("exit", (code) => reject(crashed(new Error(`the export ended early with code ${code}`))));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", onAbort);
    await worker.terminate();
  }
}

function crashed(cause: unknown): ImportError {
  const { code, message } = cause as NodeJS.ErrnoException;
  return code === "ERR_WORKER_OUT_OF_MEMORY"
    ? outOfMemory("The drawing", cause)
    : new ImportError("crashed", `The export stopped unexpectedly: ${message}`, { cause });
}

import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { ImportError, outOfMemory } from "./import-error.ts";
import type { ImportedModel } from "./imported-model.ts";
import { unpackModel, type WorkerInput, type WorkerMessage } from "./protocol.ts";

export interface ImportLimits {
  /** The most bytes that the unpacked drawing may have. Default 1 GiB. */
  readonly unpackedBytes?: number;
  /** The most time that an import may take, ms. Default 15 minutes. */
  readonly timeMs?: number;
  /** The most memory that each of JavaScript and web-ifc may take, MiB. Default 3072. */
  readonly memoryMb?: number;
}

export interface ImportOptions {
  /** Ends the import; the promise is rejected with `cancelled`. */
  readonly signal?: AbortSignal;
  /** @param fraction 0 to 1, never falling */
  onProgress?(fraction: number, stage: string): void;
  readonly limits?: ImportLimits;
  /** Whether to make the `.frag` for the viewer, which takes longer than the rest. Default true. */
  readonly frag?: boolean;
}

const MIB = 1024 * 1024;

/**
 * Imports a drawing in a worker thread of its own, so that neither a large nor a malicious file stalls or ends the
 * process.
 * @param input `path`: a file holding .ifc, .ifczip or gzipped .ifc; `name`: for buildings that have none
 * @throws ImportError with a code and a detail for a person
 */
export async function importModel(
  input: { readonly path: string; readonly name: string },
  options: ImportOptions = {},
): Promise<ImportedModel> {
  const { unpackedBytes = 1024 * MIB, timeMs = 15 * 60_000, memoryMb = 3072 } = options.limits ?? {};
  if (options.signal?.aborted) throw cancelled();
  const workerData: WorkerInput = {
    path: input.path,
    name: input.name,
    unpackedBytes,
    memoryBytes: memoryMb * MIB,
    frag: options.frag ?? true,
  };
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    workerData,
    // What the libraries print is of no use to anybody; what matters comes as a message.
    stdout: true,
    stderr: true,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  worker.stdout.resume();
  worker.stderr.resume();
  const { promise, resolve, reject } = Promise.withResolvers<Extract<WorkerMessage, { type: "done" }>>();
  const onAbort = (): void => reject(cancelled());
  const timer = setTimeout(() => reject(tooSlow(timeMs)), timeMs);
  options.signal?.addEventListener("abort", onAbort, { once: true });
  let furthest = 0;
  worker.on("message", (message: WorkerMessage) => {
    if (message.type === "done") resolve(message);
    else if (message.type === "failed") reject(new ImportError(message.code, message.detail));
    else {
      furthest = Math.max(furthest, Math.min(1, message.fraction));
      options.onProgress?.(furthest, message.stage);
    }
  });
  worker.on("error", (cause) => reject(crashed(cause)));
  worker.on("exit", (code) => reject(crashed(new Error(`The import ended early with code ${code}`))));
  try {
    const { packed } = await promise;
    const model = await unpackModel(packed, () => setImmediate());
    options.onProgress?.(1, "done");
    return model;
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", onAbort);
    await worker.terminate();
  }
}

function cancelled(): ImportError {
  return new ImportError("cancelled", "The import was cancelled.");
}

function tooSlow(timeMs: number): ImportError {
  return new ImportError(
    "timeout",
    `The import took longer than ${Math.round(timeMs / 1000)} s. Split the drawing by building, or raise the limit.`,
  );
}

function crashed(cause: unknown): ImportError {
  const { code, message } = cause as NodeJS.ErrnoException;
  return code === "ERR_WORKER_OUT_OF_MEMORY"
    ? outOfMemory("The drawing", cause)
    : new ImportError("crashed", `The import stopped unexpectedly: ${message}`, { cause });
}

import { Worker } from "node:worker_threads";
import type { DxfInspection, DxfPreview, DxfReading } from "@kontrollrom/contracts/exchange.ts";
import { DxfError, type DxfErrorCode } from "./dxf-error.ts";

/** What the worker is asked for. */
export type DxfTask =
  | { readonly kind: "inspect"; readonly path: string; readonly maxBytes: number }
  | {
      readonly kind: "storey";
      readonly path: string;
      readonly maxBytes: number;
      readonly reading: DxfReading;
    };
export type DxfReply =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly code: DxfErrorCode; readonly detail: string };

export interface DxfLimits {
  /** Default 64 MiB. */
  readonly bytes?: number;
  /** Default one minute. */
  readonly timeMs?: number;
  /** Default 2048. */
  readonly memoryMb?: number;
}

interface Options {
  readonly signal?: AbortSignal | undefined;
  readonly limits?: DxfLimits;
}

/**
 * Lists the layers of a DXF file, in a worker thread of its own.
 * @throws DxfError with a code and a detail for a person
 */
export function inspectDxfFile(path: string, options: Options = {}): Promise<Omit<DxfInspection, "fileKey">> {
  const maxBytes = options.limits?.bytes ?? 64 * 1024 * 1024;
  return run({ kind: "inspect", path, maxBytes }, options) as Promise<Omit<DxfInspection, "fileKey">>;
}

/**
 * Reads a DXF file as a storey, in a worker thread of its own. Lengths are metres of the building.
 * @throws DxfError with a code and a detail for a person
 */
export function readDxfFile(path: string, reading: DxfReading, options: Options = {}): Promise<DxfPreview> {
  const maxBytes = options.limits?.bytes ?? 64 * 1024 * 1024;
  return run({ kind: "storey", path, maxBytes, reading }, options) as Promise<DxfPreview>;
}

async function run(task: DxfTask, { signal, limits = {} }: Options): Promise<unknown> {
  const { timeMs = 60_000, memoryMb = 2048 } = limits;
  if (signal?.aborted) throw cancelled();
  const worker = new Worker(new URL("./dxf-worker.ts", import.meta.url), {
    workerData: task,
    stdout: true,
    stderr: true,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  worker.stdout.resume();
  worker.stderr.resume();
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const onAbort = (): void => reject(cancelled());
  const timer = setTimeout(() => reject(tooSlow(timeMs)), timeMs);
  signal?.addEventListener("abort", onAbort, { once: true });
  worker.on("message", (reply: DxfReply) =>
    reply.ok ? resolve(reply.result) : reject(new DxfError(reply.code, reply.detail)),
  );
  worker.on("error", (cause) => reject(crashed(cause)));
  worker.on("exit", (code) => reject(crashed(new Error(`the reading ended early with code ${code}`))));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
    await worker.terminate();
  }
}

function cancelled(): DxfError {
  return new DxfError("cancelled", "The reading of the DXF was cancelled.");
}

function tooSlow(timeMs: number): DxfError {
  return new DxfError(
    "timeout",
    `The DXF took longer than ${Math.round(timeMs / 1000)} s to read. Export one storey without furniture and hatching.`,
  );
}

function crashed(cause: unknown): DxfError {
  const { code, message } = cause as NodeJS.ErrnoException;
  return code === "ERR_WORKER_OUT_OF_MEMORY"
    ? new DxfError(
        "out-of-memory",
        "The DXF needs more memory than a reading may use. Export one storey alone.",
        { cause },
      )
    : new DxfError("crashed", `The reading of the DXF stopped unexpectedly: ${message}`, { cause });
}

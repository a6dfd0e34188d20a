import { open } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";
import { DxfError } from "./dxf-error.ts";
import { inspectDxf } from "./dxf-inspect.ts";
import { readDxfShapes } from "./dxf-shapes.ts";
import { readDxfStorey } from "./dxf-storey.ts";
import { decodeDxf } from "./dxf-text.ts";
import type { DxfReply, DxfTask } from "./read-dxf.ts";

const task = workerData as DxfTask;

async function run(): Promise<unknown> {
  const drawing = readDxfShapes(decodeDxf(await readWhole()));
  const inspection = inspectDxf(drawing);
  if (task.kind === "inspect") return inspection;
  return readDxfStorey(drawing, task.reading, task.reading.unit ?? inspection.unit);
}

async function readWhole(): Promise<Uint8Array> {
  await using handle = await open(task.path);
  const { size } = await handle.stat();
  if (size > task.maxBytes)
    throw new DxfError(
      "too-large",
      `The file has ${Math.ceil(size / 1024 / 1024)} MiB; the limit is ${Math.round(task.maxBytes / 1024 / 1024)} MiB.`,
    );
  return handle.readFile();
}

function say(reply: DxfReply): void {
  parentPort?.postMessage(reply);
}

try {
  say({ ok: true, result: await run() });
} catch (cause) {
  const why = cause instanceof Error ? ` (${cause.message.slice(0, 200)})` : "";
  say(
    cause instanceof DxfError
      ? { ok: false, code: cause.code, detail: cause.detail }
      : { ok: false, code: "unreadable", detail: `The DXF could not be read${why}. Export it again.` },
  );
}

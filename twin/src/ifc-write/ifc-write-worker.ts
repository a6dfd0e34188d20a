import { open, readFile, stat } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";
import { asImportError, ImportError, outOfMemory } from "../ifc/import-error.ts";
import { unpack } from "../ifc/unpack.ts";
import { limitWasmMemory } from "../ifc/wasm-memory.ts";
import { verifyIfc, writeIfc } from "./write-ifc.ts";
import type { IfcWriteMessage, IfcWriteTask } from "./write-ifc-file.ts";

const task = workerData as IfcWriteTask;
const memoryRefused = limitWasmMemory(task.memoryBytes);

function say(message: IfcWriteMessage): void {
  parentPort?.postMessage(message);
}

async function run(): Promise<void> {
  const { size } = await stat(task.source);
  if (size > task.maxBytes)
    throw new ImportError(
      "too-large",
      `The drawing has ${Math.round(size / 1024 / 1024)} MiB; the limit is ${Math.round(task.maxBytes / 1024 / 1024)} MiB.`,
    );
  const source = await unpack(await readFile(task.source), task.maxBytes);
  say({ type: "progress", fraction: 0.1 });
  const { report, parts } = await writeIfc(source, task.wanted);
  if (memoryRefused()) throw outOfMemory("The drawing");
  say({ type: "progress", fraction: 0.5 });
  const file = await open(task.out, "w", 0o600);
  try {
    for (const part of parts()) if (part.length > 0) await file.writeFile(part);
    await file.sync();
  } finally {
    await file.close();
  }
  say({ type: "progress", fraction: 0.6 });
  // A drawing that cannot be opened again, or says something else, is not handed out.
  await verifyIfc(await readFile(task.out), task.wanted, report);
  if (memoryRefused()) throw outOfMemory("The drawing");
  say({ type: "done", report });
}

try {
  await run();
} catch (cause) {
  const { code, detail } = memoryRefused()
    ? outOfMemory("The drawing")
    : asImportError(cause, "The drawing could not be written");
  say({ type: "failed", code, detail });
}

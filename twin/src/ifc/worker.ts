import { open } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";
import { toFrag } from "./frag.ts";
import { asImportError, ImportError, outOfMemory } from "./import-error.ts";
import { packModel, transferables, type WorkerInput, type WorkerMessage } from "./protocol.ts";
import { readModel } from "./read-model.ts";
import { unpack } from "./unpack.ts";
import { limitWasmMemory } from "./wasm-memory.ts";

const input = workerData as WorkerInput;
const memoryRefused = limitWasmMemory(input.memoryBytes);
/** Of the whole import, reading is this part when a `.frag` is made too. */
const READ_PART = input.frag ? 0.3 : 1;

function say(message: WorkerMessage, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}

let last = { fraction: -1, stage: "" };

/** The libraries report every product; a person sees percents. */
function sayProgress(fraction: number, stage: string): void {
  if (stage === last.stage && fraction - last.fraction < 0.01) return;
  last = { fraction, stage };
  say({ type: "progress", fraction, stage });
}

async function run(): Promise<void> {
  sayProgress(0, "unpack");
  const bytes = await unpack(await readWhole(input.path, input.unpackedBytes), input.unpackedBytes);
  const { warningsSink, ...model } = await readModel(bytes, {
    name: input.name,
    onProgress: (fraction, stage) => sayProgress(fraction * READ_PART, stage),
  });
  // What was left out for lack of memory is not known: half a building is worse than none.
  if (memoryRefused()) throw outOfMemory("The drawing");

  let frag: Uint8Array | undefined;
  if (input.frag) {
    const start = performance.now();
    try {
      frag = await toFrag(bytes, model.sha256, (fraction) =>
        sayProgress(READ_PART + fraction * (1 - READ_PART), "frag"),
      );
      if (memoryRefused()) throw outOfMemory("The 3D model");
    } catch (cause) {
      frag = undefined;
      const { detail } = memoryRefused()
        ? outOfMemory("The 3D model")
        : asImportError(cause, "The 3D model could not be made");
      warningsSink.add("frag-failed", `${detail} Rooms and plans are complete.`);
    }
    model.timings.frag = performance.now() - start;
  }
  const packed = packModel({
    ...model,
    frag: frag === undefined ? undefined : ownBuffer(frag),
    warnings: warningsSink.list(),
  });
  say({ type: "done", packed }, transferables(packed));
}

/** The limit holds for the packed file too: nobody packs a file to make it larger. */
async function readWhole(path: string, maxBytes: number): Promise<Uint8Array> {
  await using handle = await open(path);
  const { size } = await handle.stat();
  if (size > maxBytes) {
    throw new ImportError(
      "too-large",
      `The file has ${Math.round(size / 1024 / 1024)} MiB; the limit is ${Math.round(maxBytes / 1024 / 1024)} MiB.`,
    );
  }
  return handle.readFile();
}

function ownBuffer(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
}

try {
  await run();
} catch (cause) {
  const { code, detail } = memoryRefused()
    ? outOfMemory("The drawing")
    : asImportError(cause, "The drawing could not be imported");
  say({ type: "failed", code, detail });
}

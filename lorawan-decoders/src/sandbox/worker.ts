import { parentPort, workerData } from "node:worker_threads";
import type { Codec } from "./codec.ts";
import { threadCpuMs } from "./cpu-time.ts";
import { type CallResult, createEngine, EngineFaultError } from "./engine.ts";
import { takeHostClock } from "./host-clock.ts";
import { createLoadedCodecs } from "./loaded-codecs.ts";
import {
  progressCell,
  type WorkerBatch,
  type WorkerJob,
  type WorkerMessage,
  type WorkerResult,
  type WorkerStart,
} from "./protocol.ts";
import { warmUp } from "./warm-up.ts";

// The thread in which foreign codecs run. It has no environment, and the engine gets none of its objects.

const port = parentPort;
if (port === null) throw new Error("worker.ts is started by the sandbox, as a thread");
const { wasm, layout, limits, progress } = workerData as WorkerStart;
const cells = new Int32Array(progress);
const clock = takeHostClock();
const engine = await createEngine(limits, {
  wasm,
  layout,
  now: threadCpuMs,
  random: Math.random,
  clockReads: clock.reads,
});
warmUp(engine);

/** Results are told at least this often, ms. */
const tellAfterMs = 5;

/** Bounds what the images of evaluated codecs take: some 250 usual ones. */
const imageBytes = 64 * 2 ** 20;

const sources = new Map<number, Codec>();
const loadedCodecs = createLoadedCodecs(imageBytes, engine.load);

function send(message: WorkerMessage): void {
  port?.postMessage(message);
}

function tellBegun(job: WorkerJob): void {
  Atomics.store(cells, progressCell.job, job.id);
  Atomics.add(cells, progressCell.begun, 1);
}

function run(job: WorkerJob): CallResult {
  const codec = sources.get(job.codec);
  if (codec === undefined) throw new Error(`the codec ${job.codec} was never sent to this worker`);
  tellBegun(job);
  const loaded = loadedCodecs.get(job.codec, codec);
  if ("ok" in loaded) return loaded;
  tellBegun(job);
  return engine.call(loaded, job.call, job.input);
}

port.on("message", ({ learn, forget, jobs }: WorkerBatch) => {
  for (const number of forget) {
    sources.delete(number);
    loadedCodecs.forget(number);
  }
  for (const { number, codec } of learn) sources.set(number, codec);
  let results: WorkerResult[] = [];
  let toldAt = performance.now();
  for (const job of jobs) {
    try {
      results.push({ id: job.id, result: run(job) });
    } catch (error) {
      if (!(error instanceof EngineFaultError)) throw error;
      send({ kind: "results", results });
      send({ kind: "broken", id: job.id, failure: error.failure });
      port.close();
      return;
    }
    if (performance.now() - toldAt < tellAfterMs) continue;
    send({ kind: "results", results });
    results = [];
    toldAt = performance.now();
  }
  if (results.length > 0) send({ kind: "results", results });
});

send({ kind: "ready", layout: engine.layout });

import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

interface Task {
  readonly runs: number;
  readonly seed: number;
  readonly only: string;
}

/** What the worker tells: a target that began, one that is done, the end. */
type News =
  | { readonly kind: "begun"; readonly target: string; readonly at: number }
  | { readonly kind: "failed"; readonly target: string; readonly report: string }
  | { readonly kind: "done"; readonly runs: number; readonly targets: number };

/** Runs between two signs of life. */
const chunk = 2000;
/** Only a reader that loops without reading gets here: what reads too much is found by counting. */
const silentAfterMs = 120_000;

async function work(task: Task, tell: (news: News) => void): Promise<void> {
  const { default: fc } = await import("fast-check");
  const { fuzzTargets } = await import("../ingest/src/pipeline/fuzz/targets.ts");
  const targets = fuzzTargets().filter(({ name }) => name.includes(task.only));
  const formats = targets.filter(({ name }) => name.startsWith("format "));
  const decoders = targets.filter(({ name }) => !name.startsWith("format "));
  // Half of the runs for the formats, half for the decoders, where there are both.
  const shares = [formats, decoders].filter(({ length }) => length > 0);
  let done = 0;
  for (const group of shares) {
    const each = Math.ceil(task.runs / shares.length / group.length);
    for (const [i, target] of group.entries()) {
      for (let at = 0; at < each; at += chunk) {
        tell({ kind: "begun", target: target.name, at });
        const numRuns = Math.min(chunk, each - at);
        const seed = (task.seed + i * 7919 + at) | 0;
        const details = fc.check(target.property, { numRuns, seed });
        done += details.numRuns;
        if (details.failed) {
          tell({ kind: "failed", target: target.name, report: fc.defaultReportMessage(details) ?? "failed" });
          break;
        }
      }
    }
  }
  tell({ kind: "done", runs: done, targets: targets.length });
}

async function supervise(task: Task, json: boolean): Promise<number> {
  const started = performance.now();
  const worker = new Worker(new URL(import.meta.url), { workerData: task });
  const failed: { target: string; report: string }[] = [];
  let last = "nothing";
  const end = await new Promise<{ runs: number; targets: number } | undefined>((resolve, reject) => {
    let alarm = setTimeout(() => resolve(undefined), silentAfterMs);
    worker.on("message", (news: News) => {
      clearTimeout(alarm);
      if (news.kind === "done") return resolve(news);
      alarm = setTimeout(() => resolve(undefined), silentAfterMs);
      if (news.kind === "begun") last = `${news.target}, run ${news.at}`;
      else failed.push(news);
    });
    worker.on("error", reject);
  });
  await worker.terminate();
  const seconds = (performance.now() - started) / 1000;
  for (const { target, report } of failed) process.stdout.write(`\nfailed  ${target}\n${report}\n`);
  if (end === undefined) {
    process.stdout.write(
      `hangs   ${last} with seed ${task.seed}: no sign of life for ${silentAfterMs / 1000} s\n`,
    );
    return 1;
  }
  const { runs, targets } = end;
  process.stdout.write(
    json
      ? `${JSON.stringify({ name: "fuzz", ok: failed.length === 0, runs, targets, seed: task.seed, seconds: Math.round(seconds), failed: failed.map(({ target }) => target) })}\n`
      : `${runs} runs over ${targets} readers in ${seconds.toFixed(0)} s with seed ${task.seed}: ${failed.length} failed\n`,
  );
  return failed.length === 0 ? 0 : 1;
}

if (isMainThread) {
  const { values } = parseArgs({
    options: {
      runs: { type: "string", default: "100000" },
      seed: { type: "string", default: "1" },
      only: { type: "string", default: "" },
      json: { type: "boolean", default: false },
    },
  });
  const runs = Number(values.runs);
  const seed = Number(values.seed);
  if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(seed)) {
    process.stderr.write(
      `runs "${values.runs}" or seed "${values.seed}" is no whole number:\nnpm run fuzz -- [--runs N] [--seed N] [--only WORD] [--json]\n`,
    );
    process.exitCode = 1;
  } else {
    process.exitCode = await supervise({ runs, seed, only: values.only }, values.json);
  }
} else {
  await work(workerData as Task, (news) => parentPort?.postMessage(news));
}

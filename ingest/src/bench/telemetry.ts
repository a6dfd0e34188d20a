import { mkdtemp, rm } from "node:fs/promises";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { SeriesRequest } from "../store/sample-store.ts";
import { type Contender, type CreateContender, createDuckdbContender } from "./telemetry-contender.ts";
import { batchesOf, createLoad, type TelemetryLoad } from "./telemetry-load.ts";
import { createInfluxContender, createVictoriaContender } from "./telemetry-peers.ts";

export interface BenchOptions {
  readonly json: boolean;
  write(line: string): void;
  /**
   * `--samples 24000000`, `--points 5000`, `--store duckdb,influxdb,victoria-metrics`, `--batch 2500,10000`: samples of a commit, of which
   * the first is what all is written by, and the others are tried beside it on a tenth as much.
   */
  readonly arguments: readonly string[];
}

const dayMs = 86_400_000;
const questions = 15;

/** Stores by the name that `--store` takes, several of them with commas between. */
const contenders: Readonly<Record<string, CreateContender>> = {
  duckdb: createDuckdbContender,
  influxdb: createInfluxContender,
  "victoria-metrics": createVictoriaContender,
};

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** Time of processors that this process has used, ms: it tells more than the clock where others use the machine too. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** Watches the resident memory of this process and of the contender's own. */
function watchMemory(contender: () => Contender) {
  let peak = 0;
  let recent = 0;
  const timer = setInterval(async () => {
    const others = await contender()
      .rss?.()
      .catch(() => 0);
    const now = process.memoryUsage.rss() + (others ?? 0);
    peak = Math.max(peak, now);
    recent = Math.max(recent, now);
  }, 100);
  return {
    /** The most since it was asked last. */
    peak() {
      const was = recent;
      recent = process.memoryUsage.rss();
      return was;
    },
    /** The most of all. */
    stop() {
      clearInterval(timer);
      return Math.max(peak, process.memoryUsage.rss());
    },
  };
}

/** Asks each question of other points and at other times, so that nothing is answered from what was asked before. */
function questionsOf(load: TelemetryLoad) {
  const point = (i: number) => 1 + ((i * 7919 + 311) % load.points);
  const base = { aggregates: ["avg", "min", "max"] as const, limit: 20_000 };
  const within = (i: number) => load.from + ((i * 37) % 300) * dayMs;
  return {
    point_day_raw: (i: number): SeriesRequest => ({
      ...base,
      pointIds: [point(i)],
      bucket: "raw",
      from: within(i),
      to: within(i) + dayMs,
    }),
    point_year_hourly: (i: number): SeriesRequest => ({
      ...base,
      pointIds: [point(i)],
      bucket: "PT1H",
      from: load.from,
      to: load.to,
    }),
    point_year_daily: (i: number): SeriesRequest => ({
      ...base,
      pointIds: [point(i)],
      bucket: "P1D",
      from: load.from,
      to: load.to,
    }),
    points200_30d_hourly: (i: number): SeriesRequest => ({
      ...base,
      // The points of a building, that follow each other.
      pointIds: Array.from({ length: 200 }, (_, n) => 1 + ((point(i) + n) % load.points)),
      bucket: "PT1H",
      from: within(i),
      to: within(i) + 30 * dayMs,
    }),
    points200_spread_30d_hourly: (i: number): SeriesRequest => ({
      ...base,
      pointIds: Array.from({ length: 200 }, (_, n) => 1 + ((point(i) + n * 25) % load.points)),
      bucket: "PT1H",
      from: within(i),
      to: within(i) + 30 * dayMs,
    }),
  };
}

/** Appends, seals, asks: what the time-series store costs. */
export async function runTelemetryBench(options: BenchOptions): Promise<void> {
  const { values } = parseArgs({
    args: [...options.arguments],
    options: {
      samples: { type: "string", default: "24000000" },
      points: { type: "string", default: "5000" },
      store: { type: "string", default: "duckdb" },
      batch: { type: "string", default: "2500,10000" },
    },
  });
  const ours = new Map<string, number>();
  for (const name of values.store.split(",")) {
    const create = contenders[name];
    if (create === undefined)
      throw new Error(`--store ${name}: must be one of ${Object.keys(contenders).join(", ")}`);
    const amounts = { samples: Number(values.samples), points: Number(values.points) };
    const [batch = 2500, ...otherBatches] = values.batch.split(",").map(Number);
    await benchStore(name, create, { ...amounts, batch, otherBatches }, ours, options);
  }
}

interface Amounts {
  readonly samples: number;
  readonly points: number;
  readonly batch: number;
  readonly otherBatches: readonly number[];
}

/** Commits all of a load, one batch after the other. @returns ms of each commit */
async function append(contender: Contender, load: TelemetryLoad, size: number): Promise<number[]> {
  const commits: number[] = [];
  for (const batch of batchesOf(load, size)) commits.push(await timed(() => contender.store.commit(batch)));
  return commits;
}

async function benchStore(
  name: string,
  create: CreateContender,
  { samples, points, batch, otherBatches }: Amounts,
  /** Figures of the embedded store, filled when it is its turn, for the others to be compared with. */
  ours: Map<string, number>,
  options: BenchOptions,
): Promise<void> {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}, load ${loadavg()[0]?.toFixed(1)}`;
  const print = (figure: string, value: number, unit: string, n: number) => {
    const rounded = Number(value.toPrecision(4));
    if (name === "duckdb") ours.set(figure, value);
    const mine = name === "duckdb" ? undefined : ours.get(figure);
    const peer = mine === undefined ? {} : { peer: name, ratio: Number((mine / value).toPrecision(3)) };
    const full = name === "duckdb" ? `telemetry.${figure}` : `telemetry.${name}.${figure}`;
    options.write(
      options.json
        ? JSON.stringify({ name: full, value: rounded, unit, n, machine, ...peer })
        : `${full} ${rounded} ${unit} (n=${n}${peer.ratio === undefined ? "" : `, embedded store ${peer.ratio} of this`})`,
    );
  };

  const dataDir = await mkdtemp(join(tmpdir(), "kr-bench-telemetry-"));
  const load = createLoad(samples, points, Math.floor(Date.now() / dayMs) * dayMs);
  /** Appends alone, with another size of the commits, in a store of its own. */
  async function tryBatch(size: number): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), "kr-bench-telemetry-"));
    const contender = create(folder, () => Date.now());
    try {
      await contender.store.start();
      const some = createLoad(Math.ceil(samples / 10), points, load.to);
      report(`_batch_${size}`, await append(contender, some, size), some.samples);
    } finally {
      await contender.store.stop();
      await rm(folder, { recursive: true, force: true });
    }
  }
  function report(suffix: string, commits: readonly number[], stored: number): void {
    const storing = commits.reduce((sum, ms) => sum + ms, 0);
    print(`append${suffix}_per_s`, (stored / storing) * 1000, "samples/s", stored);
    print(`commit${suffix}_p50_ms`, percentile(commits, 0.5), "ms", commits.length);
    print(`commit${suffix}_p99_ms`, percentile(commits, 0.99), "ms", commits.length);
  }
  // What the program takes before there is a store, with what makes the load warmed up.
  for (const _ of batchesOf({ ...load, samples: batch * 200 }, batch));
  print("rss_without_store_mb", process.memoryUsage.rss() / 1e6, "MB", 1);
  let contender = create(dataDir, () => Date.now());
  const memory = watchMemory(() => contender);
  try {
    await contender.store.start();
    const cpuBefore = cpuMs();
    report("", await append(contender, load, batch), samples);
    print(
      "append_cpu_us",
      ((cpuMs() - cpuBefore) * 1000) / samples,
      "µs/sample, of this process, with its making",
      samples,
    );
    print("rss_append_peak_mb", memory.peak() / 1e6, "MB", samples);

    if (contender.settle !== undefined) {
      let live = 0;
      /** One commit as live traffic makes them. @returns ms that it took */
      const commitLive = async (): Promise<number> => {
        const i = live++;
        const receivedAt = Date.now();
        const samplesNow = Array.from({ length: 500 }, (_, n) => ({
          pointId: 1 + ((i * 500 + n) % points),
          time: receivedAt + (i % 1000),
          value: 21,
          quality: "good" as const,
          frameId: "1",
          receivedAt,
        }));
        const ms = await timed(() =>
          contender.store.commit({ samples: samplesNow, frames: [], deadLetters: [] }),
        );
        await sleep(20);
        return ms;
      };
      // The same commits with and without sealing beside them, on the machine as it is at this moment.
      const before: number[] = [];
      while (before.length < 100) before.push(await commitLive());
      const during: number[] = [];
      let sealing = true;
      const sealed = timed(async () => contender.settle?.()).finally(() => {
        sealing = false;
      });
      while (sealing) during.push(await commitLive());
      print("commit_p99_before_sealing_ms", percentile(before, 0.99), "ms", before.length);
      print("seal_s", (await sealed) / 1000, "s", samples);
      print("commit_p99_while_sealing_ms", percentile(during, 0.99), "ms", during.length);
      print("commit_max_while_sealing_ms", Math.max(...during), "ms", during.length);
      await contender.settle();
      print("rss_seal_peak_mb", memory.peak() / 1e6, "MB", samples);
    }
    await contender.store.stop();
    print("bytes_per_sample", (await contender.bytes()) / samples, "bytes", samples);

    contender = create(dataDir, () => Date.now());
    print("start_ms", await timed(() => contender.store.start()), "ms", 1);
    let found = 0;
    const askLatest = () =>
      timed(async () => {
        found = (await contender.store.latest()).length;
      });
    print("latest_5000_ms", await askLatest(), "ms", found);
    print("latest_5000_again_ms", await askLatest(), "ms", found);
    for (const [figure, question] of Object.entries(questionsOf(load))) {
      let entries = 0;
      const times: number[] = [];
      const cpus: number[] = [];
      for (let i = 0; i < questions; i++) {
        const cpuBefore = cpuMs();
        times.push(
          await timed(async () => {
            for (const list of (await contender.store.series(question(i))).values()) entries += list.length;
          }),
        );
        cpus.push(cpuMs() - cpuBefore);
      }
      print(`${figure}_cpu_ms`, percentile(cpus, 0.5), "ms", Math.round(entries / questions));
      print(`${figure}_cpu_best_ms`, Math.min(...cpus), "ms", Math.round(entries / questions));
      print(`${figure}_ms`, percentile(times, 0.5), "ms", Math.round(entries / questions));
      print(`${figure}_best_ms`, Math.min(...times), "ms", Math.round(entries / questions));
      print(`${figure}_worst_ms`, Math.max(...times), "ms", Math.round(entries / questions));
    }
    await contender.store.stop();
    for (const size of otherBatches) await tryBatch(size);
  } finally {
    print("rss_peak_mb", memory.stop() / 1e6, "MB", Math.ceil(samples / batch));
    await rm(dataDir, { recursive: true, force: true });
  }
}

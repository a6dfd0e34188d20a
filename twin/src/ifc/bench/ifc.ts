import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { arch, cpus, platform, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { gunzipSync } from "node:zlib";
import { smallIfc } from "../../../test/small-ifc.ts";
import { importModel } from "../import-model.ts";

export interface BenchOptions {
  /** One JSON object a line, else text. */
  readonly json: boolean;
  write(line: string): void;
  /** IFC files to measure, as they are or gzipped. Default: the drawings in ../shared/models, else a generated one. */
  readonly files?: readonly string[];
  /** The same, as the command line gives them. */
  readonly arguments?: readonly string[];
}

const MODELS = fileURLToPath(new URL("../../../../../shared/models/", import.meta.url));
const DEFAULT = ["duplex-arch-georef-ifc2x3", "office48-ifc4-mapconv", "campus-duplex-x20-ifc2x3"];
const ROUNDS = 3;

/**
 * `ifc.ratio_to_web_ifc`: time of an import without the `.frag` over that of web-ifc opening and streaming the same
 * file, each from the start of its worker to its end, medians, summed over the files. `ifc.campus_s`: the import of the
 * 50 MB campus. `ifc.loop_p99_ms`, `ifc.loop_max_ms`: how late the main
 * thread's timers are meanwhile, in the worst of the imports.
 */
export async function runIfcBench(options: BenchOptions): Promise<void> {
  const machine = `${cpus()[0]?.model ?? "unknown"} ×${cpus().length} ${platform()}-${arch()} node ${process.version}`;
  const report = (
    name: string,
    value: number,
    unit: string,
    n: number,
    more: { peer?: string; ratio?: number } = {},
  ): void => {
    const rounded = Math.round(value * 1000) / 1000;
    options.write(
      options.json
        ? JSON.stringify({ name, value: rounded, unit, n, machine, ...more })
        : `${name}: ${rounded} ${unit} (n=${n}${more.peer === undefined ? "" : `, against ${more.peer}`})`,
    );
  };

  const folder = mkdtempSync(join(tmpdir(), "kr-ifc-bench-"));
  const delays: { p99: number; max: number; n: number }[] = [];
  try {
    const files = await unpacked(folder, chosen(options));
    let ours = 0;
    let theirs = 0;
    for (const path of files) {
      const imports: number[] = [];
      const bare: number[] = [];
      // In turns, so that what else the machine does hits both alike.
      for (let round = 0; round < ROUNDS; round++) {
        bare.push(await timed(() => openBare(path)));
        // A monitor of its own each time: one that is switched off and on counts the pause as a delay.
        const delay = monitorEventLoopDelay({ resolution: 1 });
        delay.enable();
        imports.push(await timed(() => importModel({ path, name: "bench" }, { frag: false })));
        delay.disable();
        delays.push({ p99: delay.percentile(99) / 1e6, max: delay.max / 1e6, n: delay.count });
      }
      const [mine, peer] = [median(imports), median(bare)];
      ours += mine;
      theirs += peer;
      const name = basename(path, ".ifc");
      const ratio = Math.round((mine / peer) * 1000) / 1000;
      report(`ifc.import_ms.${name}`, mine, "ms", ROUNDS, { peer: `web-ifc ${Math.round(peer)} ms`, ratio });
      if (name.startsWith("campus")) report("ifc.campus_s", mine / 1000, "s", ROUNDS);
    }
    const ratio = Math.round((ours / theirs) * 1000) / 1000;
    report("ifc.ratio_to_web_ifc", ratio, "ratio", ROUNDS * files.length, {
      peer: "web-ifc open + stream",
      ratio,
    });
    const samples = delays.reduce((sum, { n }) => sum + n, 0);
    report("ifc.loop_p99_ms", Math.max(...delays.map(({ p99 }) => p99)), "ms", samples);
    report("ifc.loop_max_ms", Math.max(...delays.map(({ max }) => max)), "ms", samples);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function chosen(options: BenchOptions): readonly string[] {
  const given = options.files ?? options.arguments ?? [];
  if (given.length > 0) return given;
  return DEFAULT.map((name) => join(MODELS, `${name}.ifc.gz`)).filter((path) => existsSync(path));
}

/** The peer reads plain IFC only. */
async function unpacked(folder: string, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) {
    const path = join(folder, "generated.ifc");
    writeFileSync(path, smallIfc({ buildings: [{ name: "Generert", storeys: generatedStoreys() }] }));
    return [path];
  }
  const files: string[] = [];
  for (const path of paths) {
    const bytes = await readFile(path);
    const plain = join(folder, basename(path).replace(/\.gz$/, ""));
    writeFileSync(plain, bytes[0] === 0x1f ? gunzipSync(bytes) : bytes);
    files.push(plain);
  }
  return files;
}

function generatedStoreys() {
  return Array.from({ length: 10 }, (_, floor) => ({
    name: `${floor + 1}. etasje`,
    elevation: floor * 3,
    spaces: Array.from({ length: 60 }, (_, i) => ({
      number: `${floor + 1}${String(i).padStart(2, "0")}`,
      x: i * 4.2,
      y: 0,
      width: 4,
      depth: 6,
      height: 2.7,
      netFloorArea: 24,
    })),
    elements: Array.from({ length: 60 }, (_, i) => ({
      ifcClass: "IFCWALL",
      name: `Vegg ${floor}-${i}`,
      x: i * 4.2 + 4,
      y: 0,
      width: 0.2,
      depth: 6,
      height: 2.7,
    })),
  }));
}

async function openBare(path: string): Promise<void> {
  const worker = new Worker(new URL("./bare-worker.ts", import.meta.url), {
    workerData: path,
    stdout: true,
    stderr: true,
    execArgv: [],
  });
  worker.stdout.resume();
  worker.stderr.resume();
  await new Promise<void>((resolve, reject) => {
    worker.once("message", () => resolve());
    worker.once("error", reject);
  });
  await worker.terminate();
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  await runIfcBench({
    json: args.includes("--json"),
    write: (line) => console.log(line),
    arguments: args.filter((argument) => argument !== "--json"),
  });
}

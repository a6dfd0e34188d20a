import { cpus, totalmem } from "node:os";

/** One figure, printed as one JSON object a line. `ratio` is ours over the peer's. */
type Bench = (options: { json: boolean; write(line: string): void; arguments: readonly string[] }) => unknown;

/** Each hot path's bench, loaded only when it is asked for. */
const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  ingest: async () => (await import("../fixtures/src/bench/ingest.ts")).runIngestBench,
  pipeline: async () => (await import("../ingest/src/bench/pipeline.ts")).runPipelineBench,
  telemetry: async () => {
    const { runTelemetryBench } = await import("../ingest/src/bench/telemetry.ts");
    const { runPresentValuesBench } = await import("../twin/src/live/bench/present-values.ts");
    return async (options) => {
      runPresentValuesBench(options);
      await runTelemetryBench(options);
    };
  },
  codec: async () => (await import("../lorawan-decoders/src/bench/codec.ts")).runCodecBench,
  ifc: async () => (await import("../twin/src/ifc/bench/ifc.ts")).runIfcBench,
  rules: async () => (await import("../twin/src/live/bench/rules.ts")).runRulesBench,
  edge: async () => (await import("../edge/src/bench/edge.ts")).runEdgeBench,
  devices: async () => (await import("../api/src/devices/bench/many-devices.ts")).runDevicesBench,
  // By its address alone: the servers' type check knows no browser.
  viewer: async () =>
    ((await import(new URL("../viewer/bench/viewer.ts", import.meta.url).href)) as { runViewerBench: Bench })
      .runViewerBench,
};

const [name = "", ...rest] = process.argv.slice(2).filter((argument) => argument !== "--json");
const json = process.argv.includes("--json");
const load = benches[name];
if (!load) {
  process.stderr.write(
    `bench "${name}" is not known: npm run bench -- <${Object.keys(benches).join("|")}> [--json]\n`,
  );
  process.exit(1);
}
if (!json)
  process.stdout.write(
    `${name} on ${cpus().length} × ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB\n`,
  );
const run = await load();
await run({ json, write: (line) => process.stdout.write(`${line}\n`), arguments: rest });

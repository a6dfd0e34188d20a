import { parseArgs } from "node:util";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { vectors: { type: "string" }, json: { type: "boolean", default: false } },
});
const write = (line: string) => process.stdout.write(`${line}\n`);

if (positionals[0] === "decoders") {
  const { runDecoderConformance } = await import("../lorawan-decoders/src/conformance/run.ts");
  process.exitCode = await runDecoderConformance({
    vectorsPath: values.vectors ?? "../shared/lorawan/vectors.open.jsonl.gz",
    json: values.json,
    write,
  });
} else {
  process.stderr.write(
    `conformance "${positionals[0] ?? ""}" is not known: npm run conformance -- decoders [--vectors FILE] [--json]\n`,
  );
  process.exitCode = 1;
}

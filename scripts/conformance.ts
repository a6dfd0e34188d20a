import { parseArgs } from "node:util";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    codecs: { type: "string" },
    vectors: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const write = (line: string) => process.stdout.write(`${line}\n`);
const usage = [
  "npm run conformance -- decoders [--vectors FILE] [--json]",
  "npm run conformance -- codecs --codecs DIR --vectors FILE [--json]",
  "npm run conformance -- revisions FILE.ifc… [--json]",
].join("\n");

function refuse(what: string): void {
  process.stderr.write(`${what}:\n${usage}\n`);
  process.exitCode = 1;
}

if (positionals[0] === "decoders") {
  const { runDecoderConformance } = await import("../lorawan-decoders/src/conformance/run.ts");
  process.exitCode = await runDecoderConformance({
    vectorsPath: values.vectors ?? "../shared/lorawan/vectors.open.jsonl.gz",
    json: values.json,
    write,
  });
} else if (positionals[0] === "codecs") {
  const { codecs: codecsDir, vectors: vectorsPath, json } = values;
  if (codecsDir === undefined || vectorsPath === undefined) {
    refuse("conformance codecs needs the folder of the codecs and the file of their examples");
  } else {
    const { runCodecConformance } = await import("../lorawan-decoders/src/sandbox/conformance.ts");
    process.exitCode = await runCodecConformance({ codecsDir, vectorsPath, json, write });
  }
} else if (positionals[0] === "revisions") {
  const files = positionals.slice(1);
  if (files.length === 0) {
    refuse("conformance revisions needs one drawing or more (.ifc, .ifczip or gzipped .ifc)");
  } else {
    const { runRevisionConformance } = await import("../twin/src/revisions/conformance/run.ts");
    process.exitCode = await runRevisionConformance({ files, json: values.json, write });
  }
} else {
  refuse(`conformance "${positionals[0] ?? ""}" is not known`);
}

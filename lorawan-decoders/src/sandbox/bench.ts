import { availableParallelism, cpus } from "node:os";
import { bytesOfHex } from "../hex.ts";
import { type BenchCodec, benchCodecs } from "./bench-codecs.ts";
import { type CodecSandbox, createCodecSandbox } from "./sandbox.ts";

export interface SandboxBenchOptions {
  /** One JSON object a line instead of text. */
  readonly json: boolean;
  readonly write: (line: string) => void;
}

/** When the payloads are taken to be received, epoch ms (2026-01-01T00:00:00Z). */
const recvTime = 1_767_225_600_000;

/** Every codec in turn, so that each decode finds the memory of another codec and has to put its own back. */
function round(codecs: readonly BenchCodec[], sandbox: CodecSandbox) {
  const longest = Math.max(...codecs.map(({ payloads }) => payloads.length));
  return Array.from({ length: longest * codecs.length }, (_, i) => {
    const { codec, fPort, payloads } = codecs[i % codecs.length] as BenchCodec;
    const payload = payloads[Math.floor(i / codecs.length) % payloads.length] ?? "";
    return sandbox.decode(codec, { bytes: bytesOfHex(payload), fPort, recvTime });
  });
}

async function measure(sandbox: CodecSandbox, forMs: number) {
  const start = performance.now();
  let decodes = 0;
  let elapsed = 0;
  while (elapsed < forMs) {
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => round(benchCodecs, sandbox)).flat());
    const bad = outcomes.find((outcome) => !outcome.ok || outcome.errors.length > 0);
    if (bad !== undefined) throw new Error(`a bench payload was not decoded: ${JSON.stringify(bad)}`);
    decodes += outcomes.length;
    elapsed = performance.now() - start;
  }
  return { perSecond: Math.round((decodes / elapsed) * 1000), decodes };
}

/** Decodes a second through the sandbox with one worker, each with fresh engine memory. Returns the exit code. */
export async function runSandboxBench({ json, write }: SandboxBenchOptions): Promise<number> {
  const sandbox = createCodecSandbox({ workers: 1 }, { now: () => performance.now() });
  await sandbox.start();
  try {
    await measure(sandbox, 500);
    const { perSecond, decodes } = await measure(sandbox, 2000);
    const machine = `${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} cores, Node ${process.version}`;
    const result = {
      name: "codec.sandbox_fresh_per_s",
      value: perSecond,
      unit: "1/s",
      n: decodes,
      machine,
    };
    write(json ? JSON.stringify(result) : `${result.name} ${perSecond} 1/s (${decodes} decodes; ${machine})`);
    return 0;
  } finally {
    await sandbox.stop();
  }
}

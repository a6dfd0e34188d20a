import { availableParallelism, cpus } from "node:os";
import { findDecoder } from "../catalogue.ts";
import { type Decoder, exampleTime, type Uplink } from "../decoder.ts";
import { bytesOfHex } from "../hex.ts";
import { runSandboxBench } from "../sandbox/bench.ts";

export interface CodecBenchOptions {
  /** One JSON object a line instead of text. */
  readonly json: boolean;
  readonly write: (line: string) => void;
}

/** What a municipality's day is made of: rooms, leaks, doors, meters and thermostats. */
const mix = [
  "elsys",
  "milesight-am3xx",
  "milesight-em300-th",
  "milesight-em300-leak",
  "milesight-ws301",
  "decentlab-iam",
  "sensative-strips",
  "axioma-w1",
  "mclimate-vicki",
] as const;

interface Job {
  readonly decoder: Decoder;
  readonly uplink: Uplink;
}

function jobs(): readonly Job[] {
  return mix.flatMap((id) => {
    const decoder = findDecoder(id);
    if (decoder === undefined)
      throw new Error(`the bench needs the decoder "${id}", which the catalogue lacks`);
    return decoder.examples
      .filter((example) => example.readings !== undefined)
      .map(({ payload, fPort }) => ({
        decoder,
        uplink: { bytes: bytesOfHex(payload), fPort, recvTime: exampleTime },
      }));
  });
}

/** Decodes for `forMs` and returns how many frames a second went through, and how many in all. */
function measure(
  work: readonly Job[],
  forMs: number,
): { readonly perSecond: number; readonly frames: number } {
  const start = performance.now();
  let frames = 0;
  let readings = 0;
  let elapsed = 0;
  while (elapsed < forMs) {
    for (let round = 0; round < 200; round++) {
      for (const { decoder, uplink } of work) {
        const result = decoder.decode(uplink);
        if (result.ok) readings += result.readings.length;
        frames += 1;
      }
    }
    elapsed = performance.now() - start;
  }
  if (readings < frames) throw new Error(`${frames} good frames gave only ${readings} readings`);
  return { perSecond: Math.round((frames / elapsed) * 1000), frames };
}

/** Frames a second through the built-in decoders on one core, then through foreign codecs in the sandbox. Returns the exit code. */
export async function runCodecBench(options: CodecBenchOptions): Promise<number> {
  runBuiltinBench(options);
  return runSandboxBench(options);
}

function runBuiltinBench({ json, write }: CodecBenchOptions): void {
  const work = jobs();
  measure(work, 300);
  const { perSecond, frames } = measure(work, 1500);
  const machine = `${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} cores, Node ${process.version}`;
  const result = { name: "codec.builtin_per_s", value: perSecond, unit: "1/s", n: frames, machine };
  write(json ? JSON.stringify(result) : `${result.name} ${perSecond} 1/s (${frames} frames; ${machine})`);
}

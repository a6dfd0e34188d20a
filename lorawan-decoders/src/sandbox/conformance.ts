import { readFile } from "node:fs/promises";
import { join, normalize, sep } from "node:path";
import { gunzipSync } from "node:zlib";
import { exampleTime } from "../decoder.ts";
import { bytesOfHex } from "../hex.ts";
import type { Codec, JsonValue } from "./codec.ts";
import { compareAnswer, type ExpectedAnswer } from "./conformance-compare.ts";
import { type CodecSandbox, createCodecSandbox } from "./sandbox.ts";

export interface CodecConformanceOptions {
  /** Holds `<vendor>/<codec>.js`. */
  readonly codecsDir: string;
  /** Lines of `{vendor, codec, fPort, bytesHex, recvTime?, expected: {data, warnings, errors}}`, plain or gzipped. */
  readonly vectorsPath: string;
  /** One JSON object instead of text. */
  readonly json: boolean;
  readonly write: (line: string) => void;
}

interface CodecVector {
  readonly line: number;
  readonly vendor: string;
  readonly codec: string;
  /** 1 where the line has none. */
  readonly fPort: number;
  readonly bytesHex: string;
  /** Epoch ms. */
  readonly recvTime: number;
  readonly expected: ExpectedAnswer;
}

interface Miss {
  readonly vector: CodecVector;
  readonly reasons: readonly string[];
}

/** The share of examples that has to come out as published: some of those in the public collections are wrong. */
const enough = 0.95;

function readVector(text: string, line: number): CodecVector {
  const where = `line ${line} of the vectors`;
  const row = JSON.parse(text) as { readonly [key: string]: JsonValue };
  const { vendor, codec, bytesHex, fPort, recvTime, expected } = row;
  if (typeof vendor !== "string" || typeof codec !== "string" || typeof bytesHex !== "string")
    throw new Error(`${where} lacks vendor, codec or bytesHex`);
  if (typeof expected !== "object" || expected === null || Array.isArray(expected))
    throw new Error(`${where} lacks the object "expected"`);
  const received = typeof recvTime === "string" || typeof recvTime === "number" ? recvTime : exampleTime;
  return {
    line,
    vendor,
    codec,
    bytesHex,
    fPort: typeof fPort === "number" ? fPort : 1,
    recvTime: new Date(received).getTime(),
    expected: expected as ExpectedAnswer,
  };
}

async function readVectors(path: string): Promise<readonly CodecVector[]> {
  const content = await readFile(path);
  const text = (path.endsWith(".gz") ? gunzipSync(content) : content).toString("utf8");
  return text.split("\n").flatMap((line, i) => (line.trim() === "" ? [] : [readVector(line, i + 1)]));
}

async function readCodec(codecsDir: string, name: string): Promise<Codec> {
  const path = normalize(join(codecsDir, `${name}.js`));
  if (!path.startsWith(normalize(codecsDir + sep)))
    throw new Error(`the codec "${name}" is outside of ${codecsDir}`);
  return { name, source: await readFile(path, "utf8") };
}

async function judge(sandbox: CodecSandbox, codec: Codec, vector: CodecVector): Promise<readonly string[]> {
  const { fPort, recvTime } = vector;
  const outcome = await sandbox.decode(codec, { bytes: bytesOfHex(vector.bytesHex), fPort, recvTime });
  return outcome.ok
    ? compareAnswer(vector.expected, outcome)
    : [`${outcome.reason}: ${outcome.detail}`, `expected ${JSON.stringify(vector.expected).slice(0, 100)}`];
}

async function judgeAll(codecsDir: string, vectors: readonly CodecVector[]): Promise<readonly Miss[]> {
  const sandbox = createCodecSandbox({ strikes: Number.POSITIVE_INFINITY }, { now: () => performance.now() });
  const codecs = new Map<string, Promise<Codec>>();
  await sandbox.start();
  try {
    const misses = vectors.map(async (vector): Promise<Miss> => {
      const name = `${vector.vendor}/${vector.codec}`;
      const codec = codecs.get(name) ?? readCodec(codecsDir, name);
      codecs.set(name, codec);
      return { vector, reasons: await judge(sandbox, await codec, vector) };
    });
    return (await Promise.all(misses)).filter(({ reasons }) => reasons.length > 0);
  } finally {
    await sandbox.stop();
  }
}

/**
 * Runs a folder of foreign codecs in the sandbox against the examples that their makers publish. Returns the exit
 * code: 0 when at least 95 % come out as published.
 */
export async function runCodecConformance(options: CodecConformanceOptions): Promise<number> {
  const { codecsDir, vectorsPath, json, write } = options;
  const vectors = await readVectors(vectorsPath);
  const misses = await judgeAll(codecsDir, vectors);
  const vendors = new Map<string, { passed: number; total: number }>();
  const missed = new Set(misses.map(({ vector }) => vector));
  for (const vector of vectors) {
    const tally = vendors.get(vector.vendor) ?? { passed: 0, total: 0 };
    tally.total += 1;
    if (!missed.has(vector)) tally.passed += 1;
    vendors.set(vector.vendor, tally);
  }
  const total = vectors.length;
  const passed = total - misses.length;
  const ok = total > 0 && passed >= enough * total;
  if (json) {
    write(
      JSON.stringify({
        name: "conformance.codecs",
        ok,
        passed,
        total,
        vendors: Object.fromEntries(vendors),
        failures: misses.map(({ vector: { line, vendor, codec, bytesHex }, reasons }) => ({
          line,
          codec: `${vendor}/${codec}`,
          payload: bytesHex,
          reasons,
        })),
      }),
    );
    return ok ? 0 : 1;
  }
  for (const { vector, reasons } of misses) {
    write(`failed  line ${vector.line} ${vector.vendor}/${vector.codec} ${vector.bytesHex}`);
    for (const reason of reasons.slice(0, 3)) write(`        ${reason}`);
    if (reasons.length > 3) write(`        and ${reasons.length - 3} more`);
  }
  for (const [vendor, tally] of [...vendors].sort(([a], [b]) => a.localeCompare(b)))
    write(`${tally.passed === tally.total ? "  " : "! "}${vendor.padEnd(28)} ${tally.passed}/${tally.total}`);
  write(`passed ${passed} of ${total} examples (${((100 * passed) / Math.max(1, total)).toFixed(1)} %)`);
  return ok ? 0 : 1;
}

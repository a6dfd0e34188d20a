import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";

/** A measurement that a vector asserts, in the words of its source. */
export interface Assertion {
  /** Topic of the source, where it groups its measurements. */
  readonly topic: string;
  readonly key: string;
  readonly value: unknown;
  /** Epoch ms that the source gives it, if it gives one. */
  readonly time: number | undefined;
}

/** A published payload with what its publisher says that it means. */
export interface Vector {
  readonly line: number;
  readonly source: string;
  readonly vendor: string;
  readonly device: string;
  readonly fPort: number | undefined;
  readonly bytesHex: string;
  readonly assertions: readonly Assertion[];
}

interface RawVector {
  readonly source: string;
  readonly vendor: string;
  readonly device: string;
  readonly firmware?: string;
  readonly fPort?: number;
  readonly bytesHex: string;
  readonly context?: { readonly state?: Readonly<Record<string, unknown>> };
  readonly expected: readonly Readonly<Record<string, unknown>>[];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isRawVector(value: unknown): value is RawVector {
  return (
    isRecord(value) &&
    typeof value.source === "string" &&
    typeof value.vendor === "string" &&
    typeof value.device === "string" &&
    typeof value.bytesHex === "string" &&
    (value.fPort === undefined || typeof value.fPort === "number") &&
    Array.isArray(value.expected) &&
    value.expected.every(isRecord)
  );
}

/** Reads a file of vectors, one JSON object a line, gzipped where its name ends in ".gz". */
export async function readVectors(path: string): Promise<readonly Vector[]> {
  const file = await readFile(path);
  return parseVectors((path.endsWith(".gz") ? gunzipSync(file) : file).toString("utf8"));
}

export function parseVectors(text: string): readonly Vector[] {
  const vectors: Vector[] = [];
  const earlier = new Map<string, readonly unknown[]>();
  text.split("\n").forEach((json, index) => {
    if (json.trim() === "") return;
    const raw: unknown = JSON.parse(json);
    if (!isRawVector(raw)) {
      throw new Error(
        `line ${index + 1}: expected a vector with source, vendor, device, bytesHex and expected, got ${json.slice(0, 80)}`,
      );
    }
    const device = `${raw.source}/${raw.vendor}/${raw.device}/${raw.firmware ?? ""}`;
    const own = raw.source === "akenza" ? ownSamples(raw, earlier.get(device) ?? []) : raw.expected;
    earlier.set(device, raw.expected);
    vectors.push({
      line: index + 1,
      source: raw.source,
      vendor: raw.vendor,
      device: raw.device,
      fPort: raw.fPort,
      bytesHex: raw.bytesHex,
      assertions: raw.source === "akenza" ? akenzaAssertions(raw, own) : thingsboardAssertions(raw.expected),
    });
  });
  return vectors;
}

/**
 * akenza's tests run one after the other and each vector repeats the samples of those before it: only what comes
 * after them is said by its own payload.
 */
function ownSamples(raw: RawVector, before: readonly unknown[]): RawVector["expected"] {
  const repeats =
    before.length <= raw.expected.length &&
    before.every((sample, i) => JSON.stringify(sample) === JSON.stringify(raw.expected[i]));
  return repeats ? raw.expected.slice(before.length) : raw.expected;
}

function akenzaAssertions(raw: RawVector, samples: RawVector["expected"]): readonly Assertion[] {
  const assertions: Assertion[] = [];
  for (const sample of samples) {
    const data = sample.data;
    if (!isRecord(data)) continue;
    const topic = typeof sample.topic === "string" ? sample.topic : "default";
    for (const [key, whole] of Object.entries(data)) {
      if (isCarriedOver(raw, key, whole)) continue;
      for (const [path, value] of leaves(key, whole))
        assertions.push({ topic, key: path, value, time: undefined });
    }
  }
  return assertions;
}

const deepest = 6;

/** The plain values inside one, each with its path; a `value` beside a `unit` stands for the whole. */
function leaves(key: string, whole: unknown, depth = 0): readonly (readonly [string, unknown])[] {
  if (depth > deepest) return [];
  if (Array.isArray(whole)) return whole.flatMap((one: unknown) => leaves(key, one, depth + 1));
  if (!isRecord(whole)) return [[key, whole]];
  if ("value" in whole && "unit" in whole) return leaves(key, whole.value, depth + 1);
  return Object.entries(whole).flatMap(([name, value]) => leaves(`${key}.${name}`, value, depth + 1));
}

/** A script may repeat a value that it kept from an earlier payload (state `lastTemperature`). */
function isCarriedOver(raw: RawVector, key: string, value: unknown): boolean {
  const state = raw.context?.state;
  return state !== undefined && state[`last${key.charAt(0).toUpperCase()}${key.slice(1)}`] === value;
}

function thingsboardAssertions(samples: RawVector["expected"]): readonly Assertion[] {
  const assertions: Assertion[] = [];
  for (const sample of samples) {
    const telemetry = sample.telemetry;
    for (const entry of Array.isArray(telemetry) ? telemetry : [telemetry]) {
      if (!isRecord(entry)) continue;
      const values = isRecord(entry.values) ? entry.values : entry;
      const time = typeof entry.ts === "number" ? epochMs(entry.ts) : undefined;
      for (const [key, whole] of Object.entries(values))
        for (const [path, value] of leaves(key, whole))
          assertions.push({ topic: "", key: path, value, time });
    }
  }
  return assertions;
}

/** Some converters hand on the seconds of the device as if they were milliseconds. */
function epochMs(time: number): number {
  return time < 1e11 ? time * 1000 : time;
}

import { type Decoder, exampleTime } from "../decoder.ts";
import { bytesOfHex } from "../hex.ts";
import { expectedValue, mismatch } from "./compare.ts";
import { decoderOf, deviceKey } from "./devices.ts";
import { guessedRules } from "./guess.ts";
import type { Rule, Skipped, Vocabulary } from "./rule.ts";
import { type Assertion, readVectors, type Vector } from "./vectors.ts";
import { akenza, thingsboard } from "./vocabulary-common.ts";
import { deviceVocabulary } from "./vocabulary-devices.ts";
import { vendorVocabulary } from "./vocabulary-vendors.ts";

/**
 * `passed`: every asserted measurement that has a quantity of ours was found, and there was at least one.
 * `silent`: the publisher asserts nothing for which we have a quantity. `missing`: we have no such decoder.
 */
export type Verdict =
  | { readonly state: "passed"; readonly compared: number }
  | { readonly state: "failed"; readonly reasons: readonly string[] }
  | { readonly state: "silent" }
  | { readonly state: "missing" };

export interface ConformanceOptions {
  readonly vectorsPath: string;
  /** One JSON object instead of text. */
  readonly json: boolean;
  readonly write: (line: string) => void;
}

/** A key without case and punctuation, so that `battery_voltage` and `batteryVoltage` are one. */
function plainKey(key: string): string {
  return key.toLowerCase().replaceAll(/[^a-z0-9.]/g, "");
}

const plainVocabularies = new Map<Vocabulary, Vocabulary>();

function plainVocabulary(words: Vocabulary): Vocabulary {
  const known = plainVocabularies.get(words);
  if (known !== undefined) return known;
  const plain = Object.fromEntries(Object.entries(words).map(([key, rule]) => [plainKey(key), rule]));
  plainVocabularies.set(words, plain);
  return plain;
}

function ruleOf(vector: Vector, { topic, key }: Assertion): Rule | Skipped | undefined {
  const common: Vocabulary = vector.source === "akenza" ? akenza : thingsboard;
  const vendor = vendorVocabulary[vector.vendor.toLowerCase()];
  const device = deviceVocabulary[deviceKey(vector.vendor, vector.device)];
  const books = [device, vendor, common].filter((words) => words !== undefined);
  for (const words of books) {
    const rule = words[`${topic}.${key}`] ?? words[key];
    if (rule !== undefined) return rule;
  }
  for (const words of books.map(plainVocabulary)) {
    const rule = words[plainKey(`${topic}.${key}`)] ?? words[plainKey(key)];
    if (rule !== undefined) return rule;
  }
  return undefined;
}

function isCommon(vector: Vector, rule: Rule): boolean {
  return Object.values(vector.source === "akenza" ? akenza : thingsboard).includes(rule);
}

/** What a key that nobody listed says by its words, as far as the decoder gives such quantities at all. */
function guessesFor(decoder: Decoder, { key, value }: Assertion): readonly Rule[] {
  return guessedRules(key).filter(
    (rule) =>
      decoder.quantities.includes(rule.quantity) &&
      (typeof value !== "boolean" || rule.words !== undefined) &&
      expectedValue(value, rule) !== undefined,
  );
}

/** Judges one vector; keys that no vocabulary knows are told to `onUnknown`. */
export function judge(vector: Vector, onUnknown: (key: string) => void): Verdict {
  const decoder = decoderOf(vector.vendor, vector.device);
  if (decoder === undefined) return { state: "missing" };
  const bytes = hexOf(vector.bytesHex);
  if (bytes === undefined) return { state: "silent" };
  const result = decoder.decode({
    bytes,
    fPort: vector.fPort ?? portOf(decoder),
    recvTime: exampleTime,
  });
  const reasons: string[] = [];
  let compared = 0;
  for (const assertion of vector.assertions) {
    if (assertion.value === null) continue;
    const rule = ruleOf(vector, assertion);
    if (rule === undefined) {
      // What a key seems to say can confirm a reading; that it does not fit proves nothing, so it is only listed.
      const fits =
        result.ok &&
        guessesFor(decoder, assertion).some((one) => mismatch(assertion, one, result.readings) === undefined);
      if (fits) compared += 1;
      else onUnknown(assertion.topic === "" ? assertion.key : `${assertion.topic}.${assertion.key}`);
      continue;
    }
    if (!("quantity" in rule)) continue;
    compared += 1;
    if (!result.ok) continue;
    const reason = mismatch(assertion, rule, result.readings);
    if (reason === undefined) continue;
    // A word that all vendors use may mean a narrower quantity on one device: the temperature of soil, the pressure of water.
    const narrower =
      isCommon(vector, rule) &&
      guessesFor(decoder, assertion).some((one) => mismatch(assertion, one, result.readings) === undefined);
    if (!narrower) reasons.push(reason);
  }
  if (compared === 0) return { state: "silent" };
  if (!result.ok) return { state: "failed", reasons: [result.error] };
  return reasons.length === 0 ? { state: "passed", compared } : { state: "failed", reasons };
}

/** Undefined where what was published is no payload in hexadecimal. */
function hexOf(text: string): Uint8Array | undefined {
  return /^(?:[0-9a-f]{2})*$/i.test(text) ? bytesOfHex(text) : undefined;
}

/** Vectors without a port were recorded on the one that the device sends its measurements on. */
function portOf(decoder: Decoder): number {
  return decoder.examples[0]?.fPort ?? 1;
}

interface VendorTally {
  passed: number;
  total: number;
  silent: number;
}

/**
 * Runs every vector of the file through the decoder of its device and compares what comes out with what its
 * publisher asserts. Returns the exit code: 0 when at least 90 % of the vectors of our devices pass.
 */
export async function runDecoderConformance({
  vectorsPath,
  json,
  write,
}: ConformanceOptions): Promise<number> {
  const vectors = await readVectors(vectorsPath);
  const vendors = new Map<string, VendorTally>();
  const missing = new Map<string, number>();
  const unknownKeys = new Map<string, number>();
  const failures: { readonly vector: Vector; readonly reasons: readonly string[] }[] = [];
  const total = { passed: 0, total: 0, silent: 0, missing: 0 };
  for (const vector of vectors) {
    const vendor = vector.vendor.toLowerCase();
    const verdict = judge(vector, (key) => count(unknownKeys, `${vendor} ${key}`));
    if (verdict.state === "missing") {
      count(missing, `${vendor} ${vector.device}`);
      total.missing += 1;
      continue;
    }
    const tally = vendors.get(vendor) ?? { passed: 0, total: 0, silent: 0 };
    vendors.set(vendor, tally);
    if (verdict.state === "silent") {
      tally.silent += 1;
      total.silent += 1;
      continue;
    }
    tally.total += 1;
    total.total += 1;
    if (verdict.state === "passed") {
      tally.passed += 1;
      total.passed += 1;
    } else {
      failures.push({ vector, reasons: verdict.reasons });
    }
  }
  const ok = total.total > 0 && total.passed >= 0.9 * total.total;
  if (json) {
    write(
      JSON.stringify({
        name: "conformance.decoders",
        ok,
        vectors: vectors.length,
        ...total,
        vendors: Object.fromEntries(vendors),
        missingDevices: Object.fromEntries(missing),
        keysNotCompared: Object.fromEntries(unknownKeys),
        failures: failures.map(({ vector, reasons }) => ({
          line: vector.line,
          source: vector.source,
          device: `${vector.vendor} ${vector.device}`,
          payload: vector.bytesHex,
          reasons,
        })),
      }),
    );
    return ok ? 0 : 1;
  }
  for (const { vector, reasons } of failures) {
    write(
      `failed  line ${vector.line} ${vector.source} ${vector.vendor} ${vector.device} ${vector.bytesHex}`,
    );
    for (const reason of reasons) write(`        ${reason}`);
  }
  for (const [name, vendor] of sorted(vendors)) {
    write(
      `${name.padEnd(16)} ${vendor.passed}/${vendor.total} passed, ${vendor.silent} assert nothing we measure`,
    );
  }
  for (const [name, times] of sorted(missing)) write(`no decoder      ${name} (${times})`);
  write(
    `${total.passed}/${total.total} vectors of our devices pass; ${total.silent} assert nothing we measure, ` +
      `${total.missing} are of devices without a decoder (${vectors.length} in all)`,
  );
  return ok ? 0 : 1;
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function sorted<T>(entries: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...entries].sort(([a], [b]) => a.localeCompare(b));
}

import type { CodecMapping, CodecTryResult, TriedValue } from "@kontrollrom/contracts/codec.ts";
import { quantities } from "@kontrollrom/contracts/quantity.ts";
import type { CodecUplink } from "@kontrollrom/lorawan-decoders/sandbox/codec.ts";
import type { CodecSandbox } from "@kontrollrom/lorawan-decoders/sandbox/sandbox.ts";
import { normalise } from "../pipeline/normalise.ts";
import { type MappedValue, mapAnswer } from "./map-answer.ts";

/** A codec that is looked at before it is used. */
export interface TriedCodec {
  readonly name: string;
  readonly source: string;
  readonly mapping: CodecMapping;
}

/** Decodes one payload and tells all that would become of it. Nothing is stored. */
export async function tryCodec(
  sandbox: CodecSandbox,
  { name, source, mapping }: TriedCodec,
  uplink: CodecUplink,
): Promise<CodecTryResult> {
  const startedAt = performance.now();
  const codec = { name, source };
  const outcome = await sandbox.trace(codec, uplink);
  const normalized =
    outcome.ok && outcome.errors.length === 0 && mapping.normalized
      ? await sandbox.normalize(codec, outcome.data)
      : undefined;
  const tookMs = Math.round((performance.now() - startedAt) * 100) / 100;
  const console = [...(outcome.console ?? [])];
  if (!outcome.ok) {
    const errors = [`${outcome.reason}: ${outcome.detail}`];
    return { data: null, values: [], unmapped: [], fields: [], warnings: [], errors, console, tookMs };
  }
  const { data } = outcome;
  const warnings = [...outcome.warnings, ...normalizedWarnings(normalized)];
  const errors = [...outcome.errors];
  if (errors.length > 0)
    return { data, values: [], unmapped: [], fields: [], warnings, errors, console, tookMs };
  const answer = mapAnswer(data, normalized?.ok === true ? normalized.data : undefined, mapping);
  return {
    data,
    values: answer.values.map((value) => triedValue(value, uplink.recvTime)),
    unmapped: [...answer.unmapped],
    fields: [...answer.fields],
    warnings,
    errors,
    console,
    tookMs,
  };
}

function normalizedWarnings(
  normalized: Awaited<ReturnType<CodecSandbox["normalize"]>> | undefined,
): string[] {
  if (normalized === undefined) return [];
  if (normalized.ok)
    return [...normalized.warnings, ...normalized.errors.map((error) => `normalizeUplink: ${error}`)];
  return normalized.reason === "no-decoder" ? [] : [`normalizeUplink: ${normalized.detail}`];
}

function triedValue({ from, ...raw }: MappedValue, recvTime: number): TriedValue {
  const value = normalise(raw, recvTime, recvTime, true);
  if ("reason" in value) return { from, refused: value.detail };
  const { quantity, channel, time } = value;
  return {
    from,
    quantity,
    value: value.value,
    unit: quantities[quantity].unit,
    ...(channel !== undefined && { channel }),
    ...(time !== recvTime && { time: new Date(time).toISOString() }),
  };
}

/** What keeps a source from being a codec at all, or nothing. */
export async function faultOfCodec(
  sandbox: CodecSandbox,
  codec: { readonly name: string; readonly source: string },
): Promise<string | undefined> {
  const uplink = { bytes: Uint8Array.of(0), fPort: 1, recvTime: 0 };
  const outcome = await sandbox.decode(codec, uplink);
  if (outcome.ok) return undefined;
  // That it cannot read one zero says nothing against it.
  const faults = new Set(["syntax", "no-decoder", "source-too-large"]);
  return faults.has(outcome.reason) ? outcome.detail : undefined;
}

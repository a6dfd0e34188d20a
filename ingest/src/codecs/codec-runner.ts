import type { UnmappedField } from "@kontrollrom/contracts/codec.ts";
import type {
  CodecOutcome,
  CodecUplink,
  Codec as SandboxCodec,
} from "@kontrollrom/lorawan-decoders/sandbox/codec.ts";
import { type CodecSandbox, createCodecSandbox } from "@kontrollrom/lorawan-decoders/sandbox/sandbox.ts";
import type { Logger } from "pino";
import { stoppingError } from "../commit/group-commit.ts";
import type { Refusal } from "../pipeline/message.ts";
import type { ActiveCodec } from "./codec-index.ts";
import { createFairTurns } from "./fair-turns.ts";
import { type MappedValue, mapAnswer } from "./map-answer.ts";
import { createUnmappedFields } from "./unmapped-fields.ts";

export interface CodecRunnerDeps {
  /** Resolves after the time, or at once when the signal aborts. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
  readonly log: Logger;
  /** Another sandbox than a real one. */
  readonly sandbox?: CodecSandbox;
}

/**
 * Decodes with foreign codecs, each in its turn. The sandbox is started when the first message needs it (a thread takes 35 MB). While it is
 * down or busy messages wait; nothing is refused for it.
 */
export interface CodecRunner {
  /**
   * The values of a frame, or why it has none.
   * @throws NotStoredError when the platform stops first
   */
  decode(codec: ActiveCodec, uplink: CodecUplink): Promise<readonly MappedValue[] | Refusal>;
  /** The sandbox itself, running: for trying codecs out. @throws NotStoredError when the platform stops first */
  sandbox(): Promise<CodecSandbox>;
  /** Fields of live messages that nothing takes. */
  unmapped(codec: Pick<ActiveCodec, "decoder" | "version">): readonly UnmappedField[];
  stop(): Promise<void>;
}

const retryMs = 500;
/** What says nothing about the payload: it is tried again. */
const passing: ReadonlySet<string> = new Set(["queue-full", "stopped"]);

export function createCodecRunner(deps: CodecRunnerDeps): CodecRunner {
  const sandbox = deps.sandbox ?? createCodecSandbox({ workers: 1 }, { now: () => performance.now() });
  const stopping = new AbortController();
  const unmapped = createUnmappedFields();
  /** Sources without `normalizeUplink`, so that they are not asked for it again. */
  const plain = new WeakSet<ActiveCodec>();
  let started: Promise<void> | undefined;

  async function startUntilUp(): Promise<void> {
    for (;;) {
      if (stopping.signal.aborted) throw stoppingError();
      try {
        await sandbox.start();
        return;
      } catch (cause) {
        deps.log.error({ err: cause }, "the sandbox for codecs does not start; trying again");
        await deps.pause(retryMs, stopping.signal);
      }
    }
  }

  function running(): Promise<void> {
    started ??= startUntilUp();
    return started;
  }

  /** Asks until there is an answer that says something about codec or payload. */
  async function ask(work: () => Promise<CodecOutcome>): Promise<CodecOutcome> {
    for (;;) {
      await running();
      const outcome = await work();
      if (outcome.ok || !passing.has(outcome.reason)) return outcome;
      if (stopping.signal.aborted) throw stoppingError();
      await deps.pause(retryMs, stopping.signal);
    }
  }

  async function decodeNow(
    codec: ActiveCodec,
    uplink: CodecUplink,
  ): Promise<readonly MappedValue[] | Refusal> {
    const foreign: SandboxCodec = { name: codec.decoder, source: codec.source };
    const outcome = await ask(() => sandbox.decode(foreign, uplink));
    if (!outcome.ok) return refusal(codec, outcome.detail, outcome.reason);
    if (outcome.errors.length > 0) return refusal(codec, outcome.errors.join("; "));
    const normalized = await normalize(codec, foreign, outcome.data);
    const answer = mapAnswer(outcome.data, normalized, codec.mapping);
    unmapped.note(codec, answer.unmapped);
    if (answer.values.length === 0 && answer.unmapped.length > 0) return noneTaken(codec, answer.unmapped);
    return answer.values;
  }

  async function normalize(
    codec: ActiveCodec,
    foreign: SandboxCodec,
    data: Parameters<CodecSandbox["normalize"]>[1],
  ) {
    if (!codec.mapping.normalized || plain.has(codec)) return undefined;
    const outcome = await ask(() => sandbox.normalize(foreign, data));
    if (outcome.ok) return outcome.errors.length === 0 ? outcome.data : undefined;
    if (outcome.reason === "no-decoder") plain.add(codec);
    return undefined;
  }

  const turns = createFairTurns<ActiveCodec, CodecUplink, readonly MappedValue[] | Refusal>({
    keyOf: ({ decoder }) => decoder,
    work: decodeNow,
    now: () => performance.now(),
  });

  return {
    decode(codec, uplink) {
      if (stopping.signal.aborted) return Promise.reject(stoppingError());
      const behind = turns.behind(codec);
      if (behind !== undefined)
        return Promise.resolve(
          refusal(
            codec,
            `${behind.waiting} messages wait for it, and it takes ${Math.round(behind.costMs)} ms for each: make it faster, then replay`,
          ),
        );
      return turns.add(codec, uplink);
    },
    async sandbox() {
      await running();
      return sandbox;
    },
    unmapped: (codec) => unmapped.of(codec),
    async stop() {
      stopping.abort();
      await started?.catch(() => undefined);
      await sandbox.stop();
    },
  };
}

function refusal({ decoder, version }: ActiveCodec, text: string, reason?: string): Refusal {
  const why = reason === undefined ? "" : ` (${reason})`;
  return {
    reason: "decode-failed",
    detail: `${decoder} version ${version}${why}: ${text.slice(0, 300)}: try the payload with POST /codecs/try`,
  };
}

function noneTaken({ decoder, version }: ActiveCodec, fields: readonly UnmappedField[]): Refusal {
  const named = fields
    .slice(0, 5)
    .map(({ path }) => path)
    .join(", ");
  const more = fields.length > 5 ? ` and ${fields.length - 5} more` : "";
  return {
    reason: "unknown-quantity",
    detail: `${decoder} version ${version} gives ${named}${more}, and none is mapped: map them in a new version of the codec, then replay`,
  };
}

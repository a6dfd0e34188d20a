import type { CodecTryResult } from "@kontrollrom/contracts/codec.ts";
import type { DeadLetterReason } from "@kontrollrom/contracts/dead-letter.ts";
import type { Envelope } from "@kontrollrom/contracts/envelope.ts";
import type { PartHealth } from "@kontrollrom/contracts/health.ts";
import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import type { CodecUplink } from "@kontrollrom/lorawan-decoders/sandbox/codec.ts";
import type { CodecSandbox } from "@kontrollrom/lorawan-decoders/sandbox/sandbox.ts";
import type { Logger } from "pino";
import { type Authenticate, createBroker } from "./broker/broker.ts";
import { tooLarge } from "./broker/verdict.ts";
import { type CodecIndex, noCodecs } from "./codecs/codec-index.ts";
import { type CodecRunner, createCodecRunner } from "./codecs/codec-runner.ts";
import { faultOfCodec, type TriedCodec, tryCodec } from "./codecs/try-codec.ts";
import { NotStoredError } from "./commit/group-commit.ts";
import { pause } from "./commit/pause.ts";
import type { IngestConfig } from "./config.ts";
import { type DeadLetterPage, type DeadLetterPageQuery, listPage } from "./dead-letters/list.ts";
import { createReplay, type ReplayOutcome } from "./dead-letters/replay.ts";
import { createFigures, type IngestFigures } from "./figures.ts";
import { createFrameReplay, type FrameReplay } from "./frames/replay.ts";
import { type CorrectedSamples, createIntake, type Taken } from "./intake.ts";
import { createLiveTail, type LiveTail } from "./live-tail.ts";
import type { DeviceSeen } from "./pipeline/pipeline.ts";
import type { PointIndex } from "./point-index.ts";
import type { WaitingSender } from "./store/dead-letter-store.ts";
import { createDuckdbStore } from "./store/duckdb-store.ts";
import type { IngestStore } from "./store/ingest-store.ts";
import type { Retention } from "./store/retention.ts";
import type { SampleStore } from "./store/sample-store.ts";
import { chooseStore } from "./store/series-server.ts";
import type { CheckpointStore } from "./wires/checkpoint-store.ts";
import { createWires } from "./wires/wires.ts";

export interface IngestDeps {
  readonly pointIndex: PointIndex;
  /** Uploaded codecs; without it only built-in decoders are known. */
  readonly codecs?: CodecIndex;
  /** Another sandbox for them than one with the default limits. */
  readonly codecSandbox?: CodecSandbox;
  /** Who signs in to the broker; undefined refuses (CONNACK 5), a rejection says "unavailable" (CONNACK 3). */
  readonly authenticate: Authenticate;
  /** Called with each commit's samples in their order, after they are durable and acknowledged; the next waits for it. */
  onCommitted(samples: readonly CommittedSample[]): void | Promise<void>;
  /**
   * Called with what a replay of kept messages added or corrected, each commit's in its order and the commits about the newest first.
   * For a point that is new, only the newest says something about now.
   */
  onReplayed?(samples: readonly CommittedSample[]): void | Promise<void>;
  /** Registered devices heard in a commit, in order; a device may occur more than once. */
  onDevicesSeen(seen: readonly DeviceSeen[]): void;
  /** How long the samples of a point are kept in the embedded store; `config.retention` for all where it is not given. */
  readonly retentionOf?: (pointId: number) => Retention;
  /** Epoch ms. */
  readonly now: () => number;
  readonly log: Logger;
  /** Samples that the wire must not overwrite. */
  readonly corrected?: CorrectedSamples;
  /** Another store than the embedded one. */
  readonly store?: IngestStore;
  /** Needed where an event hub is read. */
  readonly checkpoints?: CheckpointStore;
}

export interface ReceiveResult {
  /** Samples stored. */
  readonly samples: number;
  /** Refusals, each kept as a dead letter unless it repeats one. */
  readonly deadLetters: number;
}

export interface Ingest {
  /** Opens the store, so that it can be read; nothing is taken yet. */
  start(): Promise<void>;
  /** Lets messages in: the broker listens, `receive` takes. */
  open(): Promise<{ readonly mqttPort: number }>;
  /** Takes nothing more, and resolves when what was taken is stored, acknowledged and told. */
  close(): Promise<void>;
  /** Closes what is open, then the store. */
  stop(): Promise<void>;
  /**
   * Takes messages that came in by another way than the broker, in their order.
   * @returns once they are durable
   * @throws OverloadedError when too much waits; send again later
   * @throws NotStoredError when the platform stops first, or is not open
   */
  receive(envelopes: readonly Envelope[]): Promise<ReceiveResult>;
  readonly store: SampleStore;
  /** Copies what the embedded store holds, as of one moment, into a folder that has no telemetry; all goes on meanwhile. */
  backup(folder: string): Promise<void>;
  readonly deadLetters: {
    /** Newest first. */
    list(query: DeadLetterPageQuery): Promise<DeadLetterPage>;
    /** Takes them through the pipeline again, oldest first; doing it twice changes nothing. */
    replay(selection: {
      readonly ids?: readonly string[] | undefined;
      readonly reason?: string | undefined;
      readonly device?: string | undefined;
    }): Promise<ReplayOutcome>;
    /** Devices that send and are not registered, last heard first. */
    waiting(limit: number): Promise<WaitingSender[]>;
    /** Takes again what waited for these devices to be registered or to get a decoder. */
    replayUnknown(externalIds: readonly string[]): Promise<ReplayOutcome>;
  };
  /** Kept raw messages, read again with the decoders as they are now. */
  readonly frames: Pick<FrameReplay, "run" | "count">;
  readonly codecs: {
    /** Decodes one payload and tells all that would become of it. Nothing is stored. */
    tryOut(codec: TriedCodec, uplink: CodecUplink): Promise<CodecTryResult>;
    /** What keeps a source from being a codec at all: its syntax, or that it defines no decoder. */
    fault(codec: { readonly name: string; readonly source: string }): Promise<string | undefined>;
    /** Fields of live messages that nothing takes. */
    unmapped: CodecRunner["unmapped"];
  };
  /** Messages as they come, for whoever looks. */
  readonly tail: Pick<LiveTail, "look">;
  /** Closes the MQTT connections of those who signed in with a credential that holds no more. */
  disconnectMqtt(credential: string): void;
  /** Where the broker listens; undefined when it does not. */
  mqttAddress(): { readonly host: string; readonly port: number } | undefined;
  /** The same over TLS. */
  mqttsAddress(): { readonly host: string; readonly port: number } | undefined;
  /** State of the broker, of the store, and of each wire that is connected to, by its name. */
  health(): { readonly mqtt: PartHealth; readonly telemetry: PartHealth } & Readonly<
    Record<string, PartHealth>
  >;
  figures(): IngestFigures;
}

/** More waits for its commit than may; nothing of the call was taken. */
export class OverloadedError extends Error {
  readonly code = "overloaded";
  readonly status = 503;
}

/** A message given to the intake, as a promise. */
function settledBy(
  give: (settled: (error: Error | undefined, taken: Taken) => void) => void,
): Promise<Taken> {
  return new Promise((resolve, reject) => {
    give((error, taken) => (error === undefined ? resolve(taken) : reject(error)));
  });
}

/** What a better decoder or mapping may mend. */
const decoderReasons: readonly DeadLetterReason[] = [
  "unknown-decoder",
  "decode-failed",
  "unknown-quantity",
  "wrong-unit",
  "value-not-a-number",
  "value-out-of-range",
];

/** A store that fails longer than this is down. */
const downAfterMs = 5000;

/**
 * Ingest: the embedded broker, the road of a reading to its durable commit, the store, and the dead letters. Connects to nothing
 * before `start`.
 */
export function createIngest(config: IngestConfig, deps: IngestDeps): Ingest {
  const { now, log } = deps;
  const embedded = createDuckdbStore(
    {
      dataDir: config.dataDir,
      ...config.duckdb,
      frameDays: config.frameDays,
      deadLetters: config.deadLetters,
    },
    { now, log, retentionOf: deps.retentionOf ?? (() => config.retention) },
  );
  const store =
    deps.store ?? chooseStore({ ...config.seriesServer, dataDir: config.dataDir }, embedded, { now, log });
  const figures = createFigures();
  const codecs = deps.codecs ?? noCodecs;
  const runner = createCodecRunner({
    pause,
    log,
    ...(deps.codecSandbox && { sandbox: deps.codecSandbox }),
  });
  let open = false;

  const tail = createLiveTail({ now });
  const intake = createIntake(
    { maxBatchMessages: config.maxBatchMessages, maxWaitingBytes: config.maxWaitingBytes },
    {
      pointIndex: deps.pointIndex,
      codecs,
      runner,
      store,
      corrected: deps.corrected,
      onCommitted: deps.onCommitted,
      onReplayed: (samples) => deps.onReplayed?.(samples),
      onDevicesSeen: deps.onDevicesSeen,
      tail,
      onOverfull: (overfull) => broker.setReading(!overfull),
      figures,
      now,
      log,
    },
  );

  const broker = createBroker(
    { ...config.mqtt, dataDir: config.dataDir, maxMessageBytes: config.maxMessageBytes },
    {
      authenticate: deps.authenticate,
      accept: (envelope, settled) => intake.take(envelope, "live", settled),
      acceptStray: intake.takeStray,
      now,
      log,
    },
  );

  const replay = createReplay({
    store,
    again: async (envelope) =>
      (await settledBy((settled) => intake.take(envelope, "again", settled))).refused,
    now,
  });

  const rereadDeadLetters = createReplay({
    store,
    again: async (envelope) =>
      (await settledBy((settled) => intake.take(envelope, "reread", settled))).refused,
    now,
  });

  const frames = createFrameReplay({
    store,
    reread: (frame, format) => settledBy((settled) => intake.reread(frame, format, settled)),
    rereadDeadLetters: async (devices) =>
      (await rereadDeadLetters({ reasons: decoderReasons, devices, order: "newest-first" })).accepted,
    overfull: () => intake.overfull(),
    pause,
    frameDays: config.frameDays,
    now,
  });

  const wires = createWires(config, {
    receive: (envelopes) => ingest.receive(envelopes),
    checkpoints: deps.checkpoints,
    now,
    log,
  });

  async function close(): Promise<void> {
    open = false;
    broker.quiesce();
    // A wire ends when what it gave is settled, which `intake.stop` does whatever the store says.
    const wiresStopped = Promise.all(wires.map((wire) => wire.stop()));
    await runner.stop();
    await intake.stop();
    await wiresStopped;
    await broker.stop();
  }

  function telemetryHealth(): PartHealth {
    const { failing } = intake.state();
    const server = store.health?.();
    if (failing !== undefined) {
      const advice = `check ${server === undefined ? "" : "that server, and "}disk space and rights of ${config.dataDir}`;
      const forMs = now() - failing.since;
      const detail = `cannot store for ${Math.round(forMs / 1000)} s (${failing.message.slice(0, 200)}): nothing is acknowledged meanwhile; ${advice}`;
      return { state: forMs >= downAfterMs ? "down" : "degraded", detail };
    }
    if (!intake.overfull()) return server ?? { state: "ok" };
    return { state: "degraded", detail: "messages come faster than they are stored; senders are slowed" };
  }

  function mqttHealth(): PartHealth {
    if (!open) return { state: "down", detail: "the broker does not listen" };
    const failing = broker.failing();
    if (failing === undefined) return { state: "ok" };
    const detail = `cannot write broker.db (${failing.slice(0, 200)}): what waits for sessions is not acknowledged meanwhile; check disk space and rights of ${config.dataDir}`;
    return { state: "degraded", detail };
  }

  const ingest: Ingest = {
    async start() {
      await store.start();
      intake.startIdsAfter(await store.highestId());
    },

    async open() {
      await broker.start();
      open = true;
      for (const wire of wires) await wire.start();
      return { mqttPort: broker.address()?.port ?? 0 };
    },

    close,

    async stop() {
      await close();
      await store.stop();
    },

    async receive(envelopes) {
      if (!open) throw new NotStoredError("not stored: the platform is not open, send it again");
      if (intake.overfull())
        throw new OverloadedError("too many messages wait to be stored: send again in a few seconds");
      const taken = await Promise.all(
        envelopes.map((envelope) =>
          settledBy((settled) => {
            if (envelope.payload.byteLength <= config.maxMessageBytes) intake.take(envelope, "live", settled);
            else intake.takeStray(tooLarge(envelope, config.maxMessageBytes), settled);
          }),
        ),
      );
      return {
        samples: taken.reduce((sum, { samples }) => sum + samples, 0),
        deadLetters: taken.reduce((sum, { refused }) => sum + refused.length, 0),
      };
    },

    store,
    backup: (folder) => embedded.backup(folder),
    deadLetters: {
      list: (query) => listPage(store, query),
      replay: ({ ids, reason, device }) =>
        replay({
          ids,
          reasons: reason === undefined ? undefined : [reason],
          devices: device === undefined ? undefined : [device],
        }),
      waiting: (limit) => store.waitingSenders(limit),
      replayUnknown: (externalIds) =>
        replay({ reasons: ["unknown-device", "unknown-decoder"], devices: externalIds }),
    },
    frames,
    codecs: {
      tryOut: async (codec, uplink) => tryCodec(await runner.sandbox(), codec, uplink),
      fault: async (codec) => faultOfCodec(await runner.sandbox(), codec),
      unmapped: runner.unmapped,
    },
    tail,
    disconnectMqtt: (credential) => broker.disconnect(credential),
    mqttAddress: () => broker.address(),
    mqttsAddress: () => broker.tlsAddress(),

    health: () => ({
      mqtt: mqttHealth(),
      telemetry: telemetryHealth(),
      ...Object.fromEntries(wires.map((wire) => [wire.name, wire.health()])),
    }),

    figures: () => ({
      ...figures.read(intake.state(), broker.figures(), intake.repeatedRefusals()),
      ...Object.assign({}, ...wires.map((wire) => wire.figures())),
    }),
  };
  return ingest;
}

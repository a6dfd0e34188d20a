import type { Envelope } from "@kontrollrom/contracts/envelope.ts";
import type { PartHealth } from "@kontrollrom/contracts/health.ts";
import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import type { Logger } from "pino";
import { type Authenticate, createBroker, type StrayMessage } from "./broker/broker.ts";
import { createGroupCommit, NotStoredError } from "./commit/group-commit.ts";
import { pause } from "./commit/pause.ts";
import type { IngestConfig } from "./config.ts";
import { createDeadLetterMaker, type DeadLetterOrigin } from "./dead-letters/dead-letter-maker.ts";
import { type DeadLetterPage, type DeadLetterPageQuery, listPage } from "./dead-letters/list.ts";
import { createReplay, type ReplayOutcome } from "./dead-letters/replay.ts";
import { createFigures, type IngestFigures } from "./figures.ts";
import type { RefusedMessage } from "./pipeline/message.ts";
import { type DeviceSeen, type Outcome, placeMissing, processEnvelope } from "./pipeline/pipeline.ts";
import type { PointIndex } from "./point-index.ts";
import { createDuckdbStore } from "./store/duckdb-store.ts";
import type { IngestStore } from "./store/ingest-store.ts";
import type { NewDeadLetter, SampleStore } from "./store/sample-store.ts";

export interface IngestDeps {
  readonly pointIndex: PointIndex;
  /** Who signs in to the broker; undefined refuses (CONNACK 5), a rejection says "unavailable" (CONNACK 3). */
  readonly authenticate: Authenticate;
  /** Called with each commit's samples in their order, after they are durable and acknowledged; the next waits for it. */
  onCommitted(samples: readonly CommittedSample[]): void | Promise<void>;
  /** Registered devices heard in a commit, in order; a device may occur more than once. */
  onDevicesSeen(seen: readonly DeviceSeen[]): void;
  /** Epoch ms. */
  readonly now: () => number;
  readonly log: Logger;
  /** Another store than the embedded one. */
  readonly store?: IngestStore;
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
  readonly deadLetters: {
    /** Newest first. */
    list(query: DeadLetterPageQuery): Promise<DeadLetterPage>;
    /** Takes them through the pipeline again, oldest first; doing it twice changes nothing. */
    replay(selection: {
      readonly ids?: readonly string[] | undefined;
      readonly reason?: string | undefined;
      readonly device?: string | undefined;
    }): Promise<ReplayOutcome>;
    /** Takes again what waited for these devices to be registered or to get a decoder. */
    replayUnknown(externalIds: readonly string[]): Promise<ReplayOutcome>;
  };
  /** Closes the MQTT connections of those who signed in with a credential that holds no more. */
  disconnectMqtt(credential: string): void;
  /** Where the broker listens; undefined when it does not. */
  mqttAddress(): { readonly host: string; readonly port: number } | undefined;
  /** State of the broker and of the store. */
  health(): { readonly mqtt: PartHealth; readonly telemetry: PartHealth };
  figures(): IngestFigures;
}

/** More waits for its commit than may; nothing of the call was taken. */
export class OverloadedError extends Error {
  readonly code = "overloaded";
  readonly status = 503;
}

/** What waits for its commit: an outcome, and the dead letters made of it so far. */
interface Work {
  readonly outcome: Outcome | undefined;
  readonly origin: DeadLetterOrigin;
  readonly deadLetters: NewDeadLetter[];
  /** A replay changes the dead letters that there are instead of making new ones. */
  readonly replay: boolean;
  /** How many refusals of `outcome` have been dealt with. */
  handled: number;
}

/** A batch is turned into rows in one go: small enough not to hold up others on the event loop. */
const maxBatchBytes = 2 * 1024 * 1024;
/** Memory that a message takes beside its payload. */
const overheadBytes = 512;
/** A store that fails longer than this is down. */
const downAfterMs = 5000;

/**
 * Ingest: the embedded broker, the road of a reading to its durable commit, the store, and the dead letters. Connects to nothing
 * before `start`.
 */
export function createIngest(config: IngestConfig, deps: IngestDeps): Ingest {
  const { pointIndex, now, log } = deps;
  const store =
    deps.store ??
    createDuckdbStore(
      {
        dataDir: config.dataDir,
        ...config.duckdb,
        frameDays: config.frameDays,
        deadLetters: config.deadLetters,
      },
      { now, log },
    );
  const figures = createFigures();
  let lastId = 0;
  let open = false;
  const nextId = () => String(++lastId);
  const letters = createDeadLetterMaker(nextId);

  /** Makes dead letters of the refusals of a piece of work that have none yet. */
  function keepRefused(work: Work): void {
    const refused = work.outcome?.refused ?? [];
    for (; work.handled < refused.length; work.handled++) {
      const one = refused[work.handled] as RefusedMessage;
      figures.refused(one.reason);
      if (work.replay) continue;
      const letter = letters.make(one, work.origin);
      if (letter !== undefined) work.deadLetters.push(letter);
    }
  }

  async function commit(works: readonly Work[]): Promise<void> {
    const outcomes = works.map((work) => work.outcome).filter((outcome) => outcome !== undefined);
    await placeMissing(outcomes, pointIndex);
    const startedAt = performance.now();
    for (const work of works) keepRefused(work);
    await store.commit({
      samples: outcomes.flatMap((outcome) => outcome.samples),
      frames: outcomes.filter((outcome) => outcome.samples.length > 0).map((outcome) => outcome.frame),
      deadLetters: works.flatMap((work) => work.deadLetters),
    });
    figures.committed(works.length, performance.now() - startedAt);
  }

  async function committed(works: readonly Work[]): Promise<void> {
    const samples: CommittedSample[] = [];
    const seen: DeviceSeen[] = [];
    for (const { outcome } of works) {
      if (outcome === undefined) continue;
      for (const sample of outcome.samples) samples.push(sample);
      for (const one of outcome.seen) seen.push(one);
    }
    figures.stored(samples.length);
    try {
      if (seen.length > 0) deps.onDevicesSeen(seen);
    } finally {
      if (samples.length > 0) await deps.onCommitted(samples);
    }
  }

  const group = createGroupCommit<Work>({
    commit,
    committed,
    maxBatchItems: config.maxBatchMessages,
    maxBatchBytes,
    maxWaitingBytes: config.maxWaitingBytes,
    onOverfull: (overfull) => broker.setReading(!overfull),
    now,
    pause,
    log,
  });

  function take(envelope: Envelope, replay: boolean, settled: (work: Work, error?: Error) => void): void {
    const outcome = processEnvelope(envelope, nextId(), pointIndex);
    const { source, format } = envelope;
    const origin: DeadLetterOrigin = { source, format, receivedAt: outcome.frame.receivedAt };
    const work: Work = { outcome, origin, deadLetters: [], replay, handled: 0 };
    keepRefused(work);
    group.add(work, envelope.payload.byteLength + overheadBytes, (error) => settled(work, error));
  }

  function acceptStray(message: StrayMessage, settled: (error?: Error) => void): void {
    const { reason, detail, source, receivedAt, payload } = message;
    figures.refused(reason);
    const origin: DeadLetterOrigin = { source, receivedAt: Math.trunc(receivedAt), format: "unknown" };
    const letter = letters.make({ reason, detail, payload, device: undefined }, origin);
    const work: Work = {
      outcome: undefined,
      origin,
      deadLetters: letter === undefined ? [] : [letter],
      replay: false,
      handled: 0,
    };
    group.add(work, payload.byteLength + overheadBytes, settled);
  }

  function takeOne(envelope: Envelope, replay: boolean): Promise<Work> {
    return new Promise((resolve, reject) => {
      take(envelope, replay, (work, error) => (error === undefined ? resolve(work) : reject(error)));
    });
  }

  const broker = createBroker(
    { ...config.mqtt, maxMessageBytes: config.maxMessageBytes },
    {
      authenticate: deps.authenticate,
      accept: (envelope, settled) => take(envelope, false, (_work, error) => settled(error)),
      acceptStray,
      now,
      log,
    },
  );

  const replay = createReplay({
    store,
    again: async (envelope) => (await takeOne(envelope, true)).outcome?.refused ?? [],
    now,
  });

  async function close(): Promise<void> {
    open = false;
    broker.quiesce();
    await group.stop();
    await broker.stop();
  }

  function telemetryHealth(): PartHealth {
    const { failing } = group.state();
    if (failing !== undefined) {
      const forMs = now() - failing.since;
      const detail = `cannot store for ${Math.round(forMs / 1000)} s (${failing.message.slice(0, 200)}): nothing is acknowledged meanwhile; check disk space and rights of ${config.dataDir}`;
      return { state: forMs >= downAfterMs ? "down" : "degraded", detail };
    }
    if (!group.overfull()) return { state: "ok" };
    return { state: "degraded", detail: "messages come faster than they are stored; senders are slowed" };
  }

  return {
    async start() {
      await store.start();
      lastId = await store.highestId();
    },

    async open() {
      await broker.start();
      open = true;
      return { mqttPort: broker.address()?.port ?? 0 };
    },

    close,

    async stop() {
      await close();
      await store.stop();
    },

    async receive(envelopes) {
      if (!open) throw new NotStoredError("not stored: the platform is not open, send it again");
      if (group.overfull())
        throw new OverloadedError("too many messages wait to be stored: send again in a few seconds");
      const works = await Promise.all(
        envelopes.map((envelope) => {
          if (envelope.payload.byteLength <= config.maxMessageBytes) return takeOne(envelope, false);
          return new Promise<Work | undefined>((resolve, reject) => {
            const detail = `a message of ${envelope.payload.byteLength} bytes is over the limit of ${config.maxMessageBytes}: send smaller ones`;
            acceptStray(
              {
                reason: "too-large",
                detail,
                source: envelope.source,
                receivedAt: envelope.receivedAt,
                payload: envelope.payload.subarray(0, 4096),
              },
              (error) => (error === undefined ? resolve(undefined) : reject(error)),
            );
          });
        }),
      );
      let samples = 0;
      let deadLetters = 0;
      for (const work of works) {
        samples += work?.outcome?.samples.length ?? 0;
        deadLetters += work === undefined ? 1 : (work.outcome?.refused.length ?? 0);
      }
      return { samples, deadLetters };
    },

    store,
    deadLetters: {
      list: (query) => listPage(store, query),
      replay: ({ ids, reason, device }) =>
        replay({
          ids,
          reasons: reason === undefined ? undefined : [reason],
          devices: device === undefined ? undefined : [device],
        }),
      replayUnknown: (externalIds) =>
        replay({ reasons: ["unknown-device", "unknown-decoder"], devices: externalIds }),
    },
    disconnectMqtt: (credential) =>
      broker.disconnect(({ credentials }) => credentials?.includes(credential) === true),
    mqttAddress: () => broker.address(),

    health: () => ({
      mqtt: open ? { state: "ok" } : { state: "down", detail: "the broker does not listen" },
      telemetry: telemetryHealth(),
    }),

    figures: () => figures.read(group.state(), broker.figures(), letters.repeats()),
  };
}

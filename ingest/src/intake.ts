import type { Envelope, WireFormat } from "@kontrollrom/contracts/envelope.ts";
import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import type { Logger } from "pino";
import type { StrayMessage } from "./broker/verdict.ts";
import type { CodecIndex } from "./codecs/codec-index.ts";
import type { CodecRunner } from "./codecs/codec-runner.ts";
import { createGroupCommit, stoppingError } from "./commit/group-commit.ts";
import { pause } from "./commit/pause.ts";
import { createDeadLetterMaker, type DeadLetterOrigin } from "./dead-letters/dead-letter-maker.ts";
import type { Figures } from "./figures.ts";
import { type Changes, changesOf } from "./frames/changes.ts";
import { createLanes } from "./intake-lanes.ts";
import type { LiveTail } from "./live-tail.ts";
import type { RefusedMessage } from "./pipeline/message.ts";
import {
  type DeviceSeen,
  finishDecoding,
  type Outcome,
  placeMissing,
  processEnvelope,
} from "./pipeline/pipeline.ts";
import type { PointIndex } from "./point-index.ts";
import type { Frame, NewDeadLetter, SampleStore } from "./store/sample-store.ts";

export interface IntakeConfig {
  readonly maxBatchMessages: number;
  readonly maxWaitingBytes: number;
}

export interface CorrectedSamples {
  /** While it is 0 nothing is asked. */
  readonly count: number;
  has(pointId: number, time: number): boolean;
}

export interface IntakeDeps {
  readonly pointIndex: PointIndex;
  readonly codecs: CodecIndex;
  readonly runner: Pick<CodecRunner, "decode">;
  readonly store: SampleStore;
  /** Samples that a person has corrected: what the wire says of them again is neither stored nor told. */
  readonly corrected?: CorrectedSamples | undefined;
  onCommitted(samples: readonly CommittedSample[]): void | Promise<void>;
  /** What a replay of kept frames added or corrected. */
  onReplayed(samples: readonly CommittedSample[]): void | Promise<void>;
  onDevicesSeen(seen: readonly DeviceSeen[]): void;
  /** Told of each live message once it is durable, while somebody looks. */
  readonly tail?: Pick<LiveTail, "watched" | "note"> | undefined;
  onOverfull(overfull: boolean): void;
  readonly figures: Figures;
  readonly now: () => number;
  readonly log: Logger;
}

/**
 * How a message is taken: as it comes `live`; as a dead letter that is tried `again`; or `reread`, as a message that was understood before
 * and is read with better decoders. The latter two make no dead letters. What is reread changes what it had said itself, tells
 * nobody that its device was heard, and its samples go to `onReplayed`.
 */
export type TakenAs = "live" | "again" | "reread";

/** What became of a message once it is durable. */
export interface Taken {
  /** Samples written. */
  readonly samples: number;
  readonly refused: readonly RefusedMessage[];
  /** Of a message that was reread. */
  readonly changes?: Changes | undefined;
}
type Settled = (error: Error | undefined, taken: Taken) => void;

/** What waits for its commit: an outcome, and the dead letters made of it so far. */
interface Work {
  readonly outcome: Outcome | undefined;
  readonly origin: DeadLetterOrigin;
  readonly deadLetters: NewDeadLetter[];
  readonly as: TakenAs;
  /** Its raw message is kept already. */
  readonly kept: boolean;
  /** How many refusals of `outcome` have been dealt with. */
  handled: number;
  /** Of a message that is reread: what of it is written. */
  changes?: Changes;
}

/** A batch is turned into rows in one go: small enough not to hold up others on the event loop. */
const maxBatchBytes = 4 * 1024 * 1024;
/** Memory that a message takes beside its payload, measured: half of it here, half in the broker that waits to acknowledge it. */
const overheadBytes = 2048;
/** And each of its samples. */
const sampleBytes = 160;

const sizeOf = ({ payload }: { readonly payload: Uint8Array }, samples = 0) =>
  payload.byteLength + overheadBytes + samples * sampleBytes;

function dropCorrected(outcomes: readonly Outcome[], corrected: CorrectedSamples): void {
  for (const { samples } of outcomes) {
    const kept = samples.filter(({ pointId, time }) => !corrected.has(pointId, time));
    if (kept.length < samples.length) samples.splice(0, samples.length, ...kept);
  }
}

/** Where every message goes in, wherever it came from: through the pipeline when it arrives, then to its commit. */
export function createIntake(config: IntakeConfig, deps: IntakeDeps) {
  const { pointIndex, codecs, store, figures, now, log } = deps;
  const lanes = createLanes();
  let lastId = 0;
  const nextId = () => String(++lastId);
  const letters = createDeadLetterMaker(nextId);

  /** Makes dead letters of the refusals of a piece of work that have none yet. */
  function keepRefused(work: Work): void {
    const refused = work.outcome?.refused ?? [];
    for (; work.handled < refused.length; work.handled++) {
      const one = refused[work.handled] as RefusedMessage;
      figures.refused(one.reason);
      if (work.as !== "live") continue;
      const letter = letters.make(one, work.origin);
      if (letter !== undefined) work.deadLetters.push(letter);
    }
  }

  async function commit(works: readonly Work[]): Promise<void> {
    const outcomes = works.map((work) => work.outcome).filter((outcome) => outcome !== undefined);
    await placeMissing(outcomes, pointIndex);
    const startedAt = performance.now();
    for (const work of works) keepRefused(work);
    if (deps.corrected !== undefined && deps.corrected.count > 0) dropCorrected(outcomes, deps.corrected);
    await findChanges(
      works.filter((work) => work.as === "reread"),
      store,
    );
    await store.commit({
      samples: works.flatMap(samplesOf),
      frames: works.flatMap(({ outcome, kept }) =>
        outcome === undefined || kept || (outcome.samples.length === 0 && outcome.worthKeeping !== true)
          ? []
          : [outcome.frame],
      ),
      deadLetters: works.flatMap((work) => work.deadLetters),
    });
    figures.committed(works.length, performance.now() - startedAt);
  }

  async function committed(works: readonly Work[]): Promise<void> {
    const samples: CommittedSample[] = [];
    const reread: CommittedSample[] = [];
    const seen: DeviceSeen[] = [];
    for (const work of works) {
      const { outcome } = work;
      if (outcome === undefined) continue;
      const target = work.as === "reread" ? reread : samples;
      for (const sample of samplesOf(work)) target.push(sample);
      if (work.as !== "reread") for (const one of outcome.seen) seen.push(one);
    }
    figures.stored(samples.length);
    if (deps.tail?.watched === true) for (const work of works) if (work.as === "live") tell(work, deps.tail);
    try {
      if (seen.length > 0) deps.onDevicesSeen(seen);
    } finally {
      if (samples.length > 0) await deps.onCommitted(samples);
      if (reread.length > 0) await deps.onReplayed(reread);
    }
  }

  const group = createGroupCommit<Work>({
    commit,
    committed,
    maxBatchItems: config.maxBatchMessages,
    maxBatchBytes,
    maxWaitingBytes: config.maxWaitingBytes,
    onOverfull: tellOverfull,
    now,
    pause,
    log,
  });

  /** Messages that wait for a codec hold memory as those do that wait for their commit. */
  let decodingBytes = 0;
  let decodingOverfull = false;
  let toldOverfull = false;
  let stopping = false;
  const decoding = new Set<Promise<void>>();

  function overfull(): boolean {
    return decodingOverfull || group.overfull();
  }

  function tellOverfull(): void {
    const now = overfull();
    if (now === toldOverfull) return;
    toldOverfull = now;
    deps.onOverfull(now);
  }

  function accountDecoding(bytes: number): void {
    decodingBytes += bytes;
    const limit = config.maxWaitingBytes / 2;
    decodingOverfull = decodingBytes > (decodingOverfull ? limit / 2 : limit);
    tellOverfull();
  }

  function add(work: Work, bytes: number, settled: Settled): void {
    const { outcome } = work;
    keepRefused(work);
    group.add(work, bytes, (error) =>
      settled(error, {
        samples: samplesOf(work).length,
        refused: outcome?.refused ?? [],
        changes: work.changes,
      }),
    );
  }

  /** Waits for codecs and for what came before from the same devices, then goes on as any other. */
  function addDecoded(work: Work & { readonly outcome: Outcome }, bytes: number, settled: Settled): void {
    const { outcome } = work;
    accountDecoding(bytes);
    const done: Promise<void> = lanes
      .follow(outcome.seen, () =>
        outcome.undecoded === undefined
          ? Promise.resolve()
          : finishDecoding(outcome, pointIndex, deps.runner.decode),
      )
      .then(
        () => add(work, bytes, settled),
        (error: Error) => settled(error, { samples: 0, refused: outcome.refused }),
      )
      .catch((cause: unknown) => log.error({ err: cause }, "an acknowledgement failed"))
      .finally(() => {
        decoding.delete(done);
        accountDecoding(-bytes);
      });
    decoding.add(done);
  }

  function begin(envelope: Envelope, frameId: string, as: TakenAs, kept: boolean, settled: Settled): void {
    const outcome = processEnvelope(envelope, frameId, pointIndex, codecs);
    const { source, format } = envelope;
    const origin: DeadLetterOrigin = { source, format, receivedAt: outcome.frame.receivedAt };
    const work = { outcome, origin, deadLetters: [], as, kept, handled: 0 };
    const bytes = sizeOf(envelope, outcome.samples.length + outcome.unplaced.length);
    if (outcome.undecoded === undefined && !lanes.busy(outcome.seen)) add(work, bytes, settled);
    else if (stopping) settled(stoppingError(), { samples: 0, refused: [] });
    else addDecoded(work, bytes, settled);
  }

  return {
    /** Ids of frames and dead letters go on from here. */
    startIdsAfter(id: number): void {
      lastId = id;
    },

    /** `settled` is called once the message is durable, or with an error when it will not be. */
    take(envelope: Envelope, as: TakenAs, settled: Settled): void {
      begin(envelope, nextId(), as, false, settled);
    },

    /** Takes a raw message that is kept through the pipeline again, as itself. */
    reread(frame: Frame, format: WireFormat, settled: Settled): void {
      const { source, receivedAt, payload } = frame;
      begin({ format, source, receivedAt, payload }, frame.id, "reread", true, settled);
    },

    /** The same for a message that becomes a dead letter unread. */
    takeStray(message: StrayMessage, settled: Settled): void {
      const { reason, detail, source, payload } = message;
      const refused: RefusedMessage = { reason, detail, payload, device: undefined };
      const origin: DeadLetterOrigin = {
        source,
        receivedAt: Math.trunc(message.receivedAt),
        format: "unknown",
      };
      figures.refused(reason);
      const letter = letters.make(refused, origin);
      const deadLetters = letter === undefined ? [] : [letter];
      const work: Work = { outcome: undefined, origin, deadLetters, as: "live", kept: false, handled: 0 };
      group.add(work, sizeOf(message), (error) => settled(error, { samples: 0, refused: [refused] }));
    },

    overfull,
    state: () => {
      const state = group.state();
      return {
        ...state,
        waitingItems: state.waitingItems + decoding.size,
        waitingBytes: state.waitingBytes + decodingBytes,
      };
    },
    repeatedRefusals: letters.repeats,
    /** Call when the codecs have been stopped: what waits for them is then settled as not stored. */
    async stop(): Promise<void> {
      stopping = true;
      await Promise.all(decoding);
      await group.stop();
    },
  };
}

function tell({ outcome, origin, deadLetters }: Work, tail: Pick<LiveTail, "note">): void {
  const [letter] = deadLetters;
  tail.note({
    frameId: outcome !== undefined && outcome.samples.length > 0 ? outcome.frame.id : "",
    receivedAt: origin.receivedAt,
    source: origin.source,
    format: origin.format,
    device: outcome?.frame.device || (outcome?.refused.find(({ device }) => device)?.device ?? ""),
    payload: outcome?.frame.payload ?? letter?.payload ?? noBytes,
    values: outcome?.samples ?? [],
    refused: outcome?.refused ?? deadLetters,
  });
}
const noBytes = new Uint8Array();

function samplesOf({ outcome, changes }: Work): readonly CommittedSample[] {
  return changes?.samples ?? outcome?.samples ?? [];
}

/** Compares what is reread with what is stored. Asked within the commit, so that nothing is written in between. */
async function findChanges(works: readonly Work[], store: SampleStore): Promise<void> {
  const samples = works.flatMap(({ outcome }) => outcome?.samples ?? []);
  if (samples.length === 0) return;
  let from = Number.POSITIVE_INFINITY;
  let to = 0;
  for (const { time } of samples) {
    from = Math.min(from, time);
    to = Math.max(to, time);
  }
  const pointIds = [...new Set(samples.map(({ pointId }) => pointId))];
  const stored = await store.committedIn(pointIds, from, to);
  const changes = changesOf(
    works.map(({ outcome }) => outcome?.samples ?? []),
    stored,
  );
  for (const [i, work] of works.entries()) work.changes = changes[i] as Changes;
}

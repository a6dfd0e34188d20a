import type { Envelope } from "@kontrollrom/contracts/envelope.ts";
import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import type { Logger } from "pino";
import type { StrayMessage } from "./broker/verdict.ts";
import { createGroupCommit } from "./commit/group-commit.ts";
import { pause } from "./commit/pause.ts";
import { createDeadLetterMaker, type DeadLetterOrigin } from "./dead-letters/dead-letter-maker.ts";
import type { Figures } from "./figures.ts";
import type { RefusedMessage } from "./pipeline/message.ts";
import { type DeviceSeen, type Outcome, placeMissing, processEnvelope } from "./pipeline/pipeline.ts";
import type { PointIndex } from "./point-index.ts";
import type { NewDeadLetter, SampleStore } from "./store/sample-store.ts";

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
  readonly store: SampleStore;
  /** Samples that a person has corrected: what the wire says of them again is neither stored nor told. */
  readonly corrected?: CorrectedSamples | undefined;
  onCommitted(samples: readonly CommittedSample[]): void | Promise<void>;
  onDevicesSeen(seen: readonly DeviceSeen[]): void;
  onOverfull(overfull: boolean): void;
  readonly figures: Figures;
  readonly now: () => number;
  readonly log: Logger;
}

/** What became of a message once it is durable. */
export interface Taken {
  readonly samples: number;
  readonly refused: readonly RefusedMessage[];
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

function dropCorrected(outcomes: readonly Outcome[], corrected: CorrectedSamples): void {
  for (const { samples } of outcomes) {
    const kept = samples.filter(({ pointId, time }) => !corrected.has(pointId, time));
    if (kept.length < samples.length) samples.splice(0, samples.length, ...kept);
  }
}

/** Where every message goes in, wherever it came from: through the pipeline when it arrives, then to its commit. */
export function createIntake(config: IntakeConfig, deps: IntakeDeps) {
  const { pointIndex, store, figures, now, log } = deps;
  let lastId = 0;
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
    if (deps.corrected !== undefined && deps.corrected.count > 0) dropCorrected(outcomes, deps.corrected);
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
    onOverfull: deps.onOverfull,
    now,
    pause,
    log,
  });

  return {
    /** Ids of frames and dead letters go on from here. */
    startIdsAfter(id: number): void {
      lastId = id;
    },

    /** `settled` is called once the message is durable, or with an error when it will not be. */
    take(
      envelope: Envelope,
      replay: boolean,
      settled: (error: Error | undefined, taken: Taken) => void,
    ): void {
      const outcome = processEnvelope(envelope, nextId(), pointIndex);
      const { source, format } = envelope;
      const origin: DeadLetterOrigin = { source, format, receivedAt: outcome.frame.receivedAt };
      const work: Work = { outcome, origin, deadLetters: [], replay, handled: 0 };
      keepRefused(work);
      group.add(work, envelope.payload.byteLength + overheadBytes, (error) =>
        settled(error, { samples: outcome.samples.length, refused: outcome.refused }),
      );
    },

    /** The same for a message that becomes a dead letter unread. */
    takeStray(message: StrayMessage, settled: (error: Error | undefined, taken: Taken) => void): void {
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
      const work: Work = { outcome: undefined, origin, deadLetters, replay: false, handled: 0 };
      group.add(work, payload.byteLength + overheadBytes, (error) =>
        settled(error, { samples: 0, refused: [refused] }),
      );
    },

    overfull: group.overfull,
    state: group.state,
    repeatedRefusals: letters.repeats,
    stop: group.stop,
  };
}

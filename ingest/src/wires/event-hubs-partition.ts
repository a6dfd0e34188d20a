import {
  type EventHubConsumerClient,
  type EventPosition,
  earliestEventPosition,
  latestEventPosition,
  type PartitionContext,
  type ReceivedEventData,
} from "@azure/event-hubs";
import type { WireFormat } from "@kontrollrom/contracts/envelope.ts";
import type { Logger } from "pino";
import type { Checkpoint, CheckpointStore } from "./checkpoint-store.ts";
import { describe } from "./describe.ts";
import { envelopeOfEvent } from "./event-hubs-message.ts";
import { receiveUntilDurable } from "./receive-until-durable.ts";
import type { Receive } from "./wire.ts";

export interface PartitionConfig {
  readonly partitionId: string;
  /** Key of its checkpoint. */
  readonly key: string;
  /** Beginning of the source of its envelopes. */
  readonly source: string;
  readonly format: WireFormat | "auto";
  readonly start: "earliest" | "latest";
  readonly batch: number;
}

export interface PartitionDeps {
  readonly client: EventHubConsumerClient;
  readonly checkpoints: CheckpointStore;
  readonly receive: Receive;
  /** Epoch ms. */
  readonly now: () => number;
  /** Resolves after the time, or at once when the signal aborts. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
  readonly log: Logger;
  /** Ends the reading. */
  readonly signal: AbortSignal;
}

/** The SDK reports an empty batch after this, which shows that the partition is read and has nothing new. */
const maxWaitSeconds = 10;
const againMs = 2000;

/**
 * Reads one partition from its checkpoint on. The next events are asked for when the last are durable and the checkpoint is moved behind
 * them; what the SDK has fetched ahead is bounded. A reading that ends by an error begins again at the checkpoint.
 */
export function createPartitionReader(config: PartitionConfig, deps: PartitionDeps) {
  const { client, checkpoints, log, signal } = deps;
  const { partitionId } = config;
  let position: Checkpoint | undefined;
  let failure: string | undefined;
  let events = 0;
  let unread = 0;
  let expired = 0;
  let newest: number | undefined;
  let taking: Promise<void> = Promise.resolve();

  function failed(cause: unknown): void {
    const told = describe(cause);
    if (told !== failure && !signal.aborted)
      log.warn(
        { partition: partitionId, why: told },
        "a partition of the event hub cannot be read; trying again",
      );
    failure = told;
  }

  /** Where to begin: after the checkpoint, unless the hub no longer has, or never had, what it tells of. */
  async function whereToBegin(): Promise<EventPosition> {
    position = await checkpoints.load(config.key);
    if (position === undefined)
      return config.start === "earliest" ? earliestEventPosition : latestEventPosition;
    const { sequenceNumber } = position;
    const hub = await client.getPartitionProperties(partitionId, { abortSignal: signal });
    if (sequenceNumber > hub.lastEnqueuedSequenceNumber) {
      log.error(
        { partition: partitionId, checkpoint: sequenceNumber, last: hub.lastEnqueuedSequenceNumber },
        "the event hub was made anew: its checkpoint is of another one, so all that it holds is read",
      );
      return earliestEventPosition;
    }
    const missed = hub.isEmpty
      ? hub.lastEnqueuedSequenceNumber - sequenceNumber
      : hub.beginningSequenceNumber - sequenceNumber - 1;
    if (missed > 0) {
      expired += missed;
      log.error(
        { partition: partitionId, missed, checkpoint: sequenceNumber },
        "events expired in the hub before they were read: lengthen its retention",
      );
    }
    return { sequenceNumber, isInclusive: false };
  }

  async function take(batch: readonly ReceivedEventData[]): Promise<void> {
    const last = batch.at(-1);
    if (last === undefined) return;
    const receivedAt = deps.now();
    const { source, format } = config;
    const envelopes = batch.flatMap((event) => envelopeOfEvent(event, { source, format, receivedAt }) ?? []);
    if (envelopes.length > 0 && !(await receiveUntilDurable(envelopes, signal, deps))) return;
    events += batch.length;
    unread += batch.length - envelopes.length;
    const { sequenceNumber, offset } = last;
    position = { sequenceNumber, offset };
    try {
      await checkpoints.save(config.key, sequenceNumber, offset);
    } catch (cause) {
      // The next save covers this one; a crash before it costs a repetition.
      log.warn({ err: cause, partition: partitionId }, "a checkpoint could not be saved");
    }
  }

  async function readFrom(startPosition: EventPosition): Promise<void> {
    const ended = Promise.withResolvers<void>();
    const end = () => ended.resolve();
    signal.addEventListener("abort", end);
    const subscription = client.subscribe(
      partitionId,
      {
        processEvents: async (batch: readonly ReceivedEventData[], context: PartitionContext) => {
          // Once the end is near nothing more may move the checkpoint past what was given up.
          if (signal.aborted) return;
          failure = undefined;
          newest = context.lastEnqueuedEventProperties?.sequenceNumber ?? newest;
          taking = take(batch);
          await taking;
        },
        processError: async (error: Error) => failed(error),
        processClose: async () => end(),
      },
      {
        startPosition,
        maxBatchSize: config.batch,
        prefetchCount: config.batch,
        maxWaitTimeInSeconds: maxWaitSeconds,
        skipParsingBodyAsJson: true,
        trackLastEnqueuedEventProperties: true,
      },
    );
    await ended.promise;
    signal.removeEventListener("abort", end);
    await taking.catch(failed);
    await subscription.close();
  }

  return {
    /** Resolves when the signal has ended it and what it took is settled. */
    async run(): Promise<void> {
      while (!signal.aborted) {
        try {
          await readFrom(await whereToBegin());
        } catch (cause) {
          failed(cause);
        }
        await deps.pause(againMs, signal);
      }
    },
    /** Resolves when what was taken is settled; after the signal nothing more is taken. */
    settled: () => taking.catch(failed),
    failure: () => failure,
    figures: () => ({
      events,
      unread,
      expired,
      lag: Math.max(0, (newest ?? 0) - (position?.sequenceNumber ?? newest ?? 0)),
    }),
  };
}
export type PartitionReader = ReturnType<typeof createPartitionReader>;

import { EventHubConsumerClient } from "@azure/event-hubs";
import type { PartHealth } from "@kontrollrom/contracts/health.ts";
import type { Logger } from "pino";
import type { CheckpointStore } from "./checkpoint-store.ts";
import type { EventHubsConfig } from "./config.ts";
import { describe } from "./describe.ts";
import { createPartitionReader, type PartitionReader } from "./event-hubs-partition.ts";
import type { Receive, Wire } from "./wire.ts";

export interface EventHubsDeps {
  readonly receive: Receive;
  readonly checkpoints: CheckpointStore;
  /** Epoch ms. */
  readonly now: () => number;
  /** Resolves after the time, or at once when the signal aborts. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
  readonly log: Logger;
}

const retryOptions = { maxRetries: 2, retryDelayInMs: 1000, maxRetryDelayInMs: 10_000, timeoutInMs: 15_000 };
/** A hub can be given more partitions while it runs. */
const discoverMs = 5 * 60_000;
const firstAgainMs = 1000;
const longestAgainMs = 30_000;
const closeMs = 5000;

/**
 * Reads an Azure event hub, or the one built into an IoT hub: all partitions at once, each in its order. The checkpoint moves only
 * behind what is durable, so that a crash costs a repetition, and repetitions change nothing.
 */
export function createEventHubs(config: EventHubsConfig, deps: EventHubsDeps): Wire {
  const { log } = deps;
  const hub = `${config.namespace}/${config.name}`;
  const stopping = new AbortController();
  const readers = new Map<string, PartitionReader>();
  const running: Promise<void>[] = [];
  let client: EventHubConsumerClient | undefined;
  let supervising: Promise<void> | undefined;
  let failure: string | undefined;

  function connect(): EventHubConsumerClient {
    try {
      return new EventHubConsumerClient(config.group, config.connection, config.name, { retryOptions });
    } catch (cause) {
      // Without the cause: the SDK quotes the connection string.
      throw new Error(`KR_EVENTHUB_CONNECTION is not understood: ${(cause as Error).name}`);
    }
  }

  function startReader(connected: EventHubConsumerClient, partitionId: string): void {
    if (readers.has(partitionId)) return;
    const { format, start, batch } = config;
    const reader = createPartitionReader(
      {
        partitionId,
        key: `eventhub:${hub}/${config.group}/${partitionId}`,
        source: `eventhub:${config.name}/${partitionId}`,
        format,
        start,
        batch,
      },
      { ...deps, client: connected, signal: stopping.signal },
    );
    readers.set(partitionId, reader);
    running.push(reader.run());
  }

  async function supervise(connected: EventHubConsumerClient): Promise<void> {
    let attempt = 0;
    while (!stopping.signal.aborted) {
      try {
        const ids = await connected.getPartitionIds({ abortSignal: stopping.signal });
        for (const id of ids) startReader(connected, id);
        failure = undefined;
        attempt = 0;
      } catch (cause) {
        attempt++;
        const told = describe(cause);
        if (told !== failure && !stopping.signal.aborted)
          log.warn({ hub, why: told }, "the event hub cannot be read; trying again");
        failure = told;
      }
      const againMs = Math.min(firstAgainMs * 2 ** (attempt - 1), longestAgainMs);
      await deps.pause(attempt === 0 ? discoverMs : againMs, stopping.signal);
    }
  }

  const sum = (of: (figures: ReturnType<PartitionReader["figures"]>) => number) =>
    [...readers.values()].reduce((total, reader) => total + of(reader.figures()), 0);

  return {
    name: "eventHubs",

    async start() {
      client = connect();
      supervising = supervise(client);
    },

    async stop() {
      stopping.abort();
      await Promise.all([...readers.values()].map((reader) => reader.settled()));
      // A hub that does not answer is not waited for long.
      const patience = new AbortController();
      const ended = async () => {
        await supervising;
        await Promise.all(running);
        await client
          ?.close()
          .catch((cause: unknown) => log.info({ why: describe(cause) }, "event hub closed"));
        patience.abort();
      };
      await Promise.race([ended(), deps.pause(closeMs, patience.signal)]);
    },

    health(): PartHealth {
      if (failure !== undefined)
        return { state: "degraded", detail: `${hub} cannot be read (${failure}); events wait there` };
      const failing = [...readers].find(([, reader]) => reader.failure() !== undefined);
      if (failing !== undefined)
        return {
          state: "degraded",
          detail: `partition ${failing[0]} of ${hub} cannot be read (${failing[1].failure()}); events wait there`,
        };
      return readers.size > 0
        ? { state: "ok" }
        : { state: "degraded", detail: `${hub} has not answered yet` };
    },

    figures: () => ({
      event_hub_partitions: readers.size,
      event_hub_events_total: sum(({ events }) => events),
      event_hub_unread_events_total: sum(({ unread }) => unread),
      event_hub_expired_events_total: sum(({ expired }) => expired),
      event_hub_lag_events: sum(({ lag }) => lag),
    }),
  };
}

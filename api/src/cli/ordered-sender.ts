import { setTimeout as sleep } from "node:timers/promises";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { CliError } from "./cli-error.ts";

export interface OrderedSend {
  readonly url: string;
  readonly options: IClientOptions;
  readonly count: number;
  message(index: number): { topic: string; payload: string };
  /** When a message may go at the earliest, ms of the wall clock. */
  dueAt(index: number): number;
  /** Unacknowledged messages at a time. */
  readonly window: number;
  onAcknowledged(total: number): void;
  onBroken(reason: string): void;
}

const retryMs = 500;
const giveUpAfterMs = 10 * 60_000;

/**
 * Publishes at QoS 1 and resolves when every message is acknowledged. After a lost connection it goes on from the first one that is
 * not, so that the receiver gets them in their order, however often the connection breaks.
 * @throws CliError when the broker cannot be reached at first, or stays away for ten minutes
 */
export async function sendInOrder(send: OrderedSend): Promise<void> {
  const acknowledged = new Uint8Array(send.count);
  let total = 0;
  let first = 0;
  const onAcknowledged = (index: number): void => {
    if (acknowledged[index]) return;
    acknowledged[index] = 1;
    total += 1;
    while (first < send.count && acknowledged[first]) first += 1;
    send.onAcknowledged(total);
  };

  let lastContact = Date.now();
  for (let connections = 0; first < send.count; connections += 1) {
    let client: MqttClient | undefined;
    try {
      client = await connectAsync(send.url, { ...send.options, clean: true, reconnectPeriod: 0 }, false);
      lastContact = Date.now();
      await pump(client, send, () => first, acknowledged, onAcknowledged);
    } catch (error) {
      const reason = (error as Error).message;
      if (connections === 0 && client === undefined)
        throw new CliError(`${send.url} does not answer: ${reason}`);
      if (Date.now() - lastContact > giveUpAfterMs)
        throw new CliError(
          `${send.url} has not answered for ten minutes (${reason}): ${total} of ${send.count} are stored, run it again for the rest`,
        );
      send.onBroken(reason);
      await sleep(retryMs);
    } finally {
      client?.end(true);
    }
  }
}

/** Sends over one connection until all is acknowledged; rejects when the connection breaks. */
async function pump(
  client: MqttClient,
  send: OrderedSend,
  firstOpen: () => number,
  acknowledged: Uint8Array,
  onAcknowledged: (index: number) => void,
): Promise<void> {
  const broken = new Promise<never>((_resolve, reject) => {
    client.once("close", () => reject(new Error("the connection was lost")));
    client.once("error", reject);
  });
  broken.catch(() => undefined);
  const inFlight = new Set<Promise<void>>();
  for (let index = firstOpen(); index < send.count; index += 1) {
    if (acknowledged[index]) continue;
    const wait = send.dueAt(index) - Date.now();
    if (wait > 0) await Promise.race([sleep(wait), broken]);
    while (inFlight.size >= send.window) await Promise.race([...inFlight, broken]);
    const { topic, payload } = send.message(index);
    const sent = client.publishAsync(topic, payload, { qos: 1 }).then(() => {
      onAcknowledged(index);
      inFlight.delete(sent);
    });
    sent.catch(() => undefined);
    inFlight.add(sent);
  }
  while (inFlight.size > 0) await Promise.race([...inFlight, broken]);
}

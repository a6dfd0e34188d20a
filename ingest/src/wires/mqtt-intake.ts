import type { Envelope } from "@kontrollrom/contracts/envelope.ts";
import type { Logger } from "pino";
import { receiveUntilDurable } from "./receive-until-durable.ts";
import type { Receive } from "./wire.ts";

/** One connection to a broker, from CONNECT to its end. */
export interface Connection {
  /** Does nothing once the connection is gone. */
  write(bytes: Uint8Array): void;
}

/** A message that a broker delivered. */
export interface Delivery {
  /** Undefined where it says nothing; it is acknowledged in its turn all the same. */
  readonly envelope: Envelope | undefined;
  /** Undefined for QoS 0, which nobody acknowledges. */
  readonly packetId: number | undefined;
  /** The one it came over. Its id means nothing on a later one: the broker may have given it to another message. */
  readonly connection: Connection;
  /** Lets the next packet in. */
  next(): void;
}

/** Bytes that may wait beside the bound in messages. */
const maxWaitingBytes = 32 * 1024 * 1024;

/**
 * What is between a broker's delivery and its PUBACK. While one batch is being stored the next gathers; acknowledgements go out in
 * the order in which the messages came [MQTT-4.6.0-2]. Above its bounds no more packets are let in.
 */
export function createMqttIntake(
  { maxWaiting }: { readonly maxWaiting: number },
  deps: {
    readonly receive: Receive;
    pause(ms: number, signal: AbortSignal): Promise<void>;
    readonly log: Logger;
    /** Ends the waiting: what is not durable by then is not acknowledged. */
    readonly signal: AbortSignal;
  },
) {
  let queue: Delivery[] = [];
  let held: Delivery | undefined;
  let waiting = 0;
  let waitingBytes = 0;
  let running: Promise<void> | undefined;

  const bytesOf = ({ envelope }: Delivery) => envelope?.payload.byteLength ?? 0;
  const hasRoom = () => waiting < maxWaiting && waitingBytes < maxWaitingBytes;

  async function run(): Promise<void> {
    // What is read in the same turn of the event loop joins the batch.
    await Promise.resolve();
    while (queue.length > 0 && !deps.signal.aborted) {
      const batch = queue;
      queue = [];
      const envelopes = batch.flatMap(({ envelope }) => envelope ?? []);
      const durable = envelopes.length === 0 || (await receiveUntilDurable(envelopes, deps.signal, deps));
      if (!durable) return;
      acknowledge(batch);
      for (const delivery of batch) {
        waiting--;
        waitingBytes -= bytesOf(delivery);
      }
      if (held !== undefined && hasRoom()) {
        const { next } = held;
        held = undefined;
        next();
      }
    }
  }

  function start(): void {
    running ??= run().finally(() => {
      running = undefined;
      if (queue.length > 0 && !deps.signal.aborted) start();
    });
  }

  return {
    add(delivery: Delivery): void {
      if (deps.signal.aborted) return;
      queue.push(delivery);
      waiting++;
      waitingBytes += bytesOf(delivery);
      start();
      // A connection delivers one packet at a time; one that is gone needs no answer, so at most one is held.
      if (hasRoom()) delivery.next();
      else held = delivery;
    },
    waiting: () => waiting,
    /** Resolves when what is being stored is stored and acknowledged. */
    async stop(): Promise<void> {
      await running;
    },
  };
}

/** Sends the PUBACKs of neighbours over one connection in one write. */
function acknowledge(batch: readonly Delivery[]): void {
  for (let at = 0; at < batch.length; ) {
    const { connection } = batch[at] as Delivery;
    const packets: Buffer[] = [];
    for (; batch[at]?.connection === connection; at++) {
      const { packetId } = batch[at] as Delivery;
      if (packetId !== undefined) packets.push(puback(packetId));
    }
    if (packets.length > 0) connection.write(Buffer.concat(packets));
  }
}

/** A PUBACK of success is the same four bytes in MQTT 3.1.1 [3.4] and, with its reason code left out, in 5 [3.4.2.1]. */
export function puback(packetId: number): Buffer {
  return Buffer.from([0x40, 2, packetId >> 8, packetId & 0xff]);
}

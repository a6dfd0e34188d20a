import type { Socket } from "node:net";
import type { Client } from "aedes";
import { publishPacket, pubrelPacket, writePacket } from "./packets.ts";
import type { BrokerState } from "./state/broker-state.ts";
import { createOutbox, type Outbox, type OutboxLimits, type Outgoing } from "./state/outbox.ts";
import type { Session } from "./state/session.ts";
import { matches, useOfTopic } from "./topics.ts";

/** A message that a subscription of the client matched, from aedes. */
interface Delivered {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  /** null: retained, sent for a subscription of this client alone. */
  readonly brokerId: string | null;
  readonly brokerCounter: number;
}

type Done = (error?: Error | null) => void;

/** The parts of a client of aedes that its delivery stands in for. */
interface Patched {
  readonly subscriptions: Readonly<Record<string, { readonly qos: 0 | 1 | 2 }>>;
  readonly closed: boolean;
  deliver0(packet: Delivered, done: Done): void;
  deliverQoS(packet: Delivered, done: Done): void;
  waitForDrain(done: Done): void;
}

export interface DeliveryOptions {
  readonly limits: OutboxLimits;
  /** Messages that may wait for their acknowledgement at a time. */
  readonly window: number;
  readonly state: BrokerState;
  /** A message at QoS 0 was not written since the socket is full. */
  missed(): void;
}

const atOnce = 64;

/**
 * How messages get to one client. No publisher waits for it: at QoS 0 a client that does not keep up misses messages, at QoS 1 and 2
 * they wait in its outbox, and a socket that stays full is closed by aedes' drain timeout.
 */
export function createDelivery(client: Client, options: DeliveryOptions) {
  const { state } = options;
  const patched = client as unknown as Patched;
  const socket = client.conn as Socket;
  let session: Session | undefined;
  let outbox: Outbox | undefined;
  let ready = false;
  let pumping = false;
  let pumpAgain = false;
  let waitsForDrain = false;
  let lastCounter = 0;
  /** Retained messages are read on when what was read has left. */
  let readers: Done[] = [];

  function grantedQos(topic: string): 0 | 1 | 2 {
    let highest: 0 | 1 | 2 = 0;
    for (const [filter, { qos }] of Object.entries(patched.subscriptions)) {
      if (qos > highest && matches(filter, topic)) highest = qos;
    }
    return highest;
  }

  function afterDrain(): void {
    if (waitsForDrain) return;
    waitsForDrain = true;
    patched.waitForDrain((error) => {
      waitsForDrain = false;
      if (error) letReadersGo();
      else pump();
    });
  }

  function letReadersGo(): void {
    const waiting = readers;
    readers = [];
    for (const reader of waiting) setImmediate(reader);
  }

  function write(packet: Buffer): void {
    if (!writePacket(socket, packet)) afterDrain();
  }

  function send(message: Outgoing, dup: boolean): void {
    const { messageId = 0 } = message;
    if (message.released) write(pubrelPacket(messageId));
    else write(publishPacket({ ...message, dup }));
  }

  function pump(): void {
    if (!ready || patched.closed) return;
    if (pumping) {
      pumpAgain = true;
      return;
    }
    pumping = true;
    const pumped = () => {
      pumping = false;
      if (!pumpAgain) return;
      pumpAgain = false;
      pump();
    };
    // It fails when the ledger has stopped, and the platform with it.
    sendWaiting().then(pumped, pumped);
  }

  async function sendWaiting(): Promise<void> {
    while (outbox !== undefined && !patched.closed && !socket.writableNeedDrain) {
      const batch = outbox.take(Math.min(options.window - outbox.inFlight(), atOnce));
      if (batch.length === 0) break;
      if (session !== undefined) await state.named(batch);
      for (const message of batch) send(message, false);
    }
    if (!socket.writableNeedDrain && (outbox?.waiting() ?? 0) < atOnce) letReadersGo();
  }

  /** Puts a message into the outbox of a session that ends with the connection, or of this session alone. */
  function enqueue(packet: Delivered, qos: 1 | 2): void {
    const message = {
      topic: packet.topic,
      payload: Buffer.from(packet.payload),
      qos,
      retain: packet.retain,
      brokerId: undefined,
      brokerCounter: 0,
      messageId: undefined,
      released: false,
    };
    if (session !== undefined) state.push(session, message);
    else {
      outbox ??= createOutbox(options.limits, state.total);
      state.countDropped(outbox.push({ ...message, seq: state.nextSeq() }).length);
    }
  }

  function deliver(packet: Delivered, done: Done): void {
    const retained = packet.brokerId === null;
    // Subscriptions that overlap are all asked in one go: the first one delivers for all.
    const repeated = !retained && packet.brokerCounter === lastCounter;
    if (!retained) lastCounter = packet.brokerCounter;
    if (repeated || !ready || useOfTopic(packet.topic).use === "unknown") {
      done();
      return;
    }
    const qos = packet.qos === 0 ? 0 : (Math.min(packet.qos, grantedQos(packet.topic)) as 0 | 1 | 2);
    if (qos > 0) {
      // What is live waits in the outbox of a persistent session already.
      if (session === undefined || retained) enqueue(packet, qos as 1 | 2);
      pump();
    } else if (retained || !socket.writableNeedDrain) write(publishPacket({ ...packet, qos, dup: false }));
    else options.missed();

    if (!retained) done();
    else if (socket.writableNeedDrain || (outbox?.waiting() ?? 0) >= atOnce) readers.push(done);
    else setImmediate(done);
  }

  patched.deliver0 = deliver;
  patched.deliverQoS = deliver;

  return {
    /** CONNACK has gone out: what was under way is sent again [MQTT-4.4.0-1], then what waited. */
    open(persistent: Session | undefined): void {
      session = persistent;
      outbox = persistent?.outbox;
      ready = true;
      for (const message of outbox?.sent() ?? []) send(message, true);
      pump();
    },
    /** An acknowledgement freed a place in the window. */
    acknowledged: pump,
    /** Takes an identifier out of the window of a session that ends with the connection. */
    settle: (messageId: number | undefined) => void outbox?.settle(messageId),
    /** The connection is gone. */
    close(): void {
      ready = false;
      letReadersGo();
      if (session === undefined) outbox?.clear();
    },
  };
}
export type Delivery = ReturnType<typeof createDelivery>;

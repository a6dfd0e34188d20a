import { Readable } from "node:stream";
import { matches } from "../topics.ts";
import type { Ledger } from "./ledger.ts";
import type { OutboxTotal, Outgoing } from "./outbox.ts";
import { createSession, type IncomingPacket, type Session, type Subscription } from "./session.ts";
import { createTopicIndex } from "./topic-index.ts";

type Qos = 0 | 1 | 2;

/** A message as aedes hands it over. */
export interface BrokerPacket {
  readonly cmd?: string;
  readonly topic: string;
  readonly payload: Buffer | string;
  readonly qos: Qos;
  readonly retain: boolean;
  readonly messageId?: number | undefined;
  readonly brokerId?: string;
  readonly brokerCounter?: number;
}

/** A client of aedes, or what stands for it. */
interface ClientLike {
  readonly id: string;
  readonly clean?: boolean;
  readonly closed?: boolean;
}

interface TopicSubscription extends Subscription {
  readonly topic: string;
}

interface KeptWill {
  readonly seq: number;
  readonly client: ClientLike | undefined;
  readonly packet: Will;
}

export interface Will {
  readonly topic: string;
  readonly payload: Buffer | string;
  readonly qos: Qos;
  readonly retain: boolean;
  brokerId?: string;
  clientId?: string;
}

export interface StateLimits {
  /** Of one session: messages that wait for it. */
  readonly queueMessages: number;
  readonly queueBytes: number;
  /** Of all sessions together. */
  readonly totalQueueBytes: number;
  readonly retainedMessages: number;
  readonly retainedBytes: number;
  readonly sessions: number;
  /** A session ends when nobody came for it for so long, ms. */
  readonly sessionExpiryMs: number;
}

export interface StateFigures {
  readonly sessions: number;
  readonly sessionsAway: number;
  readonly subscriptions: number;
  readonly queuedMessages: number;
  readonly queuedBytes: number;
  readonly queueDropped: number;
  readonly sessionsEnded: number;
  readonly retainedMessages: number;
  readonly retainedBytes: number;
  readonly retainedRefused: number;
}

const asBytes = (payload: Uint8Array | string) =>
  typeof payload === "string" ? Buffer.from(payload) : payload;
/** A payload is a slice of what was read from a socket, which it would keep in memory as a whole. */
const ownPayload = <T extends Uint8Array | string>(payload: T): T | Buffer =>
  typeof payload === "string" ? payload : Buffer.from(payload);

/** The message as aedes and its peers expect it. */
function asPacket(message: Outgoing) {
  const { topic, payload, qos, retain, brokerId, brokerCounter, messageId } = message;
  if (message.released) return { cmd: "pubrel", messageId };
  return { cmd: "publish", brokerId, brokerCounter, topic, payload, qos, retain, dup: false, messageId };
}

/**
 * What the broker remembers: persistent sessions with their subscriptions, queues and QoS 2 identifiers, retained messages and
 * wills. All of it is in memory, within bounds, and every change is written to the ledger. The methods with the names of aedes'
 * persistence keep its contract.
 */
export function createBrokerState(
  limits: StateLimits,
  deps: { readonly ledger: Ledger; readonly now: () => number },
) {
  const { ledger, now } = deps;
  const sessions = new Map<string, Session>();
  const index = createTopicIndex<{ clientId: string; topic: string } & Subscription>();
  const retained = new Map<string, BrokerPacket>();
  const wills = new Map<string, KeptWill>();
  /** QoS 2 identifiers of clients whose session ends with the connection. */
  const passing = new WeakMap<object, Map<number, IncomingPacket>>();
  const total: OutboxTotal = { bytes: 0, messages: 0, maxBytes: limits.totalQueueBytes };
  let recovered: { readonly seq: number; readonly packet: Will }[] = [];
  let broker: { readonly id: string } = { id: "" };
  let nextSeq = 1;
  let retainedBytes = 0;
  let subscriptionCount = 0;
  let queueDropped = 0;
  let sessionsEnded = 0;
  let retainedRefused = 0;

  const durable = () =>
    new Promise<void>((resolve, reject) => {
      ledger.durable((error) => (error === undefined ? resolve() : reject(error)));
    });

  function addSession(id: string, owner: string): Session {
    const session = createSession(
      id,
      owner,
      { messages: limits.queueMessages, bytes: limits.queueBytes },
      total,
    );
    sessions.set(id, session);
    return session;
  }

  function sessionOf(id: string): Session {
    return sessions.get(id) ?? addSession(id, "");
  }

  function putSession({ id, owner, awaySince }: Session): void {
    ledger.write("putSession", id, owner, awaySince ?? null);
  }

  function forgetSubscriptions(session: Session): void {
    for (const filter of session.subscriptions.keys()) index.delete(filter, session.id);
    subscriptionCount -= session.subscriptions.size;
    session.subscriptions.clear();
  }

  function endSession(id: string): void {
    const session = sessions.get(id);
    if (session === undefined) return;
    sessions.delete(id);
    forgetSubscriptions(session);
    session.outbox.clear();
    ledger.write("dropSession", id);
    ledger.write("dropSubscriptions", id);
    ledger.write("dropAllOutgoing", id);
    ledger.write("dropAllIncoming", id);
  }

  /** Makes room for one more session at the expense of the one that is away longest. */
  function makeRoom(): void {
    if (sessions.size < limits.sessions) return;
    let longest: Session | undefined;
    for (const session of sessions.values()) {
      if (session.awaySince === undefined) continue;
      if (longest?.awaySince === undefined || session.awaySince < longest.awaySince) longest = session;
    }
    if (longest === undefined) return;
    sessionsEnded++;
    endSession(longest.id);
  }

  function enqueue(session: Session, packet: BrokerPacket, qos: Qos, payload: Buffer | string): void {
    const message: Outgoing = {
      seq: nextSeq++,
      topic: packet.topic,
      payload,
      qos,
      // The flag tells a new subscriber that a message is not new [MQTT-3.3.1-9].
      retain: false,
      brokerId: packet.brokerId,
      brokerCounter: packet.brokerCounter ?? 0,
      messageId: undefined,
      released: false,
    };
    ledger.write("putOutgoing", message.seq, session.id, message.topic, asBytes(payload), qos, 0);
    drop(session.outbox.push(message));
  }

  function drop(messages: readonly Outgoing[]): void {
    queueDropped += messages.length;
    for (const { seq } of messages) ledger.write("dropOutgoing", seq);
  }

  const incomingOf = (client: ClientLike): Map<number, IncomingPacket> | undefined =>
    client.clean === true ? passing.get(client) : sessions.get(client.id)?.incoming;

  /** As they are now: the reader may take its time. */
  function retainedFor(patterns: readonly string[]): BrokerPacket[] {
    return patterns.flatMap((pattern) => {
      const exact = pattern.includes("+") || pattern.includes("#") ? undefined : retained.get(pattern);
      if (exact !== undefined) return [exact];
      return [...retained.values()].filter(({ topic }) => matches(pattern, topic));
    });
  }

  const persistence = {
    async setup(of: { readonly id: string }): Promise<void> {
      broker = of;
    },

    async storeRetained(packet: BrokerPacket): Promise<void> {
      const { topic, payload, qos } = packet;
      const known = retained.get(topic);
      if (known !== undefined) retainedBytes -= known.payload.length;
      retained.delete(topic);
      if (payload.length === 0) {
        if (known !== undefined) ledger.write("dropRetained", topic);
        return;
      }
      if (retained.size >= limits.retainedMessages || retainedBytes + payload.length > limits.retainedBytes) {
        // An older message on the topic would be taken for the newest.
        if (known !== undefined) ledger.write("dropRetained", topic);
        retainedRefused++;
        return;
      }
      retainedBytes += payload.length;
      retained.set(topic, { ...packet, payload: ownPayload(payload) });
      ledger.write("putRetained", topic, asBytes(payload), qos);
    },

    createRetainedStreamCombi: (patterns: readonly string[]) => Readable.from(retainedFor(patterns)),
    createRetainedStream: (pattern: string) => Readable.from(retainedFor([pattern])),

    async addSubscriptions(client: ClientLike, subscriptions: readonly TopicSubscription[]): Promise<void> {
      const session = sessionOf(client.id);
      for (const { topic, qos, rh, rap, nl, subscriptionIdentifier } of subscriptions) {
        if (!session.subscriptions.has(topic)) subscriptionCount++;
        const told = subscriptionIdentifier === undefined ? {} : { subscriptionIdentifier };
        session.subscriptions.set(topic, { qos, rh, rap, nl, ...told });
        if (qos > 0) index.set(topic, client.id, { clientId: client.id, topic, qos, rh, rap, nl });
        else index.delete(topic, client.id);
        ledger.write("putSubscription", client.id, topic, qos);
      }
      await durable();
    },

    async removeSubscriptions(client: ClientLike, filters: readonly string[]): Promise<void> {
      const session = sessions.get(client.id);
      if (session === undefined) return;
      for (const filter of filters) {
        if (!session.subscriptions.delete(filter)) continue;
        subscriptionCount--;
        index.delete(filter, client.id);
        ledger.write("dropSubscription", client.id, filter);
      }
      await durable();
    },

    async subscriptionsByClient(client: ClientLike): Promise<TopicSubscription[]> {
      const own = sessions.get(client.id)?.subscriptions ?? new Map<string, Subscription>();
      return [...own].map(([topic, subscription]) => ({ topic, ...subscription }));
    },

    async subscriptionsByTopic(topic: string) {
      return index.match(topic);
    },

    async cleanSubscriptions(client: ClientLike): Promise<void> {
      const session = sessions.get(client.id);
      if (session === undefined) return;
      forgetSubscriptions(session);
      ledger.write("dropSubscriptions", client.id);
    },

    async countOffline() {
      const clients = [...sessions.values()].filter(({ subscriptions }) => subscriptions.size > 0);
      return { subsCount: index.size(), clientsCount: clients.length };
    },

    async outgoingEnqueue(sub: { clientId: string; qos: Qos }, packet: BrokerPacket): Promise<void> {
      await persistence.outgoingEnqueueCombi([sub], packet);
    },

    /** A message goes once to a session, at the highest QoS of what it subscribed to [MQTT-3.3.5-1]. */
    async outgoingEnqueueCombi(
      subs: readonly { clientId: string; qos: Qos }[],
      packet: BrokerPacket,
    ): Promise<void> {
      if (subs.length === 0) return;
      const granted = new Map<string, Qos>();
      for (const { clientId, qos } of subs)
        granted.set(clientId, Math.max(qos, granted.get(clientId) ?? 0) as Qos);
      const payload = ownPayload(packet.payload);
      for (const [id, qos] of granted)
        enqueue(sessionOf(id), packet, Math.min(qos, packet.qos) as Qos, payload);
    },

    async outgoingUpdate(client: ClientLike, packet: BrokerPacket): Promise<void> {
      const outbox = sessions.get(client.id)?.outbox;
      if (packet.cmd === "pubrel") {
        const message = packet.messageId === undefined ? undefined : outbox?.release(packet.messageId);
        // A PUBLISH after its PUBREL would be a second message [MQTT-4.3.3-1].
        if (message !== undefined) {
          ledger.write("releaseOutgoing", message.seq);
          await durable();
        }
        return;
      }
      if (packet.messageId === undefined) throw new Error("no identifier");
      const message = outbox?.name(packet.brokerId, packet.brokerCounter ?? 0, packet.messageId);
      if (message === undefined) throw new Error("no such packet");
      ledger.write("nameOutgoing", packet.messageId, message.seq);
    },

    async outgoingClearMessageId(client: ClientLike, packet: { readonly messageId?: number | undefined }) {
      const message = sessions.get(client.id)?.outbox.settle(packet.messageId);
      if (message === undefined) return undefined;
      ledger.write("dropOutgoing", message.seq);
      return asPacket(message);
    },

    outgoingStream: (client: ClientLike) =>
      Readable.from((sessions.get(client.id)?.outbox.all() ?? []).map(asPacket)),

    /** Not waited for: what follows from the message in the same turn becomes durable with it. */
    async incomingStorePacket(client: ClientLike, packet: BrokerPacket & IncomingPacket): Promise<void> {
      const { cmd, topic, payload, qos, retain, messageId, brokerId, brokerCounter } = packet;
      const kept = { cmd, brokerId, brokerCounter, topic, payload, qos, retain, dup: false, messageId };
      if (client.clean === true && !passing.has(client)) passing.set(client, new Map());
      (incomingOf(client) ?? sessionOf(client.id).incoming).set(messageId, kept);
      if (client.clean !== true) ledger.write("putIncoming", client.id, messageId);
    },

    async incomingGetPacket(client: ClientLike, packet: IncomingPacket): Promise<IncomingPacket> {
      const found = incomingOf(client)?.get(packet.messageId);
      if (found === undefined) throw new Error("no such packet");
      return found;
    },

    /** Durable before PUBCOMP: the client may then use the identifier for the next message. */
    async incomingDelPacket(client: ClientLike, packet: IncomingPacket): Promise<void> {
      if (incomingOf(client)?.delete(packet.messageId) !== true) throw new Error("no such packet");
      if (client.clean === true) return;
      ledger.write("dropIncoming", client.id, packet.messageId);
      await durable();
    },

    async cleanIncoming(client: ClientLike): Promise<void> {
      passing.delete(client);
      const session = sessions.get(client.id);
      if (session === undefined) return;
      session.incoming.clear();
      ledger.write("dropAllIncoming", client.id);
    },

    async putWill(client: ClientLike, packet: Will): Promise<void> {
      packet.brokerId = broker.id;
      packet.clientId = client.id;
      const seq = nextSeq++;
      const before = wills.get(client.id);
      if (before !== undefined) ledger.write("dropWill", before.seq);
      wills.set(client.id, { seq, client, packet });
      const { topic, payload, qos, retain } = packet;
      ledger.write("putWill", seq, client.id, topic, asBytes(payload), qos, retain ? 1 : 0);
      await durable();
    },

    async getWill(client: ClientLike): Promise<Will | undefined> {
      return wills.get(client.id)?.packet;
    },

    async delWill(client: ClientLike): Promise<Will | undefined> {
      const will = wills.get(client.id);
      // The connection that ends may have been taken over by one that has left its own will.
      if (will === undefined || (will.client !== client && will.client?.closed === false)) return undefined;
      wills.delete(client.id);
      ledger.write("dropWill", will.seq);
      return will.packet;
    },

    streamWill: (brokers: Readonly<Record<string, unknown>> = {}) =>
      Readable.from(
        [...wills.values()]
          .map(({ packet }) => packet)
          .filter(({ brokerId }) => brokerId === undefined || brokers[brokerId] === undefined),
      ),

    getClientList: (filter: string) =>
      Readable.from(
        [...sessions.values()].filter(({ subscriptions }) => subscriptions.has(filter)).map(({ id }) => id),
      ),

    async destroy(): Promise<void> {
      await ledger.stop();
    },
  };

  return {
    persistence,

    /** Reads what an earlier process left behind. */
    async load(): Promise<void> {
      const kept = await ledger.start();
      for (const { id, owner, away_since } of kept.sessions) {
        const session = addSession(id, owner);
        // It was connected when the process ended.
        session.awaySince = away_since ?? now();
        if (away_since === null) putSession(session);
      }
      for (const { session: id, filter, qos } of kept.subscriptions) {
        const session = sessions.get(id);
        if (session === undefined) continue;
        subscriptionCount++;
        session.subscriptions.set(filter, { qos: qos as Qos });
        if (qos > 0) index.set(filter, id, { clientId: id, topic: filter, qos: qos as Qos });
      }
      for (const row of kept.outgoing) {
        nextSeq = row.seq + 1;
        const session = sessions.get(row.session);
        if (session === undefined) continue;
        const message: Outgoing = {
          seq: row.seq,
          topic: row.topic,
          payload: Buffer.from(row.payload),
          qos: row.qos as Qos,
          retain: row.retain === 1,
          brokerId: undefined,
          brokerCounter: 0,
          messageId: row.message_id ?? undefined,
          released: row.released === 1,
        };
        drop(session.outbox.push(message));
      }
      for (const { session, message_id: messageId } of kept.incoming)
        sessions.get(session)?.incoming.set(messageId, { messageId });
      for (const { topic, payload, qos } of kept.retained) {
        retainedBytes += payload.length;
        retained.set(topic, {
          cmd: "publish",
          topic,
          payload: Buffer.from(payload),
          qos: qos as Qos,
          retain: true,
        });
      }
      recovered = kept.wills.map(({ seq, client, topic, payload, qos, retain }) => ({
        seq,
        packet: {
          topic,
          payload: Buffer.from(payload),
          qos: qos as Qos,
          retain: retain === 1,
          clientId: client,
        },
      }));
      nextSeq = Math.max(nextSeq, (kept.wills.at(-1)?.seq ?? 0) + 1);
    },

    /** Wills of clients that were connected when the process ended; each once. */
    takeRecoveredWills() {
      const taken = recovered;
      recovered = [];
      return taken;
    },
    settleRecoveredWill: (seq: number) => ledger.write("dropWill", seq),

    session: (id: string): Session | undefined => sessions.get(id),

    /** Takes a persistent session up again, or begins one. */
    openSession(id: string, owner: string, heldBy: object): { session: Session; present: boolean } {
      const known = sessions.get(id);
      if (known === undefined) makeRoom();
      const session = known ?? addSession(id, owner);
      session.owner = owner;
      session.awaySince = undefined;
      session.heldBy = heldBy;
      putSession(session);
      return { session, present: known !== undefined };
    },

    /** Its connection is gone, unless another one holds it by now. */
    leaveSession(id: string, heldBy: object): void {
      const session = sessions.get(id);
      if (session?.heldBy !== heldBy) return;
      session.heldBy = undefined;
      session.awaySince = now();
      putSession(session);
    },

    endSession,

    /** Ends sessions whose owner matches, as when a credential holds no more. */
    endSessionsOf(matching: (owner: string) => boolean): void {
      for (const session of [...sessions.values()]) if (matching(session.owner)) endSession(session.id);
    },

    /** Ends sessions that nobody came back for. */
    expire(): void {
      const before = now() - limits.sessionExpiryMs;
      for (const session of [...sessions.values()]) {
        if (session.awaySince === undefined || session.awaySince > before) continue;
        sessionsEnded++;
        endSession(session.id);
      }
    },

    /** A message for one session alone, as a retained one after its subscription. */
    push(session: Session, message: Omit<Outgoing, "seq">): void {
      const seq = nextSeq++;
      const { topic, payload, qos, retain } = message;
      ledger.write("putOutgoing", seq, session.id, topic, asBytes(payload), qos, retain ? 1 : 0);
      drop(session.outbox.push({ ...message, seq }));
    },
    nextSeq: () => nextSeq++,
    total,

    /** Identifiers were given; durable before they are used where a second one would be a second message. */
    async named(messages: readonly Outgoing[]): Promise<void> {
      for (const { seq, messageId } of messages) ledger.write("nameOutgoing", messageId ?? null, seq);
      if (messages.some(({ qos }) => qos === 2)) await durable();
    },

    countDropped(count: number): void {
      queueDropped += count;
    },

    figures: (): StateFigures => {
      let sessionsAway = 0;
      for (const { awaySince } of sessions.values()) if (awaySince !== undefined) sessionsAway++;
      return {
        sessions: sessions.size,
        sessionsAway,
        subscriptions: subscriptionCount,
        queuedMessages: total.messages,
        queuedBytes: total.bytes,
        queueDropped,
        sessionsEnded,
        retainedMessages: retained.size,
        retainedBytes,
        retainedRefused,
      };
    },
  };
}
export type BrokerState = ReturnType<typeof createBrokerState>;

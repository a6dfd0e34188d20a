import type { Socket } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Envelope } from "@kontrollrom/contracts/envelope.ts";
import { Aedes, type Client, type PublishPacket } from "aedes";
import type { Logger } from "pino";
import { createDelivery, type Delivery } from "./delivery.ts";
import { createListeners, type TlsConfig } from "./listeners.ts";
import { type Connection, createLivePersistence, presentSession } from "./live-persistence.ts";
import { guardClient, PacketTooLargeError } from "./packet-guard.ts";
import { pubackPacket, unsupportedVersion5, writePacket } from "./packets.ts";
import { createReadGate } from "./read-gate.ts";
import { createBrokerState, type StateFigures, type Will } from "./state/broker-state.ts";
import { createLedger } from "./state/ledger.ts";
import { isTopicFilter } from "./topics.ts";
import { judgePublish, type StrayMessage } from "./verdict.ts";

export interface Credentials {
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly remoteAddress: string;
}

/** What a client that signed in may do. */
export interface MqttIdentity {
  readonly name: string;
  readonly mayPublish: boolean;
  readonly maySubscribe: boolean;
  /** What it signed in with, so that it can be shut out when that is revoked. */
  readonly credentials?: readonly string[];
}

export type Authenticate = (credentials: Credentials) => Promise<MqttIdentity | undefined>;

export interface BrokerConfig {
  readonly host: string;
  readonly port: number;
  /** MQTT over TLS beside it. */
  readonly tls?: TlsConfig | undefined;
  /** Folder of `broker.db`. */
  readonly dataDir: string;
  readonly maxClients: number;
  readonly drainMs: number;
  readonly maxMessageBytes: number;
  /** Messages that may wait for one session. */
  readonly queueMessages: number;
  readonly queueBytes: number;
  /** A persistent session ends when nobody came for it for so long. */
  readonly sessionExpiryMs: number;
}

export interface BrokerDeps {
  readonly authenticate: Authenticate;
  /** Takes a message; `settled` is called without an error when it is durable, and that acknowledges it. */
  accept(envelope: Envelope, settled: (error?: Error) => void): void;
  /** The same for one that becomes a dead letter unread. */
  acceptStray(message: StrayMessage, settled: (error?: Error) => void): void;
  readonly now: () => number;
  readonly log: Logger;
}

/** A CONNECT may be this long: nobody has signed in yet. */
const anonymousBytes = 16 * 1024;
/** A longer message is refused and kept as a dead letter; one this many times as long closes the connection. */
const packetFactor = 4;
const maxSubscriptions = 100;
const maxClientIdLength = 256;
const connectTimeoutMs = 10_000;
const flushMs = 1000;
const upkeepMs = 3_600_000;
const window = 100;
const totals = {
  totalQueueBytes: 256 * 1024 * 1024,
  retainedMessages: 10_000,
  retainedBytes: 64 * 1024 * 1024,
  sessions: 10_000,
};

/** CONNACK return codes [MQTT-3.2.2.3]. */
function refusal(message: string, returnCode: 2 | 3 | 5) {
  return Object.assign(new Error(message), { returnCode });
}

/** Parts of aedes and its clients that it does not declare. */
type Hidden = Client & { readonly _nextBatch: (error?: Error) => void };
interface HiddenBroker {
  publish(packet: PublishPacket, client: Client, done: (error?: Error) => void): void;
}

/** Stands for the credential that a session belongs to. */
const ownerOf = ({ name, credentials = [] }: MqttIdentity) =>
  credentials.length > 0 ? credentials.join(" ") : `name:${name}`;

interface SignedIn extends Connection {
  readonly client: Client;
  readonly identity: MqttIdentity;
}

export interface BrokerFigures extends StateFigures {
  readonly clients: number;
  readonly refusedConnections: number;
  /** Messages at QoS 0 that a subscriber missed since it did not keep up. */
  readonly droppedForReaders: number;
  /** Messages on topics of a network server that nothing reads. */
  readonly unreadMessages: number;
  readonly reading: boolean;
}

/**
 * The embedded MQTT 3.1.1 broker. A publish is acknowledged (PUBACK, PUBREC) when the message is durable, in the store and in the
 * queues of the sessions that it is for, and the client is not read further before that, whatever its QoS. Sessions, retained
 * messages and wills outlive the process.
 */
export function createBroker(config: BrokerConfig, deps: BrokerDeps) {
  const { log } = deps;
  // Kept beyond the connection, since last words are judged after its end.
  const identities = new WeakMap<Client, MqttIdentity>();
  const deliveries = new WeakMap<Client, Delivery>();
  const connections = new Map<string, SignedIn>();
  /** Clients that gave no client id and want a session all the same. */
  const unnamed = new WeakSet<Client>();
  const gate = createReadGate();
  let aedes: Aedes | undefined;
  let upkeep: NodeJS.Timeout | undefined;
  let stopping = false;
  let closing = false;
  let overfull = false;
  let wanted = true;
  let refusedConnections = 0;
  let droppedForReaders = 0;
  let unreadMessages = 0;

  const ledger = createLedger(join(config.dataDir, "broker.db"), {
    onOverfull: (next) => {
      overfull = next;
      setGate();
    },
    now: deps.now,
    log,
  });
  const queueLimits = { messages: config.queueMessages, bytes: config.queueBytes };
  const state = createBrokerState(
    {
      ...totals,
      queueMessages: config.queueMessages,
      queueBytes: config.queueBytes,
      sessionExpiryMs: config.sessionExpiryMs,
    },
    { ledger, now: deps.now },
  );
  const persistence = createLivePersistence({
    state,
    connectionOf: (id) => {
      const held = connections.get(id);
      return held && { client: held.client, connection: held };
    },
    stopping: () => stopping || closing,
  });
  const listeners = createListeners(config, { connected: handle, refused: refuseConnection, log });

  function setGate(): void {
    gate.set(wanted && !overfull && !stopping);
  }

  function refuseConnection(): void {
    refusedConnections++;
    log.warn({ maxClients: config.maxClients }, "connection refused: KR_MQTT_MAX_CLIENTS are connected");
  }

  function handle(socket: Socket): void {
    if (aedes === undefined || gate.sockets().length >= config.maxClients) {
      if (aedes !== undefined) refuseConnection();
      socket.destroy();
      return;
    }
    gate.add(socket);
    const client = aedes.handle(socket);
    guardClient(client, { anonymous: anonymousBytes, signedIn: config.maxMessageBytes * packetFactor });
    const missed = () => void droppedForReaders++;
    deliveries.set(client, createDelivery(client, { limits: queueLimits, window, state, missed }));
    socket.once("close", () => leave(client));
  }

  function leave(client: Client): void {
    deliveries.get(client)?.close();
    if (connections.get(client.id)?.client === client) connections.delete(client.id);
    if (client.id) state.leaveSession(client.id, client);
  }

  async function authenticate(
    client: Client,
    username: string | undefined,
    password: Buffer | undefined,
  ): Promise<ReturnType<typeof refusal> | undefined> {
    const socket = client.conn as Socket;
    const from = socket.remoteAddress ?? "";
    try {
      if (unnamed.has(client)) return refusal("a persistent session needs a client id", 2);
      if (client.id.length > maxClientIdLength) return refusal("the client id is too long", 2);
      const identity = await deps.authenticate({
        username,
        password: password?.toString("utf8"),
        remoteAddress: from,
      });
      if (identity === undefined) {
        refusedConnections++;
        log.warn({ client: client.id, from }, "MQTT sign-in refused");
        return refusal("not authorized", 5);
      }
      if (socket.destroyed) return undefined;
      return await signIn(client, identity);
    } catch (cause) {
      log.error({ err: cause, client: client.id }, "MQTT sign-in could not be checked");
      return refusal("server unavailable", 3);
    }
  }

  /** Gives the client its session, unless that is somebody else's, and ends an older connection [MQTT-3.1.4-2]. */
  async function signIn(client: Client, identity: MqttIdentity) {
    const owner = ownerOf(identity);
    const before = connections.get(client.id);
    const owners = [before && ownerOf(before.identity), state.session(client.id)?.owner];
    if (owners.some((other) => other !== undefined && other !== owner)) {
      refusedConnections++;
      log.warn(
        { client: client.id, name: identity.name },
        "MQTT sign-in refused: the client id belongs to another credential",
      );
      return refusal("the client id belongs to another credential", 2);
    }
    identities.set(client, identity);
    let present = false;
    if (client.clean) state.endSession(client.id);
    else present = state.openSession(client.id, owner, client).present;
    const delivery = deliveries.get(client);
    connections.set(client.id, {
      client,
      identity,
      mayPublish: identity.mayPublish,
      present,
      filters: new Set(),
      settle: (messageId) => delivery?.settle(messageId),
    });
    if (before !== undefined) await new Promise<void>((resolve) => before.client.close(resolve));
    return undefined;
  }

  /** Gives a message to where it is made durable; `done` without an error when it is. */
  function take(
    packet: { topic: string; payload: Buffer | string; retain: boolean },
    done: (error?: Error) => void,
  ): void {
    const payload = typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload;
    const { topic, retain } = packet;
    const verdict = judgePublish({ topic, payload, retain }, deps.now(), config.maxMessageBytes);
    if ("envelope" in verdict) deps.accept(verdict.envelope, done);
    else if ("stray" in verdict) {
      // Acknowledged when it is kept: a client that had to send it for ever would block what stands behind it.
      packet.retain = false;
      deps.acceptStray(verdict.stray, done);
    } else if ("close" in verdict) {
      done(new Error(verdict.close));
    } else {
      if (verdict.letGo === "unread-topic") unreadMessages++;
      done();
    }
  }

  function publish(client: Client | null, packet: PublishPacket, done: (error?: Error | null) => void): void {
    // MQTT 3.1.1 has no way to refuse one publish but to close the connection [MQTT-3.3.5-2].
    if (stopping) {
      done(new Error("the platform is stopping"));
      return;
    }
    if (client === null || identities.get(client)?.mayPublish !== true) {
      done(new Error(`client ${client?.id ?? ""} may not publish`));
      return;
    }
    take(packet as PublishPacket & { payload: Buffer }, (error) => {
      if (error === undefined && packet.cmd === "publish" && packet.qos === 1) pass(client as Hidden, packet);
      else done(error ?? null);
    });
  }

  /**
   * Passes a QoS 1 message on and acknowledges it. aedes would acknowledge first, and a crash between the two would lose what
   * waits for others; so its own step is not taken, and the client is read on from here.
   */
  function pass(client: Hidden, packet: PublishPacket): void {
    (aedes as unknown as HiddenBroker | undefined)?.publish(packet, client, (error) => {
      if (!error) writePacket(client.conn as Socket, pubackPacket(packet.messageId ?? 0));
      client._nextBatch(error);
    });
  }

  function mayRead(client: Client, filter: string): boolean {
    const connection = connections.get(client.id);
    if (connection?.client !== client || !connection.identity.maySubscribe) return false;
    // Shared subscriptions are not served, and $SYS is nobody's business: a plain failure says so [MQTT-3.9.3].
    if (filter.startsWith("$")) return false;
    if (connection.filters.size >= maxSubscriptions && !connection.filters.has(filter)) return false;
    connection.filters.add(filter);
    return true;
  }

  function clientFailed(client: Client, error: Error): void {
    log.info({ client: client.id ?? undefined, err: error.message }, "MQTT client closed");
    if (!(error instanceof PacketTooLargeError) || stopping) return;
    const identity = identities.get(client);
    if (identity === undefined) return;
    const detail = `${error.message} from ${identity.name}: send smaller messages; the connection was closed`;
    const stray = { source: `mqtt:${client.id}`, receivedAt: deps.now(), payload: Buffer.from(client.id) };
    deps.acceptStray({ reason: "too-large", detail, ...stray }, () => undefined);
  }

  /** Sends the wills of clients that were connected when the process ended [MQTT-3.1.2-8]. */
  function sendRecoveredWills(broker: Aedes): void {
    for (const { seq, packet } of state.takeRecoveredWills()) {
      const will: Will & { retain: boolean } = { ...packet };
      const sent = (error?: Error) => {
        if (error) log.warn({ err: error, client: will.clientId }, "a will was not sent");
        else state.settleRecoveredWill(seq);
      };
      take(will, (error) => {
        if (error === undefined)
          broker.publish({ ...will, cmd: "publish", dup: false } as PublishPacket, sent);
        else if (!stopping) {
          // It will never be taken.
          state.settleRecoveredWill(seq);
          sent(error);
        }
      });
    }
  }

  /** Resolves when acknowledgements that were given have left for their clients, or after a second. */
  async function flushed(): Promise<void> {
    const end = performance.now() + flushMs;
    await new Promise((resolve) => setImmediate(resolve));
    await promisify(ledger.durable)().catch(() => undefined);
    do await new Promise((resolve) => setTimeout(resolve, 5));
    while (performance.now() < end && gate.sockets().some((socket) => socket.writableLength > 0));
  }

  return {
    /** Reads what was kept, and listens; afterwards `address` knows the port. */
    async start(): Promise<void> {
      await state.load();
      state.expire();
      const broker = await Aedes.createBroker({
        persistence: persistence as never,
        concurrency: 1000,
        // A sender may have this many QoS 2 messages under way; of each only the identifier is held.
        maxInflightInbound: 20_000,
        connectTimeout: connectTimeoutMs,
        drainTimeout: config.drainMs,
        maxTopicLevels: 32,
        preConnect: (client, packet, done) => {
          if (packet.protocolVersion === (5 as number)) {
            log.info({ client: packet.clientId }, "MQTT 5 refused: use MQTT 3.1.1");
            (client.conn as Socket).end(unsupportedVersion5, () => done(new Error("MQTT 5"), false));
            return;
          }
          if (packet.clientId === "" && !packet.clean) unnamed.add(client);
          done(null, true);
        },
        authenticate: (client, username, password, done) => {
          authenticate(client, username, password).then((error) => done(error ?? null, error === undefined));
        },
        authorizePublish: publish,
        authorizeSubscribe: (client, subscription, done) => {
          const { topic } = subscription;
          if (topic === presentSession) return done(null, null);
          if (!isTopicFilter(topic))
            return done(new Error(`${JSON.stringify(topic.slice(0, 200))} is no topic filter`));
          const allowed = mayRead(client, topic);
          if (!allowed) {
            log.warn({ client: client.id, topic: topic.slice(0, 200) }, "MQTT subscription refused");
            // It may have been allowed when the session was made.
            if (state.session(client.id)?.subscriptions.has(topic))
              state.persistence.removeSubscriptions(client, [topic]).catch(() => undefined);
          }
          done(null, allowed ? subscription : null);
        },
        published: (packet, _client, done) => {
          if (packet.qos === 0) done();
          else ledger.durable((error) => done(error ?? null));
        },
      });
      aedes = broker;
      broker.on("clientReady", (client) => {
        deliveries.get(client)?.open(client.clean ? undefined : state.session(client.id));
      });
      broker.on("ack", (_packet, client) => deliveries.get(client)?.acknowledged());
      broker.on("unsubscribe", (filters, client) => {
        const held = connections.get(client.id);
        if (held?.client === client) for (const filter of filters) held.filters.delete(filter);
      });
      broker.on("clientError", clientFailed);
      broker.on("connectionError", clientFailed);
      (broker as NodeJS.EventEmitter).on("error", (error) => log.error({ err: error }, "MQTT broker"));
      sendRecoveredWills(broker);
      await listeners.start();
      upkeep = setInterval(() => {
        state.expire();
        listeners.renew();
      }, upkeepMs).unref();
    },

    /** Stops reading from clients, or goes on; what was read before is still taken. */
    setReading(reading: boolean): void {
      wanted = reading;
      setGate();
    },

    /** Takes no new client and no new message; what was taken can still be acknowledged. */
    quiesce(): void {
      closing = true;
      listeners.close();
      gate.set(false);
    },

    /** Closes the connections of those who signed in with a credential that holds no more, and ends their sessions. */
    disconnect(credential: string): void {
      for (const { client, identity } of [...connections.values()]) {
        if (!identity.credentials?.includes(credential)) continue;
        // Its last words are not taken either.
        identities.delete(client);
        client.close();
      }
      state.endSessionsOf((owner) => owner.split(" ").includes(credential));
    },

    async stop(): Promise<void> {
      // What is acknowledged now is still written.
      gate.set(false);
      await flushed();
      stopping = true;
      clearInterval(upkeep);
      const broker = aedes;
      aedes = undefined;
      listeners.close();
      if (broker !== undefined) await new Promise<void>((resolve) => broker.close(() => resolve()));
      for (const socket of gate.sockets()) socket.destroy();
      for (const { client } of [...connections.values()]) leave(client);
      await ledger.stop();
    },

    /** Where it listens, or undefined when it does not. */
    address: () => listeners.address(),
    tlsAddress: () => listeners.tlsAddress(),

    /** Why what it keeps cannot be written, or undefined when all is well. */
    failing: (): string | undefined => ledger.state().failing,

    figures: (): BrokerFigures => ({
      ...state.figures(),
      clients: connections.size,
      refusedConnections,
      droppedForReaders,
      unreadMessages,
      reading: gate.isOpen(),
    }),
  };
}
export type Broker = ReturnType<typeof createBroker>;

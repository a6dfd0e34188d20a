import { createServer, type Socket } from "node:net";
import type { Envelope } from "@kontrollrom/contracts/envelope.ts";
import { Aedes, type Client, type PublishPacket } from "aedes";
import type { Logger } from "pino";
import { guardClient, PacketTooLargeError } from "./packet-guard.ts";
import { type BrokerPersistence, boundPersistence } from "./persistence.ts";
import { createReadGate } from "./read-gate.ts";
import { useOfTopic } from "./topics.ts";
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
  readonly maxClients: number;
  readonly drainMs: number;
  readonly maxMessageBytes: number;
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
const maxRetained = 10_000;
const maxSubscriptions = 100;
const connectTimeoutMs = 10_000;
const flushMs = 1000;

/** CONNACK return codes [MQTT-3.2.2.3]. */
function refusal(message: string, returnCode: 3 | 5) {
  return Object.assign(new Error(message), { returnCode });
}

export interface BrokerFigures {
  readonly clients: number;
  readonly refusedConnections: number;
  /** Messages that a subscriber missed since it did not keep up. */
  readonly droppedForReaders: number;
  /** Messages on topics of a network server that nothing reads. */
  readonly unreadMessages: number;
  readonly reading: boolean;
}

/**
 * The embedded MQTT 3.1.1 broker. A publish is acknowledged (PUBACK, PUBREC) when the message is durable, and the client is not
 * read further before that, whatever its QoS. Subscribers are served at most once: one that does not keep up misses
 * messages and then its connection.
 */
export function createBroker(config: BrokerConfig, deps: BrokerDeps) {
  const { log } = deps;
  // Kept beyond the connection, since last words are judged after its end.
  const identities = new WeakMap<Client, MqttIdentity>();
  const signedIn = new Set<Client>();
  const gate = createReadGate();
  let aedes: Aedes | undefined;
  let stopping = false;
  let refusedConnections = 0;
  let droppedForReaders = 0;
  let unreadMessages = 0;

  const server = createServer({ noDelay: true }, (socket) => handle(socket));
  server.maxConnections = config.maxClients;
  server.on("drop", () => {
    refusedConnections++;
    log.warn({ maxClients: config.maxClients }, "connection refused: KR_MQTT_MAX_CLIENTS are connected");
  });

  function handle(socket: Socket): void {
    if (aedes === undefined) {
      socket.destroy();
      return;
    }
    gate.add(socket);
    guardClient(aedes.handle(socket), {
      anonymous: anonymousBytes,
      signedIn: config.maxMessageBytes * packetFactor,
    });
  }

  async function authenticate(
    client: Client,
    username: string | undefined,
    password: Buffer | undefined,
  ): Promise<ReturnType<typeof refusal> | undefined> {
    const socket = client.conn as Socket;
    try {
      const identity = await deps.authenticate({
        username,
        password: password?.toString("utf8"),
        remoteAddress: socket.remoteAddress ?? "",
      });
      if (identity === undefined) {
        refusedConnections++;
        log.warn({ client: client.id, from: socket.remoteAddress }, "MQTT sign-in refused");
        return refusal("not authorized", 5);
      }
      identities.set(client, identity);
      signedIn.add(client);
      socket.once("close", () => signedIn.delete(client));
      return undefined;
    } catch (cause) {
      log.error({ err: cause, client: client.id }, "MQTT sign-in could not be checked");
      return refusal("server unavailable", 3);
    }
  }

  function publish(client: Client | null, packet: PublishPacket, done: (error?: Error | null) => void): void {
    const settled = (error?: Error) => done(error ?? null);
    // MQTT 3.1.1 has no way to refuse one publish but to close the connection [MQTT-3.3.5-2].
    if (stopping) {
      done(new Error("the platform is stopping"));
      return;
    }
    if (client === null || identities.get(client)?.mayPublish !== true) {
      done(new Error(`client ${client?.id ?? ""} may not publish`));
      return;
    }
    const payload = typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload;
    const { topic, retain } = packet;
    const verdict = judgePublish({ topic, payload, retain }, deps.now(), config.maxMessageBytes);
    if ("envelope" in verdict) deps.accept(verdict.envelope, settled);
    else if ("stray" in verdict) {
      // Acknowledged when it is kept: a client that had to send it for ever would block what stands behind it.
      packet.retain = false;
      deps.acceptStray(verdict.stray, settled);
    } else if ("close" in verdict) {
      done(new Error(verdict.close));
    } else {
      if (verdict.letGo === "unread-topic") unreadMessages++;
      done(null);
    }
  }

  function subscribe(client: Client, topic: string): boolean {
    if (identities.get(client)?.maySubscribe !== true) return false;
    // Shared subscriptions are not served, and $SYS is nobody's business: a plain failure says so [MQTT-3.9.3].
    if (topic.startsWith("$")) return false;
    const { subscriptions } = client as unknown as { readonly subscriptions: object };
    return Object.keys(subscriptions).length < maxSubscriptions;
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

  /** Resolves when acknowledgements that were given have left for their clients, or after a second. */
  async function flushed(): Promise<void> {
    const end = performance.now() + flushMs;
    do await new Promise((resolve) => setTimeout(resolve, 5));
    while (performance.now() < end && gate.sockets().some((socket) => socket.writableLength > 0));
  }

  return {
    /** Listens; afterwards `address` knows the port. */
    async start(): Promise<void> {
      const broker = await Aedes.createBroker({
        concurrency: 1000,
        // A sender may have this many QoS 2 messages under way; of each only the identifier is held.
        maxInflightInbound: 20_000,
        connectTimeout: connectTimeoutMs,
        drainTimeout: config.drainMs,
        maxTopicLevels: 32,
        // Nothing outlives a connection: senders repeat what was not acknowledged, readers look at what is now.
        preConnect: (_client, packet, done) => {
          packet.clean = true;
          done(null, true);
        },
        authenticate: (client, username, password, done) => {
          authenticate(client, username, password).then((error) => done(error ?? null, error === undefined));
        },
        authorizePublish: publish,
        authorizeSubscribe: (client, subscription, done) => {
          const allowed = subscribe(client, subscription.topic);
          if (!allowed)
            log.warn(
              { client: client.id, topic: subscription.topic.slice(0, 200) },
              "MQTT subscription refused",
            );
          done(null, allowed ? subscription : null);
        },
        authorizeForward: (client, packet) => {
          if (useOfTopic(packet.topic).use === "unknown") return null;
          if (!(client.conn as Socket).writableNeedDrain) return packet;
          droppedForReaders++;
          return null;
        },
      });
      aedes = broker;
      boundPersistence((broker as unknown as { persistence: BrokerPersistence }).persistence, maxRetained);
      broker.on("clientError", clientFailed);
      broker.on("connectionError", clientFailed);
      (broker as NodeJS.EventEmitter).on("error", (error) => log.error({ err: error }, "MQTT broker"));
      await new Promise<void>((resolve, reject) => {
        server.once("error", (cause: NodeJS.ErrnoException) => {
          const why =
            cause.code === "EADDRINUSE" ? "the port is taken: choose another KR_MQTT_PORT" : cause.message;
          reject(new Error(`cannot listen for MQTT on ${config.host}:${config.port}: ${why}`, { cause }));
        });
        server.listen(config.port, config.host, resolve);
      });
      server.on("error", (error) => log.error({ err: error }, "MQTT server"));
    },

    /** Stops reading from clients, or goes on; what was read before is still taken. */
    setReading(reading: boolean): void {
      gate.set(reading && !stopping);
    },

    /** Takes no new client and no new message; what was taken can still be acknowledged. */
    quiesce(): void {
      server.close();
      gate.set(false);
    },

    /** Closes the connections of those who signed in as somebody that matches. */
    disconnect(matches: (identity: MqttIdentity) => boolean): void {
      for (const client of [...signedIn]) {
        const identity = identities.get(client);
        if (identity === undefined || !matches(identity)) continue;
        // Its last words are not taken either.
        identities.delete(client);
        client.close();
      }
    },

    async stop(): Promise<void> {
      stopping = true;
      gate.set(false);
      await flushed();
      const broker = aedes;
      aedes = undefined;
      server.close();
      if (broker !== undefined) await new Promise<void>((resolve) => broker.close(() => resolve()));
    },

    /** Where it listens, or undefined when it does not. */
    address(): { readonly host: string; readonly port: number } | undefined {
      const address = server.address();
      return typeof address === "object" && address !== null
        ? { host: address.address, port: address.port }
        : undefined;
    },

    figures: (): BrokerFigures => ({
      clients: aedes === undefined ? 0 : (aedes as unknown as { connectedClients: number }).connectedClients,
      refusedConnections,
      droppedForReaders,
      unreadMessages,
      reading: gate.isOpen(),
    }),
  };
}
export type Broker = ReturnType<typeof createBroker>;

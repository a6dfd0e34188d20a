import { readFile } from "node:fs/promises";
import type { Envelope } from "@kontrollrom/contracts/envelope.ts";
import type { PartHealth } from "@kontrollrom/contracts/health.ts";
import { ingestTopics } from "@kontrollrom/contracts/topics.ts";
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import type { Logger } from "pino";
import { useOfTopic } from "../broker/topics.ts";
import type { MqttClientConfig } from "./config.ts";
import { describe } from "./describe.ts";
import { keptClientId } from "./mqtt-client-id.ts";
import { type Connection, createMqttIntake } from "./mqtt-intake.ts";
import type { Receive, Wire } from "./wire.ts";

/** One for all messages: a stack trace for each would cost more than anything else on this road. */
const notYet = new Error("acknowledged when it is durable");

export interface MqttClientDeps {
  readonly receive: Receive;
  /** Epoch ms. */
  readonly now: () => number;
  /** Resolves after the time, or at once when the signal aborts. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
  /** From 0 to 1: spreads the reconnects of many consumers. */
  readonly random: () => number;
  readonly log: Logger;
}

const firstReconnectMs = 1000;
const longestReconnectMs = 30_000;
const connectTimeoutMs = 10_000;
const keepaliveSeconds = 60;
/** A connection that lasts this long was a good one: the next reconnect comes soon again. */
const lastingMs = 10_000;
/** So many connections in a row that did not last are no accident. */
const suspectAfter = 3;
const closeMs = 2000;
const subscribeAgainMs = 30_000;
const shareName = "kontrollrom";
/** A packet this many times the longest message is not taken from an MQTT 5 broker; what is between becomes a dead letter. */
const packetFactor = 4;
/** [MQTT-3.14.2-1]: the broker closed since another client signed in with the same id. */
const sessionTakenOver = 0x8e;

/**
 * Reads the topics of `contracts/src/topics.ts` from an MQTT broker that is not ours, 3.1.1 or 5. The session persists, and a
 * message is acknowledged (PUBACK) only once it is durable: what was not comes again after a crash, at either end.
 */
export function createMqttClient(
  config: MqttClientConfig & { readonly dataDir: string; readonly maxMessageBytes: number },
  deps: MqttClientDeps,
): Wire {
  const { log } = deps;
  const shownUrl = withoutQuery(config.url);
  const stopping = new AbortController();
  const refused = new Map<string, string>();
  let client: MqttClient | undefined;
  let clientId = "";
  let subscribed = false;
  let failure: string | undefined;
  let unshared = false;
  let messages = 0;
  let repeats = 0;
  let unread = 0;
  let connects = 0;
  let connectedAt: number | undefined;
  let shortLived = 0;

  const intake = createMqttIntake(
    { maxWaiting: config.inFlight },
    { receive: deps.receive, pause: deps.pause, log, signal: stopping.signal },
  );

  function envelopeOf(topic: string, payload: Uint8Array): Envelope | undefined {
    const use = useOfTopic(topic);
    // An empty message is how a retained one is removed; it says nothing.
    if (use.use !== "ingest" || payload.length === 0) return undefined;
    return { format: use.format, source: `mqtt:${topic}`, receivedAt: deps.now(), payload };
  }

  let current: { readonly stream: MqttClient["stream"]; readonly connection: Connection } | undefined;

  function connectionOf(connected: MqttClient): Connection {
    const { stream } = connected;
    if (current?.stream !== stream) {
      const write = (bytes: Uint8Array) => {
        if (connected.connected && connected.stream === stream && !stream.destroyed) stream.write(bytes);
      };
      current = { stream, connection: { write } };
    }
    return current.connection;
  }

  function listen(connected: MqttClient): void {
    // MQTT.js takes the next packet when the callback is called, and sends the PUBACK itself unless it is called with an error.
    // Acknowledging is the intake's, so that many messages can wait for one commit.
    connected.handleMessage = (packet, callback) => {
      messages++;
      if (packet.dup) repeats++;
      const payload = typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload;
      const envelope = envelopeOf(packet.topic, payload);
      if (envelope === undefined) unread++;
      intake.add({
        envelope,
        packetId: packet.qos === 0 ? undefined : packet.messageId,
        connection: connectionOf(connected),
        next: () => (packet.qos === 0 ? callback() : callback(notYet)),
      });
    };
    connected.on("connect", ({ sessionPresent }) => {
      connects++;
      connectedAt = deps.now();
      failure = undefined;
      log.info({ url: shownUrl, clientId, sessionPresent }, "reading from the MQTT broker");
      void subscribe(connected, sessionPresent);
    });
    connected.on("close", () => {
      const lasted = isLasting();
      if (lasted) shortLived = 0;
      else if (connectedAt !== undefined) shortLived++;
      connectedAt = undefined;
      subscribed = false;
      failure ??= "the connection was closed";
      // MQTT.js has set its timer for this reconnect already; this is for the next.
      const { reconnectPeriod = firstReconnectMs } = connected.options;
      const next = lasted ? firstReconnectMs : reconnectPeriod * 2;
      connected.options.reconnectPeriod = Math.min(spread(next), longestReconnectMs);
    });
    connected.on("disconnect", ({ reasonCode }) => {
      if (reasonCode === sessionTakenOver) failure = `another client signed in as "${clientId}"`;
    });
    connected.on("error", (error) => {
      const told = describe(error);
      if (told !== failure && !stopping.signal.aborted)
        log.warn({ url: shownUrl, why: told }, "the MQTT broker cannot be read; trying again");
      failure = told;
    });
  }

  function isLasting(): boolean {
    return connectedAt !== undefined && deps.now() - connectedAt >= lastingMs;
  }

  function spread(ms: number): number {
    return Math.round(ms * (0.8 + 0.4 * deps.random()));
  }

  /** Asks for the topics on each connection: the broker may have lost the session, or hold one with other topics. */
  async function subscribe(connected: MqttClient, sessionPresent: boolean): Promise<void> {
    unshared = config.shared && connected.serverProperties?.sharedSubscriptionAvailable === false;
    const shared = config.shared && !unshared;
    const shareOf = (filter: string) => `$share/${shareName}/${filter}`;
    const { stream } = connected;
    do {
      refused.clear();
      for (const { filter } of ingestTopics) {
        const [wanted, other] = shared ? [shareOf(filter), filter] : [filter, shareOf(filter)];
        try {
          // Retained messages come with a new subscription only [MQTT-3.3.1-10], not with every reconnect.
          const [granted] = await connected.subscribeAsync(wanted, { qos: 1, rh: 1 });
          if (granted?.qos === 0) refused.set(filter, "grants QoS 0 only, which loses messages");
          // What an earlier run with another KR_MQTT_SHARED left in the session would bring every message twice.
          if (config.version === 5 && sessionPresent && !unshared)
            await connected.unsubscribeAsync(other).catch(() => undefined);
        } catch (cause) {
          if (connected.stream !== stream || !connected.connected) return;
          refused.set(filter, describe(cause));
        }
      }
      if (connected.stream !== stream) return;
      subscribed = true;
      if (refused.size === 0) return;
      log.warn({ url: shownUrl, refused: Object.fromEntries(refused) }, "the MQTT broker refuses topics");
      await deps.pause(subscribeAgainMs, stopping.signal);
    } while (!stopping.signal.aborted && connected.connected && connected.stream === stream);
  }

  return {
    name: "mqttClient",

    async start() {
      clientId = config.clientId ?? (await keptClientId(config.dataDir));
      const options: IClientOptions = {
        protocolVersion: config.version,
        clientId,
        clean: false,
        keepalive: keepaliveSeconds,
        connectTimeout: connectTimeoutMs,
        reconnectPeriod: spread(firstReconnectMs),
        reconnectOnConnackError: true,
        resubscribe: false,
        ...(config.username !== undefined && { username: config.username }),
        ...(config.password !== undefined && { password: config.password }),
        ...(config.version === 5 && {
          properties: {
            sessionExpiryInterval: config.sessionSeconds,
            receiveMaximum: config.inFlight,
            maximumPacketSize: config.maxMessageBytes * packetFactor,
          },
        }),
        ...(await readTls(config.tls)),
      };
      client = mqtt.connect(config.url, options);
      listen(client);
    },

    async stop() {
      stopping.abort();
      await intake.stop();
      if (client === undefined) return;
      // DISCONNECT; the session stays for the next start. A broker that does not answer is not waited for long.
      const graceful = client.connected && Object.keys(client.outgoing).length === 0;
      const patience = new AbortController();
      client.end(!graceful, () => patience.abort());
      await deps.pause(closeMs, patience.signal);
      client.stream.destroy();
    },

    health(): PartHealth {
      if (shortLived >= suspectAfter && !isLasting())
        return {
          state: "degraded",
          detail: `${shownUrl} closed ${shortLived} connections soon after they began: most likely another client signs in as "${clientId}"; give each consumer a KR_MQTT_CLIENT_ID of its own`,
        };
      if (client?.connected !== true)
        return {
          state: "degraded",
          detail: `${shownUrl} cannot be read (${failure ?? "connecting"}); what is sent there waits in the broker`,
        };
      if (!subscribed)
        return { state: "degraded", detail: `${shownUrl} has not answered to the subscriptions yet` };
      if (refused.size > 0) {
        const told = [...refused].map(([filter, why]) => `${filter} (${why})`).join(", ");
        return {
          state: "degraded",
          detail: `${shownUrl} refuses ${told}: let "${config.username ?? "anonymous"}" read it there`,
        };
      }
      if (unshared)
        return {
          state: "degraded",
          detail: `${shownUrl} has no shared subscriptions: every consumer reads every message; set KR_MQTT_SHARED=0 and run one`,
        };
      return { state: "ok" };
    },

    figures: () => ({
      mqtt_client_connected: client?.connected === true ? 1 : 0,
      mqtt_client_connects_total: connects,
      mqtt_client_messages_total: messages,
      mqtt_client_repeated_messages_total: repeats,
      mqtt_client_unread_messages_total: unread,
      mqtt_client_waiting_messages: intake.waiting(),
    }),
  };
}

function withoutQuery(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname === "/" ? "" : pathname}`;
}

async function readTls(tls: MqttClientConfig["tls"]): Promise<Pick<IClientOptions, "ca" | "cert" | "key">> {
  const read = async (name: string, path: string) => {
    try {
      return await readFile(path);
    } catch (cause) {
      throw new Error(`${name}="${path}" cannot be read: ${(cause as Error).message}`, { cause });
    }
  };
  return {
    ...(tls.ca !== undefined && { ca: await read("KR_MQTT_CA_FILE", tls.ca) }),
    ...(tls.cert !== undefined && { cert: await read("KR_MQTT_CERT_FILE", tls.cert) }),
    ...(tls.key !== undefined && { key: await read("KR_MQTT_KEY_FILE", tls.key) }),
  };
}

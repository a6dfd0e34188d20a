import { Readable } from "node:stream";
import type { Client } from "aedes";
import type { BrokerPacket, BrokerState } from "./state/broker-state.ts";
import { useOfTopic } from "./topics.ts";

/** What the broker knows of a connection that signed in. */
export interface Connection {
  readonly mayPublish: boolean;
  /** A session was there before it [MQTT-3.2.2-2]. */
  readonly present: boolean;
  /** What it may be subscribed to. */
  readonly filters: Set<string>;
  /** Takes an identifier out of the window of a session that ends with the connection. */
  settle(messageId: number | undefined): void;
}

export interface LivePersistenceDeps {
  readonly state: BrokerState;
  /** The connection that holds a client id. */
  connectionOf(id: string): { readonly client: Client; readonly connection: Connection } | undefined;
  readonly stopping: () => boolean;
}

type Subscriptions = Parameters<BrokerState["persistence"]["addSubscriptions"]>[1];

/** aedes says "session present" only of sessions with subscriptions: this one is refused when it is restored. */
export const presentSession = "$session";

/**
 * The state as aedes is to see it in a running broker. Beside the contract it holds what aedes leaves open: subscriptions that were
 * refused are not kept, sessions without subscriptions are sessions too, and queues and wills are not aedes' to send.
 */
export function createLivePersistence({ state, connectionOf, stopping }: LivePersistenceDeps) {
  const { persistence } = state;
  /** aedes stores all subscriptions of a packet once for each of them. */
  const stored = new WeakMap<Subscriptions, Promise<void>>();

  const holder = (client: Client) => {
    const held = connectionOf(client.id);
    return held?.client === client ? held.connection : undefined;
  };

  async function addGranted(client: Client, subscriptions: Subscriptions): Promise<void> {
    // The others of the packet are judged in this turn.
    await Promise.resolve();
    const filters = holder(client)?.filters;
    const granted = subscriptions.filter(({ topic }) => filters?.has(topic) === true);
    if (granted.length > 0) await persistence.addSubscriptions(client, granted);
  }

  return {
    ...persistence,

    addSubscriptions(client: Client, subscriptions: Subscriptions): Promise<void> {
      const known = stored.get(subscriptions) ?? addGranted(client, subscriptions);
      stored.set(subscriptions, known);
      return known;
    },

    async subscriptionsByClient(client: { readonly id: string }) {
      const own = await persistence.subscriptionsByClient(client);
      if (own.length > 0 || connectionOf(client.id)?.connection.present !== true) return own;
      return [{ topic: presentSession, qos: 0 as const }];
    },

    /** Nobody may see messages on topics that are not read here. */
    async subscriptionsByTopic(topic: string) {
      const subscriptions = await persistence.subscriptionsByTopic(topic);
      return subscriptions.length > 0 && useOfTopic(topic).use === "unknown" ? [] : subscriptions;
    },

    /** Of a QoS 2 message under way the identifier is enough: its content is in the store by now. */
    async incomingStorePacket(
      client: Client,
      packet: BrokerPacket & { readonly messageId: number },
    ): Promise<void> {
      if (holder(client) === undefined) throw new Error("the connection was taken over");
      await persistence.incomingStorePacket(client, { ...packet, payload: "" });
    },

    async outgoingClearMessageId(client: Client, packet: { readonly messageId?: number | undefined }) {
      if (!client.clean) return persistence.outgoingClearMessageId(client, packet);
      connectionOf(client.id)?.connection.settle(packet.messageId);
      return undefined;
    },

    outgoingStream: () => Readable.from([]),

    async putWill(client: Client, packet: Parameters<typeof persistence.putWill>[1]): Promise<void> {
      if (holder(client)?.mayPublish === true) await persistence.putWill(client, packet);
    },

    /** Connections that end with the platform did not say farewell: their wills are sent at the next start. */
    delWill: async (client: { readonly id: string }) =>
      stopping() ? undefined : persistence.delWill(client),

    streamWill: () => Readable.from([]),

    destroy: async () => undefined,
  };
}

import { createOutbox, type Outbox, type OutboxLimits, type OutboxTotal } from "./outbox.ts";

/** A persistent session [MQTT-3.1.2.4], whether its client is there or away. */
export interface Session {
  readonly id: string;
  /** Who may take it up again: the credential it was opened with. */
  owner: string;
  /** ms since when nobody is connected to it; undefined while somebody is. */
  awaySince: number | undefined;
  /** The connection that holds it. */
  heldBy: object | undefined;
  /** Granted QoS by topic filter. */
  readonly subscriptions: Map<string, Subscription>;
  readonly outbox: Outbox;
  /** QoS 2 messages that were received and not released [MQTT-4.3.3]. */
  readonly incoming: Map<number, IncomingPacket>;
}

export interface Subscription {
  readonly qos: 0 | 1 | 2;
  readonly rh?: number | undefined;
  readonly rap?: boolean | undefined;
  readonly nl?: boolean | undefined;
  readonly subscriptionIdentifier?: number | undefined;
}

export interface IncomingPacket {
  readonly messageId: number;
}

export function createSession(id: string, owner: string, limits: OutboxLimits, total: OutboxTotal): Session {
  return {
    id,
    owner,
    awaySince: undefined,
    heldBy: undefined,
    subscriptions: new Map(),
    outbox: createOutbox(limits, total),
    incoming: new Map(),
  };
}

/** A message on its way to one client. */
export interface Outgoing {
  readonly seq: number;
  readonly topic: string;
  readonly payload: Uint8Array | string;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  /** Which publish it comes from. */
  readonly brokerId: string | undefined;
  readonly brokerCounter: number;
  /** Packet identifier once it was sent. */
  messageId: number | undefined;
  /** PUBREC came, PUBREL is what is sent again. */
  released: boolean;
}

export interface OutboxLimits {
  readonly messages: number;
  readonly bytes: number;
}

/** Bytes that all outboxes hold together. */
export interface OutboxTotal {
  bytes: number;
  messages: number;
  readonly maxBytes: number;
}

const overheadBytes = 128;
const sizeOf = ({ topic, payload }: Outgoing) => topic.length + payload.length + overheadBytes;

/**
 * What waits for one session at QoS 1 and 2, in order: in flight with an identifier until it is acknowledged [MQTT-4.4.0-1], or not
 * sent yet. Bounded: the oldest that was not sent gives way.
 */
export function createOutbox(limits: OutboxLimits, total: OutboxTotal) {
  const inFlight = new Map<number, Outgoing>();
  const byId = new Map<number, Outgoing>();
  const waiting = new Map<number, Outgoing>();
  let bytes = 0;
  let lastId = 0;

  function account(sign: 1 | -1, message: Outgoing): void {
    bytes += sign * sizeOf(message);
    total.bytes += sign * sizeOf(message);
    total.messages += sign;
  }

  function freeId(): number {
    do lastId = lastId >= 65_535 ? 1 : lastId + 1;
    while (byId.has(lastId));
    return lastId;
  }

  function send(message: Outgoing, messageId: number): void {
    waiting.delete(message.seq);
    if (message.messageId !== undefined) byId.delete(message.messageId);
    message.messageId = messageId;
    inFlight.set(message.seq, message);
    byId.set(messageId, message);
  }

  return {
    /** @returns what had to give way, which may be the message itself */
    push(message: Outgoing): Outgoing[] {
      account(1, message);
      if (message.messageId === undefined) waiting.set(message.seq, message);
      else send(message, message.messageId);
      const dropped: Outgoing[] = [];
      while (waiting.size > limits.messages || bytes > limits.bytes || total.bytes > total.maxBytes) {
        const [oldest] = waiting.values();
        if (oldest === undefined) break;
        waiting.delete(oldest.seq);
        account(-1, oldest);
        dropped.push(oldest);
      }
      return dropped;
    },

    /** The next ones to be sent, which are in flight from now on. */
    take(count: number): Outgoing[] {
      const taken: Outgoing[] = [];
      for (const message of waiting.values()) {
        if (taken.length >= count) break;
        taken.push(message);
      }
      for (const message of taken) send(message, freeId());
      return taken;
    },

    /** Gives an identifier to the message of a publish. @returns it, or undefined when there is none */
    name(brokerId: string | undefined, brokerCounter: number, messageId: number): Outgoing | undefined {
      for (const message of [...waiting.values(), ...inFlight.values()]) {
        if (message.brokerId !== brokerId || message.brokerCounter !== brokerCounter) continue;
        send(message, messageId);
        return message;
      }
      return undefined;
    },

    /** PUBREC came for it. */
    release(messageId: number): Outgoing | undefined {
      const message = byId.get(messageId);
      if (message !== undefined) message.released = true;
      return message;
    },

    /** It arrived. */
    settle(messageId: number | undefined): Outgoing | undefined {
      const message = messageId === undefined ? undefined : byId.get(messageId);
      if (message === undefined || messageId === undefined) return undefined;
      byId.delete(messageId);
      inFlight.delete(message.seq);
      account(-1, message);
      return message;
    },

    /** What is in flight, in the order in which it was sent. */
    sent: (): Outgoing[] => [...inFlight.values()],
    all: (): Outgoing[] => [...inFlight.values(), ...waiting.values()],
    inFlight: () => inFlight.size,
    waiting: () => waiting.size,

    clear(): void {
      for (const message of [...inFlight.values(), ...waiting.values()]) account(-1, message);
      inFlight.clear();
      byId.clear();
      waiting.clear();
    },
  };
}
export type Outbox = ReturnType<typeof createOutbox>;

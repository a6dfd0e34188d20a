interface Packet {
  readonly topic: string;
  readonly payload: Buffer | string;
}

/** The calls of aedes-persistence that are bounded here. */
export interface BrokerPersistence {
  storeRetained(packet: Packet): Promise<void>;
  incomingStorePacket(client: unknown, packet: Packet): Promise<void>;
}

/**
 * Bounds what the broker holds in memory: retained messages up to a number of topics (further ones are delivered and not
 * retained), and of a QoS 2 message under way only its identifier, since its content is in the store by then. Neither outlives
 * the process: a sender that repeats itself changes nothing.
 */
export function boundPersistence(persistence: BrokerPersistence, maxRetained: number): void {
  const retained = new Set<string>();
  const storeRetained = persistence.storeRetained.bind(persistence);
  const incomingStorePacket = persistence.incomingStorePacket.bind(persistence);

  persistence.storeRetained = async (packet) => {
    if (packet.payload.length === 0) retained.delete(packet.topic);
    else if (!retained.has(packet.topic)) {
      if (retained.size >= maxRetained) return;
      retained.add(packet.topic);
    }
    await storeRetained(packet);
  };
  persistence.incomingStorePacket = (client, packet) =>
    incomingStorePacket(client, { ...packet, payload: Buffer.alloc(0) });
}

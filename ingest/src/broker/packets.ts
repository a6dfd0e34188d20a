import type { Socket } from "node:net";

/** What is written to a client beside what aedes writes [MQTT-3.3, 3.4, 3.6]. */
export interface OutgoingPublish {
  readonly topic: string;
  readonly payload: Uint8Array | string;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly dup: boolean;
  /** Of QoS 1 and 2. */
  readonly messageId?: number | undefined;
}

/** A remaining length: seven bits a byte, the lowest first [MQTT-2.2.3]. */
function remainingLength(length: number): number[] {
  const bytes: number[] = [];
  let left = length;
  do {
    const more = left > 127 ? 128 : 0;
    bytes.push((left % 128) | more);
    left = Math.floor(left / 128);
  } while (left > 0);
  return bytes;
}

export function publishPacket(message: OutgoingPublish): Buffer {
  const { qos, retain, dup, messageId = 0 } = message;
  const topic = Buffer.from(message.topic);
  const payload = typeof message.payload === "string" ? Buffer.from(message.payload) : message.payload;
  const length = remainingLength(2 + topic.length + (qos > 0 ? 2 : 0) + payload.length);
  const flags = 0x30 | (dup && qos > 0 ? 8 : 0) | (qos << 1) | (retain ? 1 : 0);
  const parts = [Buffer.from([flags, ...length, topic.length >> 8, topic.length & 255]), topic];
  if (qos > 0) parts.push(Buffer.from([messageId >> 8, messageId & 255]));
  return Buffer.concat([...parts, payload]);
}

export const pubackPacket = (messageId: number) => Buffer.from([0x40, 2, messageId >> 8, messageId & 255]);
export const pubrelPacket = (messageId: number) => Buffer.from([0x62, 2, messageId >> 8, messageId & 255]);

/** CONNACK 1, unacceptable protocol version [MQTT-3.1.2-2]. */
export const unacceptableVersion = Buffer.from([0x20, 2, 0, 1]);
/** The same as an MQTT 5 client reads it: reason code 0x84, unsupported protocol version (MQTT 5, 3.2.2.2). */
export const unsupportedVersion5 = Buffer.from([0x20, 3, 0, 0x84, 0]);

/** Writes a packet; those of one turn of the event loop leave together. @returns false when the socket is full */
export function writePacket(socket: Socket, packet: Buffer): boolean {
  if (socket.destroyed) return true;
  if (socket.writableCorked === 0) {
    socket.cork();
    process.nextTick(() => socket.uncork());
  }
  return socket.write(packet);
}

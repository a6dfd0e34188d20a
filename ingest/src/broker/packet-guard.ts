import type { Socket } from "node:net";
import type { Client } from "aedes";
import { unacceptableVersion } from "./packets.ts";

/** A packet is longer than the broker takes; the connection is closed, since the rest of it cannot be skipped. */
export class PacketTooLargeError extends Error {
  readonly code = "packet-too-large";
  readonly bytes: number;
  constructor(bytes: number, limit: number) {
    super(`a packet of ${bytes} bytes is over the limit of ${limit}`);
    this.bytes = bytes;
  }
}

/** The part of mqtt-packet's parser that the guard reaches into; aedes offers no option for any of it. */
interface Parser {
  packet: { length: number };
  parse(chunk: Buffer): number;
  _parseLength(): boolean;
  _emitError(error: Error): boolean;
  prependListener(event: "packet", listener: (packet: PacketLike) => void): void;
}

interface PacketLike {
  readonly cmd?: string;
  readonly qos?: number;
  readonly messageId?: number;
}

/**
 * Puts bounds on one client of aedes: the length of a packet (smaller before it is signed in), an exception while its bytes are
 * read ends this connection alone, a version that is not known is told so, and packets that need an identifier have one.
 */
export function guardClient(
  client: Client,
  limits: { readonly anonymous: number; readonly signedIn: number },
): void {
  const { _parser: parser } = client as unknown as { readonly _parser: Parser };
  if (typeof parser?._parseLength !== "function" || typeof parser._emitError !== "function")
    throw new Error("this version of aedes or mqtt-packet reads packets otherwise: adapt the packet guard");

  const emitError = parser._emitError.bind(parser);
  parser._emitError = (error) => {
    // [MQTT-3.1.2-2]
    if (!client.connected && error.message === "Invalid protocol version")
      (client.conn as Socket).write(unacceptableVersion);
    return emitError(error);
  };

  const parseLength = parser._parseLength.bind(parser);
  parser._parseLength = () => {
    const known = parseLength();
    const limit = client.connected ? limits.signedIn : limits.anonymous;
    if (known && parser.packet.length > limit) {
      parser._emitError(new PacketTooLargeError(parser.packet.length, limit));
      return false;
    }
    return known;
  };

  const parse = parser.parse.bind(parser);
  parser.parse = (chunk) => {
    try {
      return parse(chunk);
    } catch (cause) {
      client.emit("error", new Error("packet received not valid", { cause }));
      return 0;
    }
  };

  parser.prependListener("packet", ({ cmd, qos = 0, messageId }) => {
    const named = (cmd === "publish" && qos > 0) || cmd === "subscribe" || cmd === "unsubscribe";
    // [MQTT-2.3.1-1]
    if (named && !messageId) client.emit("error", new Error(`a ${cmd} without a packet identifier`));
  });
}

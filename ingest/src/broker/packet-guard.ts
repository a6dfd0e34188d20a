import type { Client } from "aedes";

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
  prependListener(event: "packet", listener: (packet: SubscribeLike) => void): void;
}

interface SubscribeLike {
  readonly cmd?: string;
  readonly subscriptions?: { qos: number }[];
}

/**
 * Puts bounds on one client of aedes: the length of a packet (smaller before it is signed in), an exception while its bytes are
 * read ends this connection alone, and subscriptions are granted QoS 0, so that nothing is kept for a reader that is
 * slow or away.
 */
export function guardClient(
  client: Client,
  limits: { readonly anonymous: number; readonly signedIn: number },
): void {
  const { _parser: parser } = client as unknown as { readonly _parser: Parser };
  if (typeof parser?._parseLength !== "function" || typeof parser._emitError !== "function")
    throw new Error("this version of aedes or mqtt-packet reads packets otherwise: adapt the packet guard");

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

  parser.prependListener("packet", (packet) => {
    if (packet.cmd !== "subscribe") return;
    for (const subscription of packet.subscriptions ?? []) subscription.qos = 0;
  });
}

import type { Envelope } from "@kontrollrom/contracts/envelope.ts";
import { isTopicName, useOfTopic } from "./topics.ts";

/** A message that no wire format can be read from. */
export interface StrayMessage {
  readonly reason: "unknown-topic" | "too-large";
  readonly detail: string;
  readonly source: string;
  /** ms */
  readonly receivedAt: number;
  readonly payload: Uint8Array;
}

/** What is to be done with a publish. */
export type Verdict =
  | { readonly envelope: Envelope }
  | { readonly stray: StrayMessage }
  | { readonly letGo: "cleared-retained" | "unread-topic" }
  | { readonly close: string };

/** Of a message that is too large only the beginning is kept. */
const keptBytes = 4096;

/** A message that is longer than one may be, from whichever side it came. */
export function tooLarge(message: Omit<StrayMessage, "reason" | "detail">, maxBytes: number): StrayMessage {
  const bytes = message.payload.byteLength;
  return {
    ...message,
    reason: "too-large",
    detail: `a message of ${bytes} bytes is over the limit of ${maxBytes}: send smaller ones`,
    payload: message.payload.subarray(0, keptBytes),
  };
}

/** Judges a publish of a client that may publish. One that cannot be read is no error: it is kept as a dead letter. */
export function judgePublish(
  packet: { readonly topic: string; readonly payload: Uint8Array; readonly retain: boolean },
  receivedAt: number,
  maxBytes: number,
): Verdict {
  const { topic, payload } = packet;
  if (!isTopicName(topic))
    return { close: `${JSON.stringify(topic.slice(0, 200))} is no topic to publish on` };
  if (topic.startsWith("$")) return { close: `topic ${topic.slice(0, 200)} is reserved` };
  // An empty retained message removes what was retained [MQTT-3.3.1-10]; it says nothing.
  if (packet.retain && payload.byteLength === 0) return { letGo: "cleared-retained" };

  const message = { source: `mqtt:${topic}`, receivedAt, payload };
  if (payload.byteLength > maxBytes) return { stray: tooLarge(message, maxBytes) };
  const topicUse = useOfTopic(topic);
  if (topicUse.use === "ingest") return { envelope: { format: topicUse.format, ...message } };
  if (topicUse.use === "unread") return { letGo: "unread-topic" };
  const detail = `topic ${JSON.stringify(topic.slice(0, 200))} is not read here: publish to kr/v1/{source}/…`;
  return { stray: { reason: "unknown-topic", detail, ...message } };
}

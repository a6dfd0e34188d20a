import type { WireFormat } from "@kontrollrom/contracts/envelope.ts";
import { ingestTopics } from "@kontrollrom/contracts/topics.ts";

/** Whether a topic matches a filter [MQTT-4.7]. */
export function matches(filter: string, topic: string): boolean {
  const levels = topic.split("/");
  const wanted = filter.split("/");
  // A filter that begins with a wildcard does not reach topics that begin with $ [MQTT-4.7.2-1].
  if (topic.startsWith("$") && (wanted[0] === "+" || wanted[0] === "#")) return false;
  for (let i = 0; i < wanted.length; i++) {
    if (wanted[i] === "#") return true;
    if (i >= levels.length || (wanted[i] !== "+" && wanted[i] !== levels[i])) return false;
  }
  return levels.length === wanted.length;
}

/** Whether it is a topic filter: `#` stands alone at the end, `+` alone between slashes [MQTT-4.7.1]. */
export function isTopicFilter(filter: string): boolean {
  if (filter === "" || filter.includes("\0")) return false;
  const levels = filter.split("/");
  return levels.every(
    (level, at) =>
      level === "+" ||
      (level === "#" && at === levels.length - 1) ||
      !(level.includes("+") || level.includes("#")),
  );
}

/** Whether messages may be on it [MQTT-3.3.2-2, MQTT-4.7.3]. */
export function isTopicName(topic: string): boolean {
  return topic !== "" && !topic.includes("\0") && !topic.includes("+") && !topic.includes("#");
}

/** What a network server also tells about its devices and nothing here reads: taken and let go. */
const unreadTopics = [
  "application/+/device/+/event/+",
  "application/+/device/+/state/+",
  "application/+/integration/+",
  "v3/+/devices/+/#",
  "+/things/+/+",
  "helium/+/+",
  "milesight/+/+",
];

export type TopicUse =
  | { readonly use: "ingest"; readonly format: WireFormat }
  | { readonly use: "unread" | "unknown" };

const unread: TopicUse = { use: "unread" };
const unknown: TopicUse = { use: "unknown" };
const formats: ReadonlyMap<WireFormat, TopicUse> = new Map(
  ingestTopics.map(({ format }) => [format, { use: "ingest", format }]),
);

/** What is done with messages on a topic. */
export function useOfTopic(topic: string): TopicUse {
  for (const { filter, format } of ingestTopics) {
    if (matches(filter, topic)) return formats.get(format) ?? unknown;
  }
  return unreadTopics.some((filter) => matches(filter, topic)) ? unread : unknown;
}

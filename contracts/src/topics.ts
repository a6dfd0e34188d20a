import type { WireFormat } from "./envelope.ts";

/** MQTT topic filters that the platform reads, with the format that is spoken on them. */
export const ingestTopics: readonly { readonly filter: string; readonly format: WireFormat }[] = [
  { filter: "application/+/device/+/event/up", format: "chirpstack-v4" },
  { filter: "kr/v1/#", format: "json" },
];

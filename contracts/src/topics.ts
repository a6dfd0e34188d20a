import type { WireFormat } from "./envelope.ts";

/**
 * MQTT topic filters that the platform reads, with the format that is spoken on them. No topic matches two of them. ChirpStack v3 publishes
 * where v4 does, and SenML where native JSON does: these are told apart by the message.
 */
export const ingestTopics: readonly { readonly filter: string; readonly format: WireFormat }[] = [
  { filter: "application/+/device/+/event/up", format: "chirpstack-v4" },
  { filter: "v3/+/devices/+/up", format: "the-things-stack-v3" },
  { filter: "+/things/+/uplink", format: "thingpark" },
  { filter: "loriot/+", format: "loriot" },
  { filter: "netmore/+", format: "netmore" },
  { filter: "helium/+/rx", format: "helium" },
  { filter: "milesight/+/uplink", format: "milesight" },
  { filter: "kr/v1/#", format: "json" },
];

import type { ReceivedEventData } from "@azure/event-hubs";
import type { Envelope, WireFormat } from "@kontrollrom/contracts/envelope.ts";
import { detectFormat } from "./detect-format.ts";
import { stampDevice } from "./stamp-device.ts";

/** What is read of an event; those of an IoT hub carry its stamps as system properties. */
export type HubEvent = Pick<ReceivedEventData, "body" | "properties" | "sequenceNumber" | "systemProperties">;

const euiPattern = /^[0-9A-Fa-f]{16}$/;

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  if (typeof body === "string") return Buffer.from(body);
  return Buffer.from(JSON.stringify(body ?? null));
}

/**
 * The envelope of an event. Where an IoT hub has stamped the sender (`iothub-connection-device-id`), the message is one of that
 * device, in native JSON or SenML, whatever its body says; `auto` cannot make it another's by its looks. A format that is configured is a
 * network server's: its sender is a bridge that speaks for many devices.
 * @returns undefined for what an IoT hub tells about itself (twins, connections), which is no telemetry
 */
export function envelopeOfEvent(
  event: HubEvent,
  from: { readonly source: string; readonly format: WireFormat | "auto"; readonly receivedAt: number },
): Envelope | undefined {
  const system = event.systemProperties ?? {};
  const about = textOf(system["iothub-message-source"]);
  if (about !== undefined && about.toLowerCase() !== "telemetry") return undefined;

  const payload = bytesOf(event.body);
  const { format, receivedAt } = from;
  const source = `${from.source}/${event.sequenceNumber}`;
  const sender = textOf(system["iothub-connection-device-id"]);
  const ownWords = format === "auto" || format === "json" || format === "senml";
  if (sender !== undefined && ownWords) {
    const device = euiPattern.test(sender) ? sender.toLowerCase() : sender;
    const time =
      textOf(system["iothub-creation-time-utc"]) ?? textOf(event.properties?.["iothub-creation-time-utc"]);
    return { format: "json", source, receivedAt, payload: stampDevice(payload, { device, time }) };
  }
  return { format: format === "auto" ? detectFormat(payload) : format, source, receivedAt, payload };
}

import { isObject, type Message, type Parsed, quote, type RefusedMessage } from "../message.ts";
import type { Arrival } from "./format.ts";
import { objectsOf, parsed, readFrame, refusedWhole } from "./frame.ts";

const maxEvents = 1000;

function readEvent(event: unknown, payload: () => Uint8Array): Message | RefusedMessage | undefined {
  if (!isObject(event)) {
    const detail = `the list holds ${quote(event)}: expected an event of Netmore`;
    return { reason: "wrong-shape", detail, device: undefined, payload: payload() };
  }
  // Seen under both spellings, and so is the type of an uplink: "payload" and "payload.Payload".
  const data = event.payload ?? event.Payload;
  const { messageType } = event;
  if (data === undefined && typeof messageType === "string" && !messageType.startsWith("payload"))
    return undefined;
  return readFrame(
    {
      device: { name: "devEui", value: event.devEui, as: "eui-48-or-64" },
      times: [{ name: "timestamp", value: event.timestamp, as: "iso" }],
      fPort: { name: "fPort", value: event.fPort },
      data: { name: "payload", value: data, as: "hex" },
      fCnt: event.fCntUp,
      heard: [event, ...objectsOf(event.gateways)].map(({ rssi, snr, gatewayIdentifier, gwEui }) => ({
        rssi,
        snr,
        gatewayId: gatewayIdentifier ?? gwEui,
      })),
    },
    payload,
  );
}

/**
 * Reads what Netmore pushes: a list of events, most numbers of which are written as text. Each event stands for itself. Events of
 * other types are let go.
 */
export function parseNetmore(json: unknown, { payload }: Arrival): Parsed {
  const events = Array.isArray(json) ? (json as readonly unknown[]) : [json];
  if (!Array.isArray(json) && !isObject(json))
    return refusedWhole(payload, `expected the events of Netmore, got ${quote(json)}`);
  if (events.length === 0 || events.length > maxEvents)
    return refusedWhole(payload, `a list of ${events.length} events: send 1 to ${maxEvents} at a time`);
  const all: (Message | RefusedMessage)[] = [];
  for (const event of events) {
    const one = readEvent(event, () =>
      events.length === 1 ? payload : Buffer.from(JSON.stringify([event])),
    );
    if (one !== undefined) all.push(one);
  }
  return parsed(all);
}

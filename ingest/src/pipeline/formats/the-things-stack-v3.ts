import { isObject, type Parsed, quote } from "../message.ts";
import type { Arrival } from "./format.ts";
import { nothing, objectsOf, parsed, type Reception, readFrame, refusedWhole } from "./frame.ts";

/** What the server also tells about a device; `uplink_normalized` repeats an uplink. */
const otherMessages = [
  "join_accept",
  "downlink_queued",
  "downlink_sent",
  "downlink_ack",
  "downlink_nack",
  "downlink_failed",
  "downlink_queue_invalidated",
  "location_solved",
  "service_data",
  "uplink_normalized",
];

/** Zero is not written: a `rssi` or `snr` that is missing is 0. */
function reception(heard: Readonly<Record<string, unknown>>): Reception {
  const gateway = isObject(heard.gateway_ids) ? heard.gateway_ids : {};
  const { eui } = gateway;
  return {
    rssi: heard.rssi ?? heard.channel_rssi ?? 0,
    snr: heard.snr ?? 0,
    gatewayId: typeof eui === "string" ? eui.toLowerCase() : gateway.gateway_id,
  };
}

/**
 * Reads an uplink of The Things Stack v3, from a webhook or its MQTT server. The server leaves out every field that is zero or empty,
 * so a missing `f_port` or `f_cnt` is 0. What its payload formatter made of the frame is not read: the frame is.
 */
export function parseTheThingsStackV3(json: unknown, { payload }: Arrival): Parsed {
  if (!isObject(json))
    return refusedWhole(payload, `expected a message of The Things Stack, got ${quote(json)}`);
  const up = json.uplink_message;
  if (!isObject(up)) {
    if (otherMessages.some((name) => json[name] !== undefined)) return nothing;
    return refusedWhole(payload, `uplink_message ${quote(up)} is not an object: send uplink messages here`);
  }
  const ids = isObject(json.end_device_ids) ? json.end_device_ids : {};
  const frame = readFrame(
    {
      device: { name: "end_device_ids.dev_eui", value: ids.dev_eui, as: "dev-eui" },
      times: [
        { name: "uplink_message.received_at", value: up.received_at, as: "iso" },
        { name: "received_at", value: json.received_at, as: "iso" },
      ],
      fPort: { name: "uplink_message.f_port", value: up.f_port ?? 0 },
      data: { name: "uplink_message.frm_payload", value: up.frm_payload, as: "base64" },
      fCnt: up.f_cnt ?? 0,
      heard: objectsOf(up.rx_metadata).map(reception),
    },
    () => payload,
  );
  if ("reason" in frame) return parsed([frame]);
  if (json.simulated === true)
    return refusedWhole(
      payload,
      "simulated is true: the console made this uplink up, nothing was measured",
      frame.device,
    );
  if (up.app_s_key !== undefined)
    return refusedWhole(
      payload,
      "uplink_message.app_s_key is there, so frm_payload is encrypted: let The Things Stack decrypt payloads",
      frame.device,
    );
  return parsed([frame]);
}

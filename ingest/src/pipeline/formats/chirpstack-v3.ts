import { isObject, type Parsed, quote } from "../message.ts";
import { bytesFromBase64 } from "./bytes.ts";
import type { Arrival } from "./format.ts";
import { nothing, objectsOf, parsed, readFrame, refusedWhole } from "./frame.ts";

/** Fields that tell the events that are no uplink: ack, status, error, join, location, integration, txack. */
const otherEvents = [
  "acknowledged",
  "margin",
  "error",
  "devAddr",
  "location",
  "integrationName",
  "gatewayID",
  "gatewayId",
];

/** An EUI as hexadecimal: the marshaler `json` writes its eight bytes as base64, `json_v3` as hexadecimal. */
function eui(value: unknown): unknown {
  if (typeof value !== "string" || value.length !== 12 || !value.endsWith("=")) return value;
  const bytes = bytesFromBase64(value);
  return bytes?.length === 8 ? Buffer.from(bytes).toString("hex") : value;
}

/**
 * Reads an `up` event of ChirpStack Application Server v3, in the form of its marshaler `json_v3` or `json` (protobuf JSON). Other
 * events are let go. Only the second form has a time of the server, and a gateway has one only when it has a GPS receiver: without
 * either, the moment of arrival is the best that there is.
 */
export function parseChirpstackV3(json: unknown, { payload, receivedAt }: Arrival): Parsed {
  if (!isObject(json)) return refusedWhole(payload, `expected a ChirpStack event, got ${quote(json)}`);
  if (json.fPort === undefined && json.data === undefined) {
    if (otherEvents.some((field) => json[field] !== undefined)) return nothing;
    return refusedWhole(
      payload,
      "neither fPort nor data is there: publish the JSON of ChirpStack v3 events here",
    );
  }
  const heard = objectsOf(json.rxInfo);
  const frame = readFrame(
    {
      device: { name: "devEUI", value: eui(json.devEUI), as: "dev-eui" },
      times: [
        { name: "publishedAt", value: json.publishedAt, as: "iso" },
        ...heard.map(({ time }) => ({ name: "rxInfo.time", value: time, as: "iso" as const })),
      ],
      timeIfNone: receivedAt,
      fPort: { name: "fPort", value: json.fPort ?? 0 },
      data: { name: "data", value: json.data, as: "base64" },
      fCnt: json.fCnt ?? 0,
      heard: heard.map(({ rssi, loRaSNR, gatewayID }) => ({ rssi, snr: loRaSNR, gatewayId: eui(gatewayID) })),
    },
    () => payload,
  );
  return parsed([frame]);
}

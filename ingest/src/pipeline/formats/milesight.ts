import { isObject, type Parsed, quote } from "../message.ts";
import type { Arrival } from "./format.ts";
import { nothing, objectsOf, parsed, readFrame, refusedWhole } from "./frame.ts";

/** Fields that tell what else a gateway reports of a device: online and offline, ack, error, join. */
const otherReports = ["status", "acknowledged", "error", "devAddr"];

/**
 * Reads an uplink of the network server inside a Milesight gateway (UG56, UG65, UG67 and the building gateway). Its payload codec must be
 * off: with it on, the gateway sends what the codec made in place of the frame.
 */
export function parseMilesight(json: unknown, { payload }: Arrival): Parsed {
  if (!isObject(json))
    return refusedWhole(payload, `expected an uplink of a Milesight gateway, got ${quote(json)}`);
  if (json.fPort === undefined && json.data === undefined) {
    if (otherReports.some((field) => json[field] !== undefined)) return nothing;
    return refusedWhole(
      payload,
      "neither fPort nor data is there: set the payload codec of the gateway's application to None",
    );
  }
  const heard = objectsOf(json.rxInfo);
  const frame = readFrame(
    {
      device: { name: "devEUI", value: json.devEUI, as: "dev-eui" },
      times: [
        { name: "time", value: json.time, as: "iso" },
        ...heard.map(({ time }) => ({ name: "rxInfo.time", value: time, as: "iso" as const })),
        { name: "gatewayTime", value: json.gatewayTime, as: "iso" },
      ],
      fPort: { name: "fPort", value: json.fPort },
      data: { name: "data", value: json.data, as: "base64" },
      fCnt: json.fCnt,
      heard: heard.map(({ rssi, loRaSNR, mac }) => ({ rssi, snr: loRaSNR, gatewayId: mac })),
    },
    () => payload,
  );
  return parsed([frame]);
}

import { bytesFromBase64 } from "./formats/bytes.ts";
import { bestRadio, objectsOf } from "./formats/frame.ts";
import { parseTime } from "./iso-time.ts";
import { isObject, type Parsed, quote, type Radio, type Refusal } from "./message.ts";

const devEuiPattern = /^[0-9a-fA-F]{16}$/;

function refused(payload: Uint8Array, detail: string, device?: string): Parsed {
  const refusal: Refusal = { reason: "wrong-shape", detail };
  return { messages: [], refused: [{ ...refusal, device, payload }] };
}

/** The best reception of the gateways that heard it. ChirpStack leaves zeros out: protobuf JSON does not write defaults. */
function radioOf(event: Readonly<Record<string, unknown>>): Radio {
  const heard = Array.isArray(event.rxInfo) ? objectsOf(event.rxInfo) : [];
  return bestRadio(
    event.fCnt ?? 0,
    heard.map(({ rssi, snr, gatewayId }) => ({ rssi: rssi ?? 0, snr: snr ?? 0, gatewayId })),
  );
}

/**
 * Reads an `up` event of ChirpStack v4 (JSON marshaler). Defaults may be left out, so a missing `fPort` or `fCnt` is 0.
 * An event without `data` carried MAC commands only: the device was heard and said nothing.
 */
export function parseChirpstackV4(json: unknown, payload: Uint8Array): Parsed {
  if (!isObject(json)) return refused(payload, `expected a ChirpStack event, got ${quote(json)}`);
  const info = json.deviceInfo;
  if (!isObject(info))
    return refused(payload, "deviceInfo is missing: publish the JSON of ChirpStack v4 events here");
  const { devEui } = info;
  if (typeof devEui !== "string" || !devEuiPattern.test(devEui))
    return refused(payload, `deviceInfo.devEui ${quote(devEui)} is not 16 hexadecimal digits`);
  const device = devEui.toLowerCase();

  const time = typeof json.time === "string" ? parseTime(json.time) : Number.NaN;
  if (Number.isNaN(time))
    return refused(payload, `time ${quote(json.time)} is not an ISO 8601 moment with an offset`, device);
  if (isObject(json.joinServerContext))
    return refused(payload, "data is encrypted for a join server: let ChirpStack hold the AppSKey", device);

  const fPort = json.fPort ?? 0;
  if (!Number.isInteger(fPort) || (fPort as number) < 0 || (fPort as number) > 255)
    return refused(payload, `fPort ${quote(fPort)} is not a port from 0 to 255`, device);

  const data = json.data ?? "";
  if (typeof data !== "string") return refused(payload, `data ${quote(data)} is not base64 text`, device);
  const bytes = bytesFromBase64(data);
  if (bytes === undefined) return refused(payload, `data ${quote(data)} is not base64`, device);
  const uplink = bytes.length === 0 ? undefined : { bytes, fPort: fPort as number };
  return {
    messages: [{ device, time, uplink, values: [], radio: radioOf(json), payload: () => payload }],
    refused: [],
  };
}
